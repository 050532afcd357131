"""Replies that come faster than they can be taken are kept, and taken when their turn comes."""

import asyncio
import itertools
import random
from dataclasses import replace

import pytest
from sqlalchemy import func, select, text
from support.clock import MovableClock
from support.team import GOOD, Asked, Someone, Team, said, waiting

from bot.daily.intake import Intake
from bot.errors import StorageError, TryLater
from bot.model import AnswerState, Ref
from storage import SqlStore, open_store
from storage.schema.tables import answer_parts, answers, inbox

SECRET = "ZEBRACRONE"
TELLING = f"At {SECRET} a lock lets one request recompute while others serve the stale value."


async def kept(team: Team) -> int:
    async with team.store.reading() as unit:
        return int(await unit.session.value(select(func.count()).select_from(inbox)))


async def texts(team: Team) -> str:
    """All that any table of messages holds."""
    async with team.store.reading() as unit:
        rows = [
            *await unit.session.rows(select(inbox)),
            *await unit.session.rows(select(answer_parts)),
            *await unit.session.rows(select(answers)),
        ]
    return repr(rows)


async def keeping(team: Team) -> tuple[Asked, Someone]:
    """A question that Bo has answered; all further replies are kept first."""
    asked, ada = await waiting(team)
    await team.member("Bo").says(asked, GOOD)
    team.practice.intake = Intake(team.practice.context, team.practice.answers, at_once=0)
    return asked, ada


async def standing(team: Team, asked: Asked) -> dict[str, list[str]]:
    """The texts that count, by who wrote them."""
    found: dict[str, list[str]] = {}
    async with team.store.reading() as tx:
        for answer in await tx.answers.of_round(asked.id):
            if answer.state is not AnswerState.DELETED:
                member = await tx.members.get(answer.member_id)
                found.setdefault(member.name, []).append(answer.text)
    return found


async def test_of_many_replies_at_once_each_is_an_answer(team: Team) -> None:
    asked, _ = await waiting(team)
    crowd = [team.member(f"P{n}") for n in range(40)]
    await asyncio.gather(*(someone.says(asked, GOOD) for someone in crowd))
    assert all(someone.took for someone in crowd)
    assert await kept(team) > 20
    await team.work()
    assert await kept(team) == 0
    assert await standing(team, asked) == {someone.person.name: [GOOD] for someone in crowd}


async def test_a_kept_reply_delivered_again_is_one_part_before_and_after_its_turn(
    team: Team,
) -> None:
    asked, ada = await keeping(team)
    for _ in range(3):
        await ada.says(asked, GOOD, message="m")
    await team.work()
    await ada.says(asked, GOOD, message="m")
    await team.work()
    assert (await standing(team, asked))["Ada"] == [GOOD]


async def test_a_reply_counts_by_when_it_was_written_not_by_when_its_turn_came(team: Team) -> None:
    asked, ada = await keeping(team)
    await ada.says(asked, GOOD)
    team.clock.move(hours=21)  # the question closes before anybody takes it
    await team.work()
    assert "Streak 1 day" in said(await ada.runs("/practice streak"))


async def test_what_was_kept_when_the_process_ended_is_taken_by_the_next(
    team: Team, sqlite_url: str, clock: MovableClock
) -> None:
    asked, ada = await keeping(team)
    await ada.says(asked, GOOD)
    store = await open_store(sqlite_url, clock=clock)
    other = Team(store, clock, chat=team.chat)
    await other.work()
    assert (await standing(other, asked))["Ada"] == [GOOD]
    await store.close()


async def test_a_message_deleted_before_its_turn_leaves_no_word(team: Team) -> None:
    asked, ada = await keeping(team)
    message = await ada.says(asked, TELLING)
    assert SECRET in await texts(team)
    await ada.deletes(asked, message)
    assert await kept(team) == 0
    await ada.says(asked, TELLING, message=message)  # delivered again
    await team.work()
    assert "Ada" not in await standing(team, asked)
    assert SECRET not in await texts(team)


