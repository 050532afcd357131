"""Who was called otherwise when a message went out and deletes their data later, on both databases:
no name of theirs is left."""

from dataclasses import replace

from sqlalchemy import MetaData, text
from support.clock import MovableClock
from support.team import PLATFORM, Someone, Team, form, said

from bot.members.forgetting import without
from bot.message import Person
from bot.pictures import Bars
from bot.sending.outbox import Place
from bot.wording.basics import say
from storage import SqlStore

ID = "uquagga7"
NAMES = ("Quagga", "Quaggalina Zebra", "Zonkey")


def called(team: Team, name: str) -> Someone:
    return Someone(team, Person(PLATFORM, team.name, ID, name, "Europe/Berlin", team.name))


async def delivered(team: Team) -> None:
    """What waits in the channel and for its members, sent by no clock but the test's."""
    deliver = team.practice.tasks({PLATFORM: team.chat})["deliver"]
    for lane in ("practice", "dm:boss", f"dm:{ID}"):
        team.clock.move(seconds=5)
        await deliver({"team": 1, "channel": lane})


async def everything(store: SqlStore) -> list[str]:
    """Every row of every table there is, as text."""
    found = []
    async with store.reading() as tx:
        here = MetaData()
        await tx.session.connection.run_sync(here.reflect)
        for name in here.tables:
            rows = await tx.session.rows(text(f'SELECT * FROM "{name}"'))
            found += [f"{name}: {dict(row)}" for row in rows]
    return found


async def named_in_many_places(team: Team) -> None:
    """They are named a manager, change how long texts are kept, and ask for a track, each time
    under another name; a digest says the first."""
    boss = team.member("Boss")
    await called(team, NAMES[0]).runs("/practice help")
    await boss.runs(f"/practice manager add <@{ID}|{NAMES[0]}>", admin=True)
    digest = say(f"Most improved: {NAMES[0]}, Bob.")
    async with team.store.transaction() as tx:
        await tx.sends.add("digest:1:2026-10-26", 1, Place("practice"), digest)
    await delivered(team)
    await called(team, NAMES[1]).runs("/practice retention 90")
    await boss.runs(f"/practice manager remove <@{ID}|{NAMES[1]}>", admin=True)
    await boss.runs("/practice manager add <@boss|Boss>", admin=True)
    await delivered(team)
    someone = called(team, NAMES[2])
    sheet = form(await someone.runs("/practice setup"))
    values = {field.name: field.value for field in sheet.fields}
    told = await someone.sends(sheet, **values | {"skills": "caching"})
    assert said(told).startswith("Sent to Boss for a yes.")


async def test_no_name_that_a_member_ever_had_is_left(store: SqlStore, clock: MovableClock) -> None:
    team = Team(store, clock)
    await team.track()
    await named_in_many_places(team)
    await delivered(team)
    for name in NAMES:
        assert any(name in post.message.text for post in team.chat.posts), name
        assert any(name in row for row in await everything(store)), name
    someone = called(team, NAMES[2])
    await someone.sends(form(await someone.presses("privacy_delete")), word="delete")
    await delivered(team)
    for name in NAMES:
        others = [p.message.text for p in team.chat.posts if p.place.member != ID]
        assert not [told for told in others if name in told]
        assert not [row for row in await everything(store) if name in row]
    assert any("Most improved: (removed), Bob." in p.message.text for p in team.chat.posts)


async def test_a_name_that_begins_another_takes_no_part_of_it() -> None:
    told = without(say("Ann Lee, Ann and Annabel improved."), ["Ann", "Ann Lee"])
    assert told.text == "(removed), (removed) and Annabel improved."


async def test_a_picture_beside_a_name_goes_with_it_and_another_one_stays() -> None:
    bars = Bars("Days answered", (("1. Ann", 3.0),), "days")
    board = replace(say("1. Ann, 3 days"), picture=bars)
    assert "Ann" not in str(without(board, ["Ann"]))
    assert without(board, ["Zoe"]) == board


async def test_a_name_that_comes_back_is_kept_once(store: SqlStore) -> None:
    async with store.transaction() as tx:
        team = await tx.teams.ensure(PLATFORM, "acme", "Acme")
        for name in ("A", "B", "A", "B", "B", ""):
            member = await tx.members.ensure(team.id, ID, name)
        assert member.name == "B"
        assert sorted(await tx.members.former_names(member.id)) == ["A", "B"]
