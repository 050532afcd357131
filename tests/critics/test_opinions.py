"""What people say of a review, and what becomes of a dispute."""

import asyncio
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import CliRunner
from critics.conftest import Make
from critics.scene import ANSWER, LUNA, OTHER, TERRA, Reviewed, judge, luna, models_of, other, terra
from support.openai_faults import Fault
from support.openai_server import OpenAIServer
from support.team import Someone, said

from bot.cli import main
from bot.context import Limits
from bot.errors import NotFound

SECOND = "Judged again, from scratch"


async def kinds(team: Reviewed) -> list[str]:
    path = str(team.store._writing.url.database)
    with closing(sqlite3.connect(path)) as connection:
        return [row[0] for row in connection.execute("SELECT kind FROM feedback ORDER BY id")]


def second_reviews(someone: Someone) -> list[str]:
    return [text for text in someone.sees() if text.startswith(SECOND)]


async def test_helpful_and_not_helpful_are_stored_once_and_replace_each_other(
    make: Make, server: OpenAIServer
) -> None:
    server.model = judge()
    team = make()
    asked, ada = await team.asked()
    await ada.answers(asked, ANSWER)
    for action in ("helpful", "helpful", "not_helpful", "not_helpful"):
        assert said(await ada.presses(action, 1)) == "Noted. Thank you."
    assert await kinds(team) == ["not_helpful"]


async def test_only_the_author_may_say_it(make: Make, server: OpenAIServer) -> None:
    server.model = judge()
    team = make()
    asked, ada = await team.asked()
    await ada.answers(asked, ANSWER)
    with pytest.raises(NotFound):
        await team.member("Bob").presses("dispute", 1)
    assert await kinds(team) == []


async def test_a_dispute_is_judged_again_by_the_second_judge_and_both_are_shown(
    make: Make, server: OpenAIServer
) -> None:
    server.model = lambda texts, schema: judge(met=len(server.calls))(texts, schema)
    team = make()
    asked, ada = await team.asked()
    await ada.answers(asked, ANSWER)
    for _ in range(2):
        assert "You will see both reviews" in said(await ada.presses("dispute", 1))
        await team.work()
    assert models_of(server) == [LUNA, TERRA]
    first, second = (call.body["input"] for call in server.calls)
    assert first[:2] == second[:2], "from scratch: nothing of the first review is in it"
    (text,) = second_reviews(ada)
    assert "2 of 4 points met; before: 1." in text.replace("5 points", "4 points")
    assert text.index("Second review") < text.index("First review")
    assert await kinds(team) == ["dispute"]
    assert "2 of" in said(await ada.presses("review", asked.id)), "the better one counts"
    assert len(asked.thread) == 1
    assert asked.thread[0].edits == 0


async def test_a_dispute_of_the_escalation_models_review_goes_to_another_judge(
    make: Make, server: OpenAIServer
) -> None:
    server.model = judge(confidence=0.2)
    team = make(models=(luna(server), terra(server), other(server)))
    asked, ada = await team.asked()
    await ada.answers(asked, ANSWER)
    await ada.presses("dispute", 1)
    await team.work()
    assert models_of(server) == [LUNA, TERRA, OTHER]
    assert len(second_reviews(ada)) == 1


async def test_a_dispute_of_the_keyword_check_puts_the_models_review_in_its_place(
    make: Make, server: OpenAIServer
) -> None:
    server.model = judge()
    server.script(Fault.REFUSAL, Fault.REFUSAL)
    team = make()
    asked, ada = await team.asked(review="full")
    await ada.answers(asked, ANSWER)
    await ada.presses("dispute", 1)
    await team.work()
    assert len(second_reviews(ada)) == 1
    assert asked.thread[0].message.text.startswith("Strongest")
    await team.later(days=1)
    assert len(server.calls) == 3


async def test_a_second_judge_that_is_away_judges_later(make: Make, server: OpenAIServer) -> None:
    server.model = judge()
    server.script(None, *[Fault.NO_QUOTA] * 2)
    team = make()
    asked, ada = await team.asked()
    await ada.answers(asked, ANSWER)
    await ada.presses("dispute", 1)
    await team.work()
    assert second_reviews(ada) == []
    assert await team.store.job_admin.listing("parked") == []
    async with team.store.reading() as tx:
        assert (await tx.calls.spending(team.clock.now().replace(hour=0))).failed == 1
    await team.later(minutes=5)
    await team.later(minutes=16)
    await team.later(hours=2)
    assert len(second_reviews(ada)) == 1


async def test_a_dispute_waits_for_the_budget_as_well(make: Make, server: OpenAIServer) -> None:
    server.model = judge()
    team = make(limits=Limits(per_team=0.000_001))
    asked, ada = await team.asked()
    await ada.answers(asked, ANSWER)
    await ada.presses("dispute", 1)
    await team.work()
    assert len(server.calls) == 1
    assert any("budget" in text for text in ada.sees())
    await team.later(days=1)
    assert len(second_reviews(ada)) == 1


@pytest.mark.parametrize("change", ["edited", "deleted"])
async def test_a_dispute_of_what_is_gone_is_dropped(
    make: Make, server: OpenAIServer, change: str
) -> None:
    server.model = judge()
    team = make()
    asked, ada = await team.asked()
    message = await ada.answers(asked, ANSWER)
    await ada.presses("dispute", 1)
    team.clock.move(seconds=1)
    if change == "edited":
        await ada.says(asked, "Something else altogether, about locks.", message=message)
    else:
        await ada.deletes(asked, message)
    await team.work()
    assert TERRA not in models_of(server)
    assert "dispute" not in {job.task for job in await team.store.job_admin.listing()}


async def test_without_a_second_judge_it_is_listed_for_the_author(
    make: Make, server: OpenAIServer, sqlite_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    server.model = judge()
    team = make(models=(luna(server),))
    asked, ada = await team.asked()
    bob = team.member("Bob")
    await ada.answers(asked, ANSWER)
    await bob.answers(asked, f"{ANSWER} More.")
    text = said(await ada.presses("dispute", 1))
    assert text == "Noted for the question's author. No other AI reviewer can judge it here."
    await team.work()
    assert len(server.calls) == 2
    monkeypatch.setenv("DATABASE_URL", sqlite_url)
    question = (await asked.round()).question.id
    assert await asyncio.to_thread(disputes) == f"   1  50% of 2  {question}\n"
    assert (
        await asyncio.to_thread(disputes, "--json")
        == f'[{{"question_id": "{question}", "reviews": 2, "disputes": 1}}]\n'
    )


def test_a_bank_without_disputes_says_so(
    sqlite_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", sqlite_url)
    assert disputes() == "No review was disputed.\n"


def disputes(*options: str) -> str:
    """What `whetstone bank disputes` prints."""
    result = CliRunner().invoke(main, ["bank", "disputes", *options])
    assert result.exit_code == 0, result.output
    return result.stdout
