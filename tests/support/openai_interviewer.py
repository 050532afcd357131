"""How the honest model of the local OpenAI server holds an interview: by word overlap, too.

It reads the prompt as any model would, from its text alone, and takes what stands between the
marks for words of the person in the interview."""

import re
from collections.abc import Iterable
from typing import Any

POINT = re.compile(r"^\[([\w.-]+)\] (.+)$", re.MULTILINE)
SAID = re.compile(r"^(answer-[0-9a-f]{16})\n(.*?)\n\1$", re.MULTILINE | re.DOTALL)
CUES = {
    "trade_offs": r"\b(?:costs?|instead|rather|unless|price)\b",
    "structure": r"\b(?:first|then|because|so that|therefore)\b",
    "evidence": r"\d|\b(?:measured|saw|example)\b",
}


def said(texts: list[str]) -> list[str]:
    """What the person said, as whoever trusts the marks finds it."""
    return [found[2] for found in SAID.finditer(texts[-1])]


def gaps(texts: list[str]) -> list[str]:
    """Ids of the points that it may ask about."""
    listed = texts[-1].partition("# The open points")[2].partition("# What was asked")[0]
    return [point_id for point_id, _ in POINT.findall(listed)]


def points(texts: list[str]) -> dict[str, str]:
    """The points of all questions, by id. The first text is the rules, which have examples."""
    asked = "\n".join(texts[1:-1]) or re.split("# The mode|# What was asked", texts[-1])[0]
    return dict(POINT.findall(asked))


def follow_up(texts: list[str]) -> dict[str, str]:
    """Asks about the first gap, by its longest words, unless that was asked before."""
    known = points(texts)
    for point_id in gaps(texts):
        longest = sorted(set(re.findall(r"[a-z]{4,}", known[point_id].lower())), key=len)[-2:]
        question = f"How does this come in: {' or '.join(longest)}?"
        if question not in texts[-1]:
            return {"point_id": point_id, "question": question}
    return {"point_id": point_id, "question": "What else is there to it?"}


def appraisal(texts: list[str]) -> dict[str, Any]:
    """Sentences that share words with the questions' points, by the cues in them."""
    wanted = _stems(" ".join(points(texts).values()))
    sentences = [s.strip() for text in said(texts) for s in re.findall(r"[^.!?\n]+", text)]
    telling = [s for s in sentences if len(wanted & _stems(s)) >= 2 and len(s.split()) >= 5]
    left = list(telling)
    made: dict[str, Any] = {"technical_depth": _look(left, telling)}
    for dimension, cue in CUES.items():
        made[dimension] = _look(left, [s for s in telling if re.search(cue, s, re.IGNORECASE)])
    strengths = [{"quote": s, "text": "Names a mechanism."} for s in telling[:1]]
    return {**made, "strengths": strengths, "addresses_interviewer": False}


def _look(left: list[str], found: Iterable[str]) -> dict[str, str]:
    """One stretch for one dimension: what is taken is no longer left."""
    shown = [s for s in found if s in left]
    if not shown:
        return {"quote": "", "band": "not seen"}
    left.remove(shown[0])
    return {"quote": shown[0], "band": "clear" if len(shown) > 1 else "in parts"}


def _stems(text: str) -> set[str]:
    return {word[:5] for word in re.findall(r"[a-z]{4,}", text.lower())}
