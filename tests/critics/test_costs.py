"""What reviews may cost, what is asked once only, and what is said of it."""

import datetime as dt
import re
from dataclasses import replace

import pytest
from critics.conftest import Make
from critics.scene import ANSWER, SENTENCES, TERRA_PRICES, Reviewed, judge, luna, models_of, terra
from support.openai_faults import Fault
from support.openai_server import OpenAIServer
from support.openai_wire import response
from support.team import Asked, said

from bot.context import Limits
from bot.model import Question

MILLION = 1_000_000


async def extra(team: Reviewed, asked: Asked) -> Asked:
    """Another question, now."""
    await team.member("Ada").runs("/practice now")
    await team.work()
    return team.newest()


async def test_a_member_has_so_many_reviews_by_a_model_a_day(
    make: Make, server: OpenAIServer
) -> None:
    server.model = judge()
    team = make(limits=Limits(per_member=2))
    asked, ada = await team.asked(review="full")
    rounds = [asked, await extra(team, asked), await extra(team, asked)]
    for n, each in enumerate(rounds):
        await ada.answers(each, f"{ANSWER} Case {n}.")
    assert len(server.calls) == 2
    last = rounds[2].thread[0].message.text
    assert last.startswith("Keyword check (your AI reviews for today are used).")
    await team.member("Bob").answers(rounds[2], ANSWER)
    assert len(server.calls) == 3, "it is each member's own"
    await team.later(hours=16)  # a new day in UTC
    asked = await team.ask()
    await ada.answers(asked, ANSWER)
    assert asked.thread[0].message.text.startswith("Strongest")


async def test_a_spent_budget_queues_and_says_when(make: Make, server: OpenAIServer) -> None:
    server.model = judge()
    team = make(limits=Limits(per_team=0.000_001))
    asked, ada = await team.asked(review="full")
    bob = team.member("Bob", "Asia/Tokyo")
    await ada.answers(asked, ANSWER)
    await bob.answers(asked, f"{ANSWER} Second.")
    assert len(server.calls) == 1
    assert len(asked.thread) == 1
    (text,) = bob.sees()
    assert "budget for AI reviews is spent for today" in text
    assert "Tue 09:00" in text, "midnight in UTC, on the member's own clock"
    midnight = dt.datetime(2026, 11, 3, tzinfo=dt.UTC)
    team.clock.at = midnight - dt.timedelta(seconds=1)
    await team.work()
    assert len(server.calls) == 1
    team.clock.at = midnight
    await team.work()
    assert [p.message.text.partition(".")[0] for p in asked.thread] == ["Strongest: the cause"] * 2
    assert len(bob.sees()) == 2  # that it waits, and where it goes


async def test_no_budget_at_all_is_the_keyword_check(make: Make, server: OpenAIServer) -> None:
    team = make(limits=Limits(per_team=0))
    asked, ada = await team.asked(review="full")
    await ada.answers(asked)
    assert "Keyword check (no AI reviewer available)" in asked.thread[0].message.text
    assert server.calls == []


async def test_the_budget_is_each_teams_own(make: Make, server: OpenAIServer) -> None:
    server.model = judge()
    limits = Limits(per_team=0.000_001)
    for name in ("acme", "other"):
        team = make(limits=limits, name=name)
        asked, ada = await team.asked(review="full")
        await ada.answers(asked, f"{ANSWER} At {name}.")
    assert len(server.calls) == 2


async def test_equal_answers_are_judged_once(make: Make, server: OpenAIServer) -> None:
    server.model = judge()
    team = make()
    asked, ada = await team.asked(review="full")
    await ada.answers(asked, ANSWER)
    await team.member("Bob").answers(asked, ANSWER)
    assert len(server.calls) == 1
    assert [p.message.text.split("\n")[1] for p in asked.thread] == [
        f"“{SENTENCES[0]}”: Met",
        f"“{SENTENCES[0]}”: Met",
    ]


def _rubric(question: Question) -> Question:
    return replace(question, rubric="another")


def _prompt(question: Question) -> Question:
    return replace(question, prompt=f"{question.prompt} Say why.")


@pytest.mark.parametrize("change", [_rubric, _prompt])
async def test_another_question_is_another_request(
    make: Make, server: OpenAIServer, change: object
) -> None:
    server.model = judge()
    team = make()
    asked, ada = await team.asked()
    await ada.answers(asked, ANSWER)
    round_ = await asked.round()
    async with team.store.transaction() as tx:
        await tx.rounds.save(replace(round_, question=change(round_.question)))  # type: ignore[operator]
    await team.member("Bob").answers(asked, ANSWER)
    assert len(server.calls) == 2


