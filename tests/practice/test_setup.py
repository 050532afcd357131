"""`/practice setup`: the form, its preview, the start, and the request of who may not."""

import asyncio
import dataclasses
import datetime as dt

import pytest
from support.clock import MovableClock
from support.team import Someone, Team, buttons, form, said

from bot.errors import InvalidInput, NotAllowed, NotFound
from bot.message import Form, Message, Reply
from bot.model import Track
from storage import SqlStore

FILLED = {
    "skills": "caching,rate-limiting",
    "at": "09:30",
    "days": "mon-fri",
    "zone": "Europe/Berlin",
    "first": "next",
    "channel": "backend",
    "levels": "mid-senior",
    "review": "private",
    "hours": "12",
}
FIRST_FIVE = {name: FILLED[name] for name in ("skills", "at", "days", "zone", "first")}


async def tracks(team: Team) -> list[Track]:
    async with team.store.reading() as tx:
        return list(await tx.tracks.everywhere())


async def opened(ada: Someone, text: str = "/practice setup", *, admin: bool = True) -> Form:
    return form(await ada.runs(text, channel="backend", admin=admin))


def shown(reply: Reply) -> Message:
    assert isinstance(reply, Message), reply
    return reply


def value(sheet: Form, name: str) -> str:
    return next(field.value for field in sheet.fields if field.name == name)


async def test_the_form_knows_the_channel_and_the_members_zone(team: Team) -> None:
    sheet = await opened(team.member("Ada", "Asia/Tokyo"))
    assert {field.name for field in sheet.fields} == set(FILLED)
    assert (value(sheet, "channel"), value(sheet, "zone")) == ("backend", "Asia/Tokyo")
    skills = next(field for field in sheet.fields if field.name == "skills")
    assert ("caching", "Caching") in skills.options


async def test_a_zone_that_nobody_knows_is_asked_or_comes_with_the_command(team: Team) -> None:
    ada = team.member("Ada")
    sheet = await opened(ada)
    assert value(sheet, "zone") == ""
    with pytest.raises(InvalidInput, match="say which time zone, such as Europe/Berlin"):
        await ada.sends(sheet, **FILLED | {"zone": " "})
    assert value(await opened(ada, "/practice setup Europe/Oslo"), "zone") == "Europe/Oslo"


async def test_an_admin_sees_the_first_message_before_it_is_started(team: Team) -> None:
    ada = team.member("Ada")
    preview = shown(await ada.sends(await opened(ada), **FILLED))
    assert list(buttons(preview)) == ["setup_start", "setup_change"]
    assert "Caching and Rate limiting in #backend, Mon to Fri at 09:30" in preview.text
    assert "Open for 12 hours. First question: " in preview.text
    assert await tracks(team) == []
    made = said(await ada.presses("setup_start", buttons(preview)["setup_start"]))
    assert made.startswith("Set: track 1.")
    (track,) = await tracks(team)
    assert (track.channel, track.skills) == ("backend", ("caching", "rate-limiting"))
    assert (track.at, track.zone) == (dt.time(9, 30), "Europe/Berlin")
    assert (track.lowest, track.highest, track.review) == ("mid", "senior", "private")
    assert track.open_for == dt.timedelta(hours=12)
    asked = await team.ask()
    assert asked.posted.message.lines[:2] == preview.lines[1:3]


async def test_starting_twice_makes_one_track_and_one_question(team: Team) -> None:
    ada = team.member("Ada")
    sheet = await opened(ada)
    preview = shown(await ada.sends(sheet, **FILLED | {"first": "now"}))
    number = buttons(preview)["setup_start"]
    first = said(await ada.presses("setup_start", number))
    assert said(await ada.presses("setup_start", number)) == first
    assert said(await ada.sends(sheet, **FILLED)).startswith("Set: track 1.")
    await team.work()
    assert len(await tracks(team)) == 1
    assert [p.place.channel for p in team.chat.posts] == ["backend"]


