"""Delete my data: all of it goes, from every table and from what others see; nothing else does."""

import asyncio
import datetime as dt
import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import text
from support.clock import MovableClock
from support.critics import Praising
from support.interviewing import Pressing, begun, with_a_model, writes
from support.interviewing import answers as says_in_interview
from support.team import PLATFORM, Asked, Someone, Team, form, said

from bot.critiques.ladder import Ladder, Rungs
from bot.critiques.reviews import standing
from bot.errors import InvalidInput
from bot.message import Person
from bot.model import AnswerState, Judgement, Question
from bot.practice import Practice
from bot.sending.outbox import Place
from bot.wording.basics import say
from bot.wording.streaks import milestone_in_thread
from storage import SqlStore

MARK = "okapi"
WHO = "uokapi7"
NAME = "Okapina"
TEXT = (
    "Every okapi key expires at the same moment, so all okapi requests miss at once and the "
    "database is hammered, one okapi takes a lock and recomputes it."
)
IDS = 40_710_000  # those of members begin after it, so that they are found as well
TRACES = (MARK, MARK.title(), NAME, str(IDS + 1))


def leaver(team: Team) -> Someone:
    """Somebody whose name, id and texts are found by searching for them."""
    return Someone(team, Person(PLATFORM, team.name, WHO, NAME, "Europe/Berlin", team.name))


async def deletes_all(someone: Someone) -> str:
    sheet = form(await someone.presses("privacy_delete"))
    told = said(await someone.sends(sheet, word="delete"))
    await someone.team.work()
    return told


def dump(team: Team) -> dict[str, list[str]]:
    """Every row of every table of the SQLite file, as text."""
    path = Path(str(team.store._writing.url.database))
    with closing(sqlite3.connect(path)) as connection:
        tables = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
        names = [name for (name,) in tables if name != "sqlite_sequence"]
        rows = {name: connection.execute(f'SELECT * FROM "{name}"').fetchall() for name in names}
    return {name: [repr(row) for row in found] for name, found in rows.items()}


def traces(team: Team) -> list[str]:
    """Where the leaver's texts, name or id still stand."""
    return [
        f"{name}: {row[:300]}"
        for name, rows in dump(team).items()
        for row in rows
        if any(trace in row for trace in TRACES)
    ]


async def used_it_all(team: Team, who: Someone, asked: Asked) -> None:
    """Each feature that stores something of a member."""
    boss = team.member("Boss")
    await who.runs("/practice setup")
    await boss.runs(f"/practice manager add <@{WHO}|{NAME}>", admin=True)
    await who.runs("/leaderboard team")
    await who.runs("/practice retention 90")
    await who.runs("/practice skip 1 Offsite")
    for action in ("privacy_share", "privacy_name"):
        await who.presses(action, "on")
    await who.presses("hint", asked.id)
    await who.says(asked, "ok, later")
    await who.answers(asked, TEXT)
    async with team.store.reading() as tx:
        answer = max(await tx.answers.of_round(asked.id), key=lambda each: each.id)
        critique = (await standing(tx, answer))[0].id
    await who.presses("helpful", critique)
    await who.presses("dispute", critique)
    await who.presses("remind", (await team.ask()).id)
    await who.runs("/practice away 2026-12-01..2026-12-03")
    await who.runs("/practice remind 10:15")
    sheet = form(await who.runs("/practice solo caching"))
    await who.sends(sheet, text=f"Alone: {TEXT}", readers="me")
    await team.later(seconds=5)
    await interviewed(who)
    async with team.store.transaction() as tx:
        place = Place(asked.posted.ref.channel, asked.posted.ref.message)
        key, round_ = f"milestone:{answer.member_id}:7", await tx.rounds.get(asked.id)
        await tx.sends.add(key, round_.team_id, place, milestone_in_thread(NAME, 7))
        await tx.milestones.add(answer.member_id, 7, round_.local_date)
        tomorrow = team.clock.now() + dt.timedelta(days=1)
        own = Place("", None, WHO)
        await tx.sends.add("own", round_.team_id, own, say("Later."), not_before=tomorrow)
    await team.work()


