"""A thousand answers while half of all calls fail: each gets one review, and in the end a good one.

The seed is fixed, so that the same calls fail in the same ways."""

import datetime as dt

import pytest
from critics.conftest import Make
from critics.scene import ANSWER, Reviewed, ShowingChat, judge, luna, models_of, other, quick, terra
from support.openai_faults import PASSING, Fault, Mix
from support.openai_model import pieces
from support.openai_server import OpenAIServer
from support.team import Asked

from bot.context import Limits
from bot.critiques.reviews import standing
from bot.message import Message
from bot.wording import reviews

ROUNDS, MEMBERS = 5, 200
PASSES = (*PASSING, Fault.RATE_LIMIT_WAIT, Fault.FAILED, Fault.FILTERED, Fault.SLOW)
WAYS = (*PASSES * 3, Fault.BAD_KEY, Fault.NO_QUOTA)  # these close the door on those behind them


@pytest.mark.slow
@pytest.mark.timeout(600)
async def test_a_thousand_answers_with_half_of_all_calls_failing(
    make: Make, server: OpenAIServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("support.openai_wire.pieces", lambda text: pieces(text, 160))  # quicker
    server.model = judge()
    server.mix, server.retry_after = Mix(seed=7, share=0.5, faults=WAYS), "0.02"
    limits = quick(0.6)
    models = (
        luna(server, limits=limits),
        terra(server, limits=limits),
        other(server, limits=limits),
    )
    open_handed = Limits(per_member=1000, per_team=100)
    team = make(models=models, limits=open_handed, chat=ShowingChat(), deadline=2)
    await team.track(review="full")
    rounds = [await team.ask()]
    await team.member("m0").runs("/practice streak")
    while len(rounds) < ROUNDS:
        await team.member("m0").runs("/practice now")
        await team.work()
        rounds.append(team.newest())
    for number, asked in enumerate(rounds):
        if number == ROUNDS - 1:  # the last round meets a budget that is all but spent
            tight = Limits(per_member=1000, per_team=await spent(team) + 0.005)
            ids = team.message_ids  # or its messages would pass for those of before
            team = make(models=models, limits=tight, chat=team.chat, deadline=2)
            team.message_ids = ids
        await all_answer(team, asked, number)
        await team.later(minutes=11)  # what the breaker keeps back goes on between rounds
    during = await texts_of(team)
    assert len(during) < ROUNDS * MEMBERS, "the budget holds some back, and says so"
    assert any(text.startswith("Keyword check") for text in during.values())
    assert any(text.startswith("Strongest") for text in during.values())
    await everything_said_is_whole(team, rounds)
    server.mix = None
    team = make(models=models, limits=open_handed, chat=team.chat)
    for _ in range(12):
        await team.later(hours=8)
        if len(await texts_of(team)) == ROUNDS * MEMBERS and not await waiting(team):
            break
    await everybody_has_one_good_review(team, rounds)
    await everything_said_is_whole(team, rounds)
    assert {call.fault for call in server.calls} >= set(WAYS)
    assert len(set(models_of(server))) == 3


async def spent(team: Reviewed) -> float:
    """Dollars, by the team today."""
    now = team.clock.now()
    async with team.store.reading() as tx:
        return await tx.calls.spent(1, now.replace(hour=0, minute=0, second=0, microsecond=0))


async def all_answer(team: Reviewed, asked: Asked, number: int) -> None:
    for n in range(MEMBERS):
        await team.member(f"m{n}").says(asked, f"{ANSWER} Case {number}-{n}.")
    await team.later(seconds=25)


async def texts_of(team: Reviewed) -> dict[str, str]:
    """Each review's text as it stands now; no key stands there twice."""
    posted = [p for p in team.chat.posts if p.key.startswith("review:")]
    found = {p.key: p.message.text for p in posted}
    assert len(found) == len(posted)
    return found


async def waiting(team: Reviewed) -> int:
    jobs = await team.store.job_admin.listing(limit=100_000)
    assert not [job for job in jobs if job.state == "parked"]
    return sum(job.task == "critique" for job in jobs)


async def everything_said_is_whole(team: Reviewed, rounds: list[Asked]) -> None:
    """Each review is, word for word, that of the critique which stands; who has none was told
    that it comes, and when."""
    posted = {p.key: p.message for p in team.chat.posts if p.key.startswith("review:")}
    told = {p.key.rsplit(":", 1)[0] for p in team.chat.posts if p.key.startswith("wait:")}
    for asked in rounds:
        round_ = await asked.round()
        async with team.store.reading() as tx:
            for answer in await tx.answers.of_round(asked.id):
                message: Message | None = posted.get(f"review:{answer.id}:post")
                if message is None:
                    assert f"wait:{answer.id}" in told, answer.id
                    continue
                (critique,) = await standing(tx, answer)
                assert len(critique.judgement.findings) == len(round_.question.points)
                assert message == reviews.full(round_, answer, critique)


async def everybody_has_one_good_review(team: Reviewed, rounds: list[Asked]) -> None:
    texts = await texts_of(team)
    assert len(texts) == ROUNDS * MEMBERS
    assert all(text.startswith("Strongest") for text in texts.values())
    edits = [p.edits for p in team.chat.posts if p.key.startswith("review:")]
    assert max(edits) == 1, "replaced once, in place"
    others = {p.key.split(":")[0] for p in team.chat.posts} - {"review", "round"}
    assert others <= {"told", "wait", "member"}, "and in silence"
    assert await waiting(team) == 0
    async with team.store.reading() as tx:
        spending = await tx.calls.spending(dt.datetime(2026, 1, 1, tzinfo=dt.UTC))
        for asked in rounds:
            for answer in await tx.answers.of_round(asked.id):
                by_model = [
                    c for c in await tx.critiques.of_answer(answer.id) if c.judgement.source == "ai"
                ]
                assert len(by_model) == 1
    assert spending.failed > ROUNDS * MEMBERS / 10
