"""What a mock interview costs: the interview's table of docs/costs.md, from usage recorded here.

From tests/:  python -m benchmarks.interview_costs
As `benchmarks.costs`: real prompts of the bank at the local OpenAI server, which counts four
characters as a token. Each question gets its model answer in halves, a follow-up between them."""

import asyncio
import re
import sys
from collections.abc import Iterable, Sequence
from statistics import mean

from benchmarks.costs import table
from support.openai_server import KEY, OpenAIServer

from adapters.openai import ModelInterviewer, OpenAICritic, Prices
from bot.critiques.critique import verify
from bot.interviews.model import LENGTHS, Exchange
from bot.interviews.ports import Appraised
from bot.model import Question, Usage, Verdict
from bot.settings import Settings
from questions import open_bank

ANSWERS = 3  # to one question at most: an answer and two to follow-ups


def main() -> None:
    sys.stdout.write(asyncio.run(report()) + "\n")


async def report() -> str:
    """A Markdown table: tokens and dollars per call, then per interview."""
    settings, bank = Settings(), open_bank()
    asked = [question for skill in bank.skills() for question in bank.questions(skill.id)]
    async with OpenAIServer() as server:
        prices = Prices(*settings.openai_prices)
        critic = OpenAICritic(KEY, model=settings.openai_model, prices=prices, base_url=server.url)
        reviews, follow_ups, items = await _asked(critic, asked)
        looks = {
            n: [await _look(critic, items[i : i + n]) for i in _starts(items, n)] for n in LENGTHS
        }
        await critic.close()
    rows = [_row("review of an answer", reviews), _row("follow-up", follow_ups)]
    for length, usages in looks.items():
        rows.append(_row(f"look back at {length} questions", usages))
    for length, usages in looks.items():
        whole = length * (ANSWERS * _cost(reviews) + (ANSWERS - 1) * _cost(follow_ups))
        cost = whole + _cost(usages)
        rows.append([f"an interview of {length}, at most", "", "", f"{cost:.4f}"])
    return table(["call", "input", "output", "$"], rows)


async def _asked(
    critic: OpenAICritic, asked: Sequence[Question]
) -> tuple[list[Usage], list[Usage], list[Appraised]]:
    """Each question with half of its model answer, then a follow-up, then the whole."""
    interviewer = ModelInterviewer(critic)
    reviews, follow_ups, items = list[Usage](), list[Usage](), list[Appraised]()
    for question in asked:
        sentences = re.split(r"(?<=[.!?])\s+", question.model_answer)
        half = len(sentences) // 2
        first, rest = " ".join(sentences[:half]), " ".join(sentences[half:])
        judged = await critic.judge(question, first)
        reviews.append(judged.usage)
        talk = [Exchange(question.prompt, first)]
        found = verify(judged, question.points, first)
        gaps = [f for f in found if f.verdict is not Verdict.MET]
        if gaps:
            made = await interviewer.follow_up(question, talk, gaps, mode="real", member="")
            follow_ups.append(made.usage)
            talk.append(Exchange(made.text, rest))
        judged = await critic.judge(question, question.model_answer)
        reviews.append(judged.usage)
        items.append(Appraised(question, talk, judged))
    return reviews, follow_ups, items


def _starts(items: Sequence[Appraised], length: int) -> Iterable[int]:
    return range(0, len(items) - length + 1, length)


async def _look(critic: OpenAICritic, items: Sequence[Appraised]) -> Usage:
    return (await ModelInterviewer(critic).appraise(items, member="")).usage


def _cost(usages: Sequence[Usage]) -> float:
    return mean(usage.cost for usage in usages)


def _row(call: str, usages: Sequence[Usage]) -> list[str]:
    tokens_in = round(mean(usage.input_tokens for usage in usages))
    tokens_out = round(mean(usage.output_tokens for usage in usages))
    return [call, f"{tokens_in:,}", f"{tokens_out:,}", f"{_cost(usages):.6f}"]


if __name__ == "__main__":
    main()