async def interviewed(who: Someone) -> None:
    """One interview that is over, and one that is open; a message that waits for a word."""
    await who.runs("/mock caching mid 3 study")
    await who.team.work()
    await says_in_interview(who, TEXT)
    await who.runs("/mock end")
    await who.team.work()
    await who.runs("/mock caching senior 3 real")
    await who.team.work()
    await writes(who, f"And then: {TEXT}")
    await who.team.work()


@pytest.fixture
async def modelled(team: Team) -> Team:
    async with team.store.transaction() as tx:
        begin = text(f"UPDATE sqlite_sequence SET seq = {IDS} WHERE name = 'members'")
        assert await tx.session.count(begin) == 1
    with_a_model(team, Pressing())
    return team


async def test_nothing_of_a_member_is_left_anywhere(modelled: Team) -> None:
    team = modelled
    await team.track()
    asked = await team.ask()
    who, bob = leaver(team), team.member("Bob")
    await who.runs("/practice help")  # so that theirs is the first id
    await bob.answers(asked)
    await used_it_all(team, who, asked)
    found = {line.partition(":")[0] for line in traces(team)}
    assert {"members", "answers", "answer_parts", "critiques", "sends", "setups"} <= found
    assert {"interviews", "interview_turns", "lanes", "jobs", "seats", "aways"} <= found
    assert {"memberships", "standings", "attended", "cards", "recalled", "roles"} <= found
    assert {"model_calls", "feedback", "views", "member_settings", "milestones"} <= found
    told = await deletes_all(who)
    assert told.startswith("Deleted: nothing of yours is stored here any more.")
    await team.later(minutes=10)
    assert traces(team) == []
    assert not [trace for trace in TRACES if trace.encode() in team.stored()]


async def test_what_the_bot_wrote_for_others_to_see_is_replaced(modelled: Team) -> None:
    team = modelled
    await team.track()
    asked = await team.ask()
    who = leaver(team)
    await used_it_all(team, who, asked)
    public = [p for p in team.chat.posts if p.place.member is None]
    assert any(NAME in p.message.text for p in asked.thread)
    assert any(f"named {NAME} a manager" in p.message.text for p in public)
    await deletes_all(who)
    texts = [p.message.text for p in public] + team.member("Boss").sees()
    assert not [text for text in texts if any(trace in text for trace in TRACES)]
    assert "Removed, as its author wished." in [p.message.text for p in asked.thread]
    assert any("named (removed) a manager" in text for text in texts)


async def test_the_rows_of_others_are_as_they_were(modelled: Team) -> None:
    team = modelled
    await team.track()
    asked = await team.ask()
    bob, who = await begun(team, name="Bob"), leaver(team)
    await bob.answers(asked)
    await says_in_interview(bob, "One request takes a lock.")
    await used_it_all(team, who, asked)
    async with team.store.reading() as tx:
        theirs = (await tx.members.of_team(1))[0]
        assert theirs.name == "Bob"
        before = await tx.personal.stored(theirs.id)
    await deletes_all(who)
    async with team.store.reading() as tx:
        assert await tx.personal.stored(theirs.id) == before


async def test_boards_and_budgets_go_on_without_the_member(modelled: Team) -> None:
    team = modelled
    await team.track()
    asked = await team.ask()
    who, bob = leaver(team), team.member("Bob")
    await who.answers(asked, TEXT)
    await bob.answers(asked)
    assert NAME in said(await bob.runs("/leaderboard week"))
    midnight = team.clock.now().replace(hour=0)
    async with team.store.reading() as tx:
        spent = await tx.calls.spending(midnight, 1)
        assert spent.calls == 2
    await deletes_all(who)
    board = said(await bob.runs("/leaderboard week"))
    assert NAME not in board
    assert "1. Bob" in board
    async with team.store.reading() as tx:
        assert await tx.calls.spending(midnight, 1) == spent


