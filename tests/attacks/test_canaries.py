"""The judge's canaries: empty, padded, confident but wrong, and strong answers.

A critic that cannot order these is of no use. With openai they run where an owner has recorded
them (docs/openai.md); at the wire the honest scripted model shows that the machinery works."""

from collections.abc import Sequence
from pathlib import Path
from statistics import fmean

import pytest
from support.bank import BANK
from support.openai_samples import PRICES, openai_critic
from support.openai_server import OpenAIServer

from adapters.keyword import KeywordCritic
from adapters.openai import OpenAICritic
from adapters.openai.recording import Replay, through
from bot.critiques.critique import score
from bot.evaluation.data import Marked, lines
from bot.evaluation.report import Material, report
from bot.evaluation.runs import Outcome, run
from bot.model import Finding
from bot.ports import Critic

HERE = Path(__file__).parent
CANARIES = lines(HERE / "canaries.jsonl", BANK)
RECORDINGS = HERE / "recordings"
MODEL = "gpt-6-luna"


def points(marked: Marked, findings: Sequence[Finding]) -> float:
    return score(findings) / 5


async def judged(critic: Critic) -> list[Outcome]:
    return await run(critic, CANARIES, points, lambda: None)


def mean(outcomes: Sequence[Outcome], kind: str) -> float:
    return fmean(o.score or 0.0 for o in outcomes if o.marked.kind == kind)


def test_each_question_has_all_four_kinds() -> None:
    kinds = {(c.question.id, c.kind) for c in CANARIES}
    ids = {c.question.id for c in CANARIES}
    assert kinds == {(i, kind) for i in ids for kind in ("empty", "padded", "wrong", "strong")}


async def test_the_keyword_check_finds_points_in_strong_answers_and_hardly_any_in_padding() -> None:
    outcomes = await judged(KeywordCritic())
    assert mean(outcomes, "empty") == 0
    assert mean(outcomes, "padded") <= 0.1  # one word of a point can stand in padding
    assert mean(outcomes, "strong") >= 0.8
    assert mean(outcomes, "wrong") <= 0.25


async def test_at_the_wire_an_honest_model_orders_them() -> None:
    async with OpenAIServer() as server:
        critic = openai_critic(server)
        outcomes = await judged(critic)
        await critic.close()
    assert all(o.score is not None for o in outcomes)
    assert mean(outcomes, "empty") == 0
    assert mean(outcomes, "padded") <= 0.05
    assert mean(outcomes, "strong") >= 0.8
    assert mean(outcomes, "wrong") <= 0.1


async def replayed(path: Path) -> list[Outcome]:
    """The file is named for its model. A changed prompt or question is a miss, and fails."""
    replay = Replay(path)
    critic = OpenAICritic("none", model=path.stem, prices=PRICES)
    outcomes = await judged(through(critic, replay))
    replay.check()
    await critic.close()
    return outcomes


async def test_until_an_owner_records_them_the_report_says_so() -> None:
    path = RECORDINGS / f"{MODEL}.jsonl"
    runs = [await replayed(path)] if path.exists() else []
    made = report(f"openai/{MODEL}", "canaries", Material(runs))
    unrecorded = {row.verdict for row in made.rows} == {"not recorded"}
    assert unrecorded is not path.exists()


@pytest.mark.parametrize("path", sorted(RECORDINGS.glob("*.jsonl")), ids=lambda path: path.stem)
async def test_what_an_owner_recorded_still_holds(path: Path) -> None:
    outcomes = await replayed(path)
    assert mean(outcomes, "empty") == 0
    assert mean(outcomes, "padded") <= 0.05
    assert mean(outcomes, "wrong") <= 0.2
    assert mean(outcomes, "strong") >= 0.8
