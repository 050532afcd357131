"""A channel in which nothing can be asked: refused at the form, said where a track begins later."""

import pytest
from support.clock import MovableClock
from support.team import PLATFORM, Someone, Team, buttons, form, said

from bot.errors import InvalidInput
from bot.message import Form, Message, Reply
from storage import SqlStore

FILLED = {
    "skills": "caching",
    "at": "09:30",
    "days": "mon-fri",
    "zone": "Europe/Berlin",
    "first": "next",
    "channel": "backend",
    "hours": "12",
}


async def opened(ada: Someone, *, admin: bool = True) -> Form:
    return form(await ada.runs("/practice setup", channel="backend", admin=admin))


def shown(reply: Reply) -> Message:
    assert isinstance(reply, Message), reply
    return reply


class Closed:
    """Implements `bot.ports.KnowsChannels`: in #backend nothing can be asked, once `closed`."""

    def __init__(self, store: SqlStore, *, closed: bool = True) -> None:
        self._store = store
        self.closed = closed

    async def obstacle(self, team: str, channel: str) -> str:
        async with self._store.transaction():
            pass  # it would raise inside another one, in which nothing outside may be asked
        here = self.closed and (team, channel) == ("acme", "backend")
        return "I am not in #backend. Invite me." if here else ""


@pytest.mark.parametrize("admin", [True, False])
async def test_a_channel_that_is_closed_to_us_is_refused_at_its_field_and_nothing_is_lost(
    sqlite_store: SqlStore, clock: MovableClock, admin: bool
) -> None:
    team = Team(sqlite_store, clock, channels={PLATFORM: Closed(sqlite_store)})
    ada = team.member("Ada")
    sheet = await opened(ada, admin=admin)
    with pytest.raises(InvalidInput, match=r"Not set: I am not in #backend\.") as refused:
        await ada.sends(sheet, **FILLED)
    assert refused.value.field == "channel"
    kept = {field.name: field.value for field in (await opened(ada, admin=admin)).fields}
    assert kept["at"] == "09:30"
    begins = "The first message will be" if admin else "Stored."
    assert said(await ada.sends(sheet, **FILLED | {"channel": "ops"})).startswith(begins)


async def test_a_yes_to_a_channel_that_is_closed_since_starts_the_track_and_says_what_to_do(
    sqlite_store: SqlStore, clock: MovableClock
) -> None:
    door = Closed(sqlite_store, closed=False)
    team = Team(sqlite_store, clock, channels={PLATFORM: door})
    boss, bob = team.member("Boss"), team.member("Bob")
    await bob.sends(await opened(bob, admin=False), **FILLED)
    waits = shown(await boss.runs("/practice setup", admin=True))
    door.closed = True
    told = said(await boss.presses("setup_yes", buttons(waits)["setup_yes"])).splitlines()
    assert told[0] == "Set: track 1."
    assert told[-1] == "I am not in #backend. Invite me."
    async with team.store.reading() as tx:
        assert len(await tx.tracks.everywhere()) == 1


async def test_a_track_that_goes_on_says_what_is_in_the_way_of_its_questions(
    sqlite_store: SqlStore, clock: MovableClock
) -> None:
    door = Closed(sqlite_store, closed=False)
    team = Team(sqlite_store, clock, channels={PLATFORM: door})
    ada = team.member("Ada")
    preview = shown(await ada.sends(await opened(ada), **FILLED))
    await ada.presses("setup_start", buttons(preview)["setup_start"])
    for door.closed, obstacle in ((False, []), (True, ["I am not in #backend. Invite me."])):
        await ada.runs("/practice pause 1", admin=True)
        told = said(await ada.runs("/practice resume 1", admin=True))
        assert told.splitlines() == ["Track 1 asks again at 09:30 Europe/Berlin.", *obstacle]
        async with team.store.reading() as tx:
            (track,) = await tx.tracks.everywhere()
        assert track.next_fire_at is not None