async def test_a_look_at_ones_own_page_brings_nothing_back(modelled: Team) -> None:
    who = leaver(modelled)
    await who.runs("/practice help")
    assert traces(modelled)
    await deletes_all(who)
    assert "No day yet." in (await modelled.practice.home(who.person)).text
    assert traces(modelled) == []


async def test_another_word_deletes_nothing(team: Team) -> None:
    who = leaver(team)
    sheet = form(await who.presses("privacy_delete"))
    with pytest.raises(InvalidInput, match="Nothing was deleted"):
        await who.sends(sheet, word="no")
    assert traces(team)


async def test_who_comes_back_is_new(team: Team) -> None:
    await team.track()
    asked = await team.ask()
    who = leaver(team)
    message = await who.answers(asked, TEXT)
    await deletes_all(who)
    await who.says(asked, TEXT, message=message)  # as the platform's history has it yet
    assert not who.took or not await team.answers(asked)
    await who.answers(asked, f"Anew. {TEXT}")
    (again,) = await team.answers(asked)
    assert again.attempt == 1
    assert again.state is AnswerState.JUDGED
    assert "Streak 1 day" in said(await who.runs("/practice streak"))
    assert any(f"{NAME}, your answer is in" in p.message.text for p in asked.thread)


class Slow(Praising):
    """Waits to be let go."""

    def __init__(self) -> None:
        self.reading = asyncio.Event()
        self.go = asyncio.Event()

    async def judge(self, question: Question, text: str, **how: object) -> Judgement:
        self.reading.set()
        await self.go.wait()
        return await super().judge(question, text)


async def test_a_review_in_hand_ends_quietly_and_stores_nothing(team: Team) -> None:
    critic, context = Slow(), team.practice.context
    ladder = Ladder(Rungs((critic,), context.ladder.rungs.last), context.ladder.breaker)
    team.practice = Practice(replace(context, ladder=ladder))
    await team.track()
    asked = await team.ask()
    who = leaver(team)
    await who.says(asked, TEXT)
    team.clock.move(seconds=25)
    working = asyncio.create_task(team.work())
    await critic.reading.wait()
    sheet = form(await who.presses("privacy_delete"))
    await who.sends(sheet, word="delete")
    critic.go.set()
    await working
    await team.work()
    assert traces(team) == []
    assert {job.task for job in await team.store.job_admin.listing()} == {"close"}


async def test_it_works_on_postgresql_as_well(
    postgres_store: SqlStore, clock: MovableClock
) -> None:
    team = Team(postgres_store, clock)
    await team.track()
    clock.move(minutes=30)
    due = int(clock.now().timestamp())
    await team.practice.schedule.ask({"track": 1, "date": "2026-11-02", "due": due})
    tasks = team.practice.tasks({PLATFORM: team.chat})
    await tasks["deliver"]({"team": 1, "channel": "practice"})
    asked, who = team.newest(), leaver(team)
    await who.says(asked, TEXT)
    await tasks["critique"]({"answer": 1, "revision": 1})
    await tasks["deliver"]({"team": 1, "channel": "practice"})
    assert NAME in asked.thread[0].message.text
    sheet = form(await who.presses("privacy_delete"))
    await who.sends(sheet, word="delete")
    await tasks["deliver"]({"team": 1, "channel": "practice"})
    await tasks["critique"]({"answer": 1, "revision": 1})
    assert asked.thread[0].message.text == "Removed, as its author wished."
    jobs = {job.task for job in await postgres_store.job_admin.listing()}
    assert "forget" in jobs
    assert not jobs & {"critique", "standing"}
    async with postgres_store.reading() as tx:
        assert await tx.members.of_team(1) == []