@pytest.mark.parametrize("wrong", sorted(FILLED.keys() - {"first"}))
async def test_a_refusal_names_its_field(team: Team, wrong: str) -> None:
    ada = team.member("Ada")
    with pytest.raises(InvalidInput) as refused:
        await ada.sends(await opened(ada), **FILLED | {wrong: ""})
    assert refused.value.field == wrong


@pytest.mark.parametrize(
    ("wrong", "refusal"),
    [
        ({"at": "25:00"}, "Not set: 25:00 is no time"),
        ({"zone": "Europe/Berln"}, "Did you mean Europe/Berlin"),
        ({"skills": ""}, "no skill was named"),
        ({"days": "someday"}, "someday is no weekday"),
        ({"hours": "a lot"}, "a lot is no number of hours"),
        ({"hours": "nan"}, "1 to 168 hours"),
        ({"hours": "1000"}, "1 to 168 hours"),
        ({"levels": "wizard"}, "wizard is no level"),
        ({"channel": "#"}, "no channel was named"),
        ({"at": "\x00\ud800"}, "an empty text is no time"),
    ],
)
async def test_a_wrong_entry_says_what_is_right_and_all_that_was_typed_is_kept(
    team: Team, wrong: dict[str, str], refusal: str
) -> None:
    ada = team.member("Ada")
    with pytest.raises(InvalidInput, match=refusal):
        await ada.sends(await opened(ada), **FILLED | {"review": "full"} | wrong)
    again = await opened(ada)
    assert value(again, "review") == "full"
    kept = {n: t.replace("\x00", "").replace("\ud800", "") for n, t in wrong.items()}
    kept["channel"] = "backend"
    assert {name: value(again, name) for name in kept} == kept
    assert await tracks(team) == []


async def test_where_only_some_fields_fit_the_others_have_a_form_of_their_own(team: Team) -> None:
    ada = team.member("Ada")
    sheet = await opened(ada)
    assert [field.name for field in sheet.fields[:5]] == list(FIRST_FIVE)
    preview = shown(await ada.sends(sheet, **FIRST_FIVE))
    assert list(buttons(preview)) == ["setup_start", "setup_change", "setup_more"]
    more = form(await ada.presses("setup_more", buttons(preview)["setup_more"]))
    assert {f.name for f in (*sheet.fields[:5], *more.fields)} == set(FILLED)
    assert len(more.fields) <= 5
    preview = shown(await ada.sends(more, levels="senior", review="full", hours="3", channel="x"))
    changed = form(await ada.presses("setup_change", buttons(preview)["setup_change"]))
    assert (value(changed, "at"), value(changed, "levels")) == ("09:30", "senior")
    await ada.presses("setup_start", buttons(preview)["setup_start"])
    (track,) = await tracks(team)
    assert (track.channel, track.lowest, track.review) == ("x", "senior", "full")


async def test_a_channel_may_be_written_as_platforms_mention_it(team: Team) -> None:
    ada = team.member("Ada")
    preview = shown(await ada.sends(await opened(ada), **FILLED | {"channel": "<#C1|backend>"}))
    await ada.presses("setup_start", buttons(preview)["setup_start"])
    assert [t.channel for t in await tracks(team)] == ["C1"]


async def test_who_is_no_admin_asks_the_managers_and_hears_what_came_of_it(team: Team) -> None:
    boss, ada, bob = team.member("Boss"), team.member("Ada"), team.member("Bob")
    await ada.runs("/practice streak")
    await boss.runs("/practice manager add @ada", admin=True)
    told = said(await bob.sends(await opened(bob, admin=False), **FILLED))
    assert told.startswith("Sent to Ada for a yes.")
    await team.work()
    request = [p for p in team.chat.posts if p.key.startswith("setup:")]
    assert [p.place.member for p in request] == ["ada"]
    assert request[0].message.text.startswith("Bob asks for daily questions. Start them?")
    number = buttons(request[0].message)["setup_yes"]
    with pytest.raises(NotAllowed, match="Ask Ada"):
        await bob.presses("setup_yes", number)
    assert said(await ada.presses("setup_yes", number)).startswith("Set: track 1.")
    assert said(await ada.presses("setup_yes", number)) == "That was started already."
    assert said(await ada.presses("setup_no", number)) == "That was started already."
    await team.work()
    assert len(await tracks(team)) == 1
    assert [text.splitlines()[0] for text in bob.sees()] == [
        "Ada said yes to your daily questions."
    ]


