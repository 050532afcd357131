"""What AI reviews cost a team: the table of docs/costs.md, from usage recorded here.

From tests/:  python -m benchmarks.costs
Every prompt is a real one of the bank, sent by the real critic to the local OpenAI server, which
counts about four characters as a token. Prices are the settings' defaults."""

import asyncio
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import mean

from support.openai_server import KEY, OpenAIServer

from adapters.openai import OpenAICritic, Prices
from bot.model import Question, Usage
from bot.settings import Settings
from questions import open_bank

TEAMS = (10, 100, 10_000)
IN_A_TRACK = 50  # members who get one question
ESCALATED = 0.2  # of the answers get a second look: an assumption until it is recorded
WORKDAYS = 22  # a month


@dataclass(frozen=True, slots=True)
class Costs:
    """Mean usage of one call of a model: without a cache, as first of its question, and after."""

    model: str
    plain: Usage
    first: Usage
    later: Usage

    def of(self, answers: float, questions: int, *, cache: bool) -> float:
        """Dollars for that many answers, spread evenly over those questions."""
        if not cache:
            return answers * self.plain.cost
        firsts = min(answers, questions)
        return firsts * self.first.cost + (answers - firsts) * self.later.cost


def main() -> None:
    sys.stdout.write(asyncio.run(report()) + "\n")


async def report() -> str:
    """Two Markdown tables: tokens and dollars per call, then dollars per team."""
    settings = Settings()
    assert settings.openai_escalation_model is not None
    bank = open_bank()
    asked = [question for skill in bank.skills() for question in bank.questions(skill.id)]
    default = await _record(settings.openai_model, Prices(*settings.openai_prices), asked)
    second = await _record(
        settings.openai_escalation_model, Prices(*settings.openai_escalation_prices), asked
    )
    return f"{_calls((default, second))}\n\n{_teams(default, second)}"


async def _record(model: str, prices: Prices, asked: Sequence[Question]) -> Costs:
    """Reviews each question's model answer three times: without a cache, cold, and warm."""
    plain, first, later = list[Usage](), list[Usage](), list[Usage]()
    async with OpenAIServer() as server:
        cached = OpenAICritic(KEY, model=model, prices=prices, base_url=server.url)
        uncached = OpenAICritic(
            KEY, model=model, prices=prices, base_url=server.url, breakpoints=False
        )
        for question in asked:
            for critic, usages in ((uncached, plain), (cached, first), (cached, later)):
                judged = await critic.judge(question, question.model_answer)
                usages.append(judged.usage)
        await cached.close()
        await uncached.close()
    return Costs(model, _mean(plain), _mean(first), _mean(later))


def _mean(usages: Sequence[Usage]) -> Usage:
    return Usage(
        round(mean(usage.input_tokens for usage in usages)),
        round(mean(usage.cached_tokens for usage in usages)),
        round(mean(usage.output_tokens for usage in usages)),
        mean(usage.cost for usage in usages),
    )


def _calls(models: Sequence[Costs]) -> str:
    rows = [
        [name, which, f"{u.input_tokens:,}", f"{u.cached_tokens:,}", f"{u.output_tokens:,}", _d(u)]
        for costs in models
        for name, which, u in (
            (costs.model, "no cache", costs.plain),
            (costs.model, "first of a question", costs.first),
            (costs.model, "later ones", costs.later),
        )
    ]
    return table(["model", "call", "input", "of it cached", "output", "$ a call"], rows)


def _d(usage: Usage) -> str:
    return f"{usage.cost:.6f}"


def _teams(default: Costs, second: Costs) -> str:
    rows = []
    for members in TEAMS:
        questions = -(-members // IN_A_TRACK)
        looks = members * ESCALATED
        row = [f"{members:,}", f"{questions:,}"]
        for cache in (False, True):
            day = default.of(members, questions, cache=cache)
            day += second.of(looks, questions, cache=cache)
            row += [f"{day:,.3f}", f"{day * WORKDAYS:,.2f}"]
        rows.append(row)
    head = ["members", "questions", "$ a day, no cache", "a month", "$ a day, cached", "a month"]
    return table(head, rows)


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Columns of one width each."""
    widths = [max(len(row[i]) for row in (head, *rows)) for i in range(len(head))]
    lines = ["| " + " | ".join(map(str.ljust, row, widths)) + " |" for row in (head, *rows)]
    lines.insert(1, "|" + "|".join("-" * (width + 2) for width in widths) + "|")
    return "\n".join(lines)


if __name__ == "__main__":
    main()
