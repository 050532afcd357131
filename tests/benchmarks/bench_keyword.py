"""How far the keyword check's likeness follows marks that people gave, and what it takes.

    python tests/benchmarks/bench_keyword.py --data <folder>

The data is SAF (SebOchs/SAF, MIT), English: the folder with 'training', 'unseen_answers' and
'unseen_questions'. All three are pooled, 22 questions. Answers that are empty or say 'No
submission' are left out, which leaves 2,049. Nothing is fitted on any of them."""

import argparse
import asyncio
import json
import sys
from collections.abc import Callable, Sequence
from math import sqrt
from pathlib import Path
from statistics import correlation, fmean, quantiles
from time import perf_counter

from adapters.keyword import KeywordCritic
from adapters.keyword.similarity import bm25, cosine, covered, letters, similarity
from adapters.keyword.words import content, words
from bot.evaluation.data import SPLITS, Marked, saf
from bot.model import Verdict


def main(argv: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description="The keyword check on human-graded answers.")
    parser.add_argument("--data", type=Path, required=True, help="folder of SAF's English part")
    folder: Path = parser.parse_args(argv).data
    answers = saf(folder)
    if not answers:
        say(f"Nothing was measured: no SAF data at {folder}. Clone SebOchs/SAF and name its folder")
        say(json.dumps({"benchmark": "keyword", "data": "absent"}))
        return
    report = {"benchmark": "keyword", "data": "SAF English", "answers": len(answers)}
    report |= {"questions": len({a.question.id for a in answers})}
    say(f"SAF English: {report['questions']} questions, {report['answers']} answers; Pearson r")
    say(f"{'method':42} {'pooled':>7} {'within':>7} " + " ".join(f"{s:>17}" for s in SPLITS))
    rows = {name: row(answers, score) for name, score in METHODS.items()}
    for name, figures in rows.items():
        say(f"{name:42} {figures['pooled']:7.3f} {figures['within']:7.3f} " + by_split(figures))
    took = milliseconds(answers)
    say(f"KeywordCritic.judge: median {took['median']:.2f} ms, 99 % under {took['p99']:.2f} ms")
    say(json.dumps(report | {"methods": rows, "judge_ms": took}))


def row(answers: Sequence[Marked], score: Callable[[Marked], float]) -> dict[str, float]:
    """Pearson r over all answers, its mean within a question, and r per split."""
    scored = [(a, score(a)) for a in answers]
    figures = {"pooled": pearson(scored)}
    ids = sorted({a.question.id for a in answers})
    figures["within"] = fmean(pearson([p for p in scored if p[0].question.id == i]) for i in ids)
    return figures | {split: pearson([p for p in scored if p[0].kind == split]) for split in SPLITS}


def pearson(scored: Sequence[tuple[Marked, float]]) -> float:
    return correlation([a.mark for a, _ in scored], [score for _, score in scored])


def by_split(figures: dict[str, float]) -> str:
    return " ".join(f"{figures[split]:17.3f}" for split in SPLITS)


def recall(a: Marked) -> float:
    return covered(set(content(a.question.model_answer)), set(content(a.answer)))


def own_recall(a: Marked) -> float:
    asked = set(content(a.question.prompt))
    return covered(set(content(a.question.model_answer)) - asked, set(content(a.answer)))


def okapi(a: Marked) -> float:
    return bm25(content(a.question.model_answer), content(a.answer))


def ngrams(a: Marked) -> float:
    return cosine(letters(words(a.question.model_answer)), letters(words(a.answer)))


def mean(a: Marked) -> float:
    return (recall(a) + own_recall(a) + okapi(a) + ngrams(a)) / 4


def shipped(a: Marked) -> float:
    return similarity(a.question.prompt, a.question.model_answer, a.answer)


def points_found(a: Marked) -> float:
    """The share of points that the critic finds, the reference's sentences being the points."""
    judgement = asyncio.run(KeywordCritic().judge(a.question, a.answer))
    return fmean(f.verdict is Verdict.MET for f in judgement.findings)


METHODS: dict[str, Callable[[Marked], float]] = {
    "words of the reference found": recall,
    "the same without the question's words": own_recall,
    "BM25": okapi,
    "cosine of 3 to 5 letters": ngrams,
    "mean of the four": mean,
    "root of BM25": lambda a: sqrt(okapi(a)),
    "root of the mean of the four (shipped)": shipped,
    "points found, without key terms": points_found,
}


def milliseconds(answers: Sequence[Marked]) -> dict[str, float]:
    """What one judgement takes, in milliseconds."""

    async def time_all() -> list[float]:
        critic, times = KeywordCritic(), []
        for a in answers:
            start = perf_counter()
            await critic.judge(a.question, a.answer)
            times.append(1000 * (perf_counter() - start))
        return times

    cuts = quantiles(asyncio.run(time_all()), n=100)
    return {"median": cuts[49], "p99": cuts[98]}


def say(line: str) -> None:
    sys.stdout.write(line + "\n")


if __name__ == "__main__":
    main()