async def test_without_a_manager_the_next_admin_who_sets_up_sees_the_request(team: Team) -> None:
    boss, bob = team.member("Boss"), team.member("Bob")
    sheet = await opened(bob, admin=False)
    told = said(await bob.sends(sheet, **FILLED))
    assert told.startswith("Stored. The next manager or admin who types /practice setup sees it")
    assert said(await bob.sends(sheet, **FILLED)) == told
    waits = shown(await boss.runs("/practice setup", channel="ops", admin=True))
    assert waits.text.startswith("Bob asks for daily questions.")
    assert list(buttons(waits)) == ["setup_yes", "setup_no", "setup_new"]
    own = form(await boss.presses("setup_new"))
    assert value(own, "channel") == "practice"
    assert said(await boss.presses("setup_no", buttons(waits)["setup_no"])).startswith("Not start")
    await team.work()
    assert bob.sees()[0].startswith("Boss said no to your daily questions.")
    assert await tracks(team) == []
    assert isinstance(await boss.runs("/practice setup", admin=True), Form)


async def test_who_was_an_admin_an_hour_ago_asks_like_others(team: Team) -> None:
    ada = team.member("Ada")
    preview = shown(await ada.sends(await opened(ada), **FILLED))
    team.clock.move(hours=1, seconds=1)
    told = said(await ada.presses("setup_start", buttons(preview)["setup_start"]))
    assert told.startswith("Stored. The next manager or admin")
    assert await tracks(team) == []


async def test_who_lost_the_role_is_no_admin_with_the_next_command(team: Team) -> None:
    ada = team.member("Ada")
    await opened(ada)
    sheet = await opened(ada, admin=False)
    assert said(await ada.sends(sheet, **FILLED)).startswith("Stored.")


async def test_nobody_reaches_the_setup_of_another_member_or_team(team: Team) -> None:
    ada, bob = team.member("Ada"), team.member("Bob")
    eve = Someone(Team(team.store, team.clock, name="other"), team.member("Eve").person)
    eve.person = eve.team.member("Eve").person
    preview = shown(await ada.sends(await opened(ada), **FILLED))
    number = buttons(preview)["setup_start"]
    await opened(bob)
    await eve.runs("/practice setup", admin=True)
    for other in (bob, eve):
        for action in ("setup_start", "setup_change", "setup_more"):
            with pytest.raises(NotFound, match="not here any more"):
                await other.presses(action, number)
    for action in ("setup_yes", "setup_no"):
        with pytest.raises(NotFound):
            await eve.presses(action, number)
    for wrong in ("", "x", "9" * 30, "999"):
        with pytest.raises((InvalidInput, NotFound), match="not here any more"):
            await ada.presses("setup_start", wrong)


async def test_a_request_for_a_skill_that_left_the_bank_does_not_block_an_admin(
    team: Team,
) -> None:
    bob, boss = team.member("Bob"), team.member("Boss")
    await bob.sends(await opened(bob, admin=False), **FILLED)
    async with team.store.transaction() as tx:
        setup = await tx.setups.get(1)
        await tx.setups.save(dataclasses.replace(setup, values=FILLED | {"skills": "cobol"}))
    assert isinstance(await boss.runs("/practice setup", admin=True), Form)


async def test_two_who_say_yes_at_once_make_one_track(
    postgres_store: SqlStore, clock: MovableClock
) -> None:
    team = Team(postgres_store, clock)
    bob, ada, boss = team.member("Bob"), team.member("Ada"), team.member("Boss")
    await bob.sends(await opened(bob, admin=False), **FILLED)
    for admin in (ada, boss):
        await admin.runs("/practice setup", admin=True)
    said_ = await asyncio.gather(*(each.presses("setup_yes", 1) for each in (ada, boss)))
    assert sorted(said(reply).split(":")[0] for reply in said_) == [
        "Set",
        "That was started already.",
    ]
    assert len(await tracks(team)) == 1