async def test_a_member_who_deletes_their_data_is_kept_nowhere(team: Team) -> None:
    asked, ada = await keeping(team)
    await ada.runs("/practice streak")
    await ada.says(asked, TELLING)
    async with team.store.transaction() as tx:
        found = await tx.teams.find("journal", "acme")
        assert found is not None
        member = await tx.members.find(found.id, "ada")
        assert member is not None
        await tx.personal.delete(member.id)
    assert await kept(team) == 0


async def test_talk_in_threads_that_are_not_known_is_never_kept(team: Team) -> None:
    asked, ada = await keeping(team)
    elsewhere = replace(asked, posted=replace(asked.posted, ref=Ref("practice", "of others")))
    await ada.says(elsewhere, TELLING)
    assert not ada.took
    assert SECRET not in await texts(team)


async def test_one_that_cannot_be_taken_yet_holds_up_no_other(
    team: Team, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked, ada = await keeping(team)
    taking, refused = team.practice.answers.take, itertools.count()

    async def take(tx, message):  # type: ignore[no-untyped-def]
        if message.person.member == "ada" and next(refused) == 0:
            raise TryLater("Two replies came at the same instant.")
        return await taking(tx, message)

    monkeypatch.setattr(team.practice.answers, "take", take)
    await ada.says(asked, GOOD)
    await team.member("Cy").says(asked, GOOD)
    await team.work()
    assert set(await standing(team, asked)) == {"Bo", "Cy"}
    await team.later(minutes=1)
    assert set(await standing(team, asked)) == {"Ada", "Bo", "Cy"}


async def test_what_could_not_be_kept_is_told_to_each_that_waits(team: Team) -> None:
    asked, _ = await keeping(team)
    crowd = [team.member(f"P{n}") for n in range(5)]
    async with team.store.transaction() as unit:  # SQLite takes the present size as the least
        await unit.session.value(text("PRAGMA max_page_count = 1"))
    long = f"{GOOD} {'x' * 100_000}"
    outcomes = await asyncio.gather(
        *(someone.says(asked, long) for someone in crowd), return_exceptions=True
    )
    assert all(isinstance(outcome, StorageError) for outcome in outcomes)
    assert await kept(team) == 0


@pytest.mark.parametrize("seed", range(6))
async def test_whatever_the_order_of_turns_the_same_answers_stand(
    team: Team, sqlite_url: str, seed: int
) -> None:
    """Against the same story taken at once, one message after the other.

    Only the newest message of somebody is deleted: what waits behind a deletion is taken as if
    it had come after it, as with a slow network."""
    told = []
    for turns in (False, True):
        url = f"{sqlite_url}-{turns}"
        store: SqlStore = await open_store(url, clock=MovableClock(team.clock.now()))
        told.append(await story(Team(store, store._clock), random.Random(seed), turns=turns))
        await store.close()
    assert told[0] == told[1]


async def story(team: Team, chance: random.Random, *, turns: bool) -> dict[str, list[str]]:
    asked, _ = await (keeping if turns else waiting)(team)
    if not turns:
        await team.member("Bo").says(asked, GOOD)
    people = [team.member(name) for name in ("Ada", "Bo", "Cy")]
    messages: list[tuple[Someone, str]] = []
    for number in range(25):
        do = chance.choice(["say", "say", "edit", "delete", "again", "turn"])
        someone, text = chance.choice(people), f"{GOOD} Also {number}."
        which = chance.choice(messages) if messages else None
        team.clock.move(seconds=chance.choice([1, 30, 700]))
        if do == "say":
            messages.append((someone, await someone.says(asked, text)))
        elif do == "edit" and which:
            await which[0].says(asked, text, message=which[1])
        elif do == "delete" and which:
            newest = [each for each in messages if each[0] is which[0]][-1]
            messages.remove(newest)
            await newest[0].deletes(asked, newest[1])
        elif do == "again" and which:
            sent = team.clock.now()
            for _ in range(2):
                await which[0].says(asked, text, message=which[1], sent_at=sent)
        elif do == "turn" and turns:
            await team.practice.intake.take_up({})
    await team.practice.intake.take_up({})
    return await standing(team, asked)