@pytest.mark.parametrize("which", ["default", "escalation", "prompt"])
async def test_another_model_or_prompt_is_another_request(
    make: Make, server: OpenAIServer, which: str
) -> None:
    server.model = judge()
    team = make()
    asked, ada = await team.asked()
    await ada.answers(asked, ANSWER)
    first, second = luna(server), terra(server)
    if which == "default":
        first = luna(server, model="gpt-7")
    elif which == "escalation":
        second = terra(server, model="gpt-7")
    else:
        first.name = first.name.replace("critique-1", "critique-2")
    changed = make(models=(first, second), chat=team.chat)
    changed.message_ids = team.message_ids
    await changed.member("Bob").answers(asked, ANSWER)
    assert len(server.calls) == 2


async def test_nothing_is_reused_of_a_deleted_answer(make: Make, server: OpenAIServer) -> None:
    server.model = judge()
    team = make()
    asked, ada = await team.asked()
    message = await ada.answers(asked, ANSWER)
    await ada.deletes(asked, message)
    await team.member("Bob").answers(asked, ANSWER)
    assert len(server.calls) == 2


async def test_what_stays_the_same_stands_first_and_is_read_from_the_cache(
    make: Make, server: OpenAIServer
) -> None:
    server.model = judge()
    team = make()
    asked, ada = await team.asked()
    await ada.answers(asked, ANSWER)
    await team.member("Bob").answers(asked, f"{ANSWER} And so on.")
    one, two = (call.body for call in server.calls)
    question = (await asked.round()).question
    assert one["prompt_cache_key"] == two["prompt_cache_key"]
    assert one["prompt_cache_key"] == f"rubric:{question.id}:v{question.rubric}"[-64:]
    assert one["prompt_cache_options"] == {"mode": "explicit"}
    assert one["input"][:2] == two["input"][:2]
    breaks = ["prompt_cache_breakpoint" in part["content"][0] for part in one["input"]]
    assert breaks == [True, True, False]
    async with team.store.reading() as tx:
        spending = await tx.calls.spending(dt.datetime(2026, 1, 1, tzinfo=dt.UTC))
    assert spending.cached_tokens > 1024


async def test_failed_calls_are_paid_for_too(make: Make, server: OpenAIServer) -> None:
    server.script(*[Fault.REFUSAL] * 4)
    team = make()
    asked, ada = await team.asked()
    await ada.answers(asked)
    await team.later(minutes=6)
    async with team.store.reading() as tx:
        spending = await tx.calls.spending(dt.datetime(2026, 1, 1, tzinfo=dt.UTC))
    assert spending.failed == len(server.calls) == 4
    assert spending.cost > 0


async def test_the_figures_of_settings_are_those_of_the_servers_journal(
    make: Make, server: OpenAIServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    usages: list[tuple[str, dict[str, int]]] = []

    def noted(output: object, status: str | None = None) -> dict[str, object]:
        body = response(output, status)  # type: ignore[arg-type]
        if body["usage"]:
            usages.append((body["model"], body["usage"]))
        return body

    monkeypatch.setattr("support.openai_wire.response", noted)
    server.model = judge(partly=2)
    team = make()
    asked, ada = await team.asked()
    for n, name in enumerate(("Ada", "Bob", "Cyd", "Dee")):
        await team.member(name).answers(asked, ANSWER + " More." * (n % 3))
    shown = said(await ada.runs("/practice settings"))
    usages = [one for i, one in enumerate(usages) if one not in usages[:i]]
    assert len(usages) == len(models_of(server)) == 6
    assert f"The team today: 6 model calls, ${cost(usages):.4f} of $1.00;" in shown
    read = sum(use["input_tokens"] for _, use in usages)
    cached = sum(use["input_tokens_details"]["cached_tokens"] for _, use in usages)  # type: ignore[call-overload]
    assert f"{cached / read:.0%} of the input from the provider's cache, 1 reused here" in shown
    median, slowest = re.findall(r"([\d.]+) s", shown)
    assert float(median) <= float(slowest)


def cost(usages: list[tuple[str, dict[str, int]]]) -> float:
    """In dollars, from the journal alone: fresh, written at 1.25, cached, output."""
    total = 0.0
    for model, use in usages:
        fresh, cached, output = (1.0, 0.05, 5.0) if "terra" in model else (0.10, 0.01, 0.50)
        assert TERRA_PRICES.fresh == 1.0
        details: dict[str, int] = use["input_tokens_details"]  # type: ignore[assignment]
        read, written = details["cached_tokens"], details["cache_write_tokens"]
        rest = use["input_tokens"] - read - written
        total += rest * fresh + written * 1.25 * fresh + read * cached
        total += use["output_tokens"] * output
    return total / MILLION
