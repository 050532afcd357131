"""Managers: who names them, what the team hears, and what they may do."""

import dataclasses

import pytest
from support.team import Someone, Team, buttons, form, said

from bot.errors import InvalidInput, NotAllowed, NotFound
from bot.model import TrackState

MANAGING = ("pause 1", "resume 1", "skip 1", "remove 1", "manager list")


def in_channels(team: Team) -> list[tuple[str, str]]:
    told = [p for p in team.chat.posts if p.key.startswith("manager:") and p.place.channel]
    return [(p.place.channel, p.message.lines[0].text) for p in told]


async def test_the_team_is_told_once_in_every_channel_of_its_tracks(team: Team) -> None:
    await team.track()
    await team.track(at="10:00")
    boss, ada = team.member("Boss"), team.member("Ada")
    await ada.runs("/practice streak")
    for _ in range(2):
        await boss.runs("/practice manager add @Ada", id="same", admin=True)
    await team.work()
    assert in_channels(team) == [
        ("practice", "Boss named Ada a manager: they set up, pause and skip daily questions.")
    ]
    assert ada.sees()[0].startswith("Boss named you a manager of the daily questions here.")
    assert said(await ada.runs("/practice manager list")).startswith("Managers\n- Ada")
    await boss.runs("/practice manager remove @ada", admin=True)
    await team.work()
    assert in_channels(team)[1:] == [("practice", "Boss took the manager's role from Ada.")]
    assert "No manager is named" in said(await boss.runs("/practice manager", admin=True))


async def test_nobody_is_named_by_an_empty_name(team: Team) -> None:
    unnamed = team.member("")
    await unnamed.runs("/practice streak")
    boss = team.member("Boss")
    with pytest.raises(NotFound, match="Mention them"):
        await boss.runs("/practice manager add @", admin=True)
    assert "No manager is named" in said(await boss.runs("/practice manager", admin=True))


async def test_only_an_admin_names_managers_and_is_none_by_it(team: Team) -> None:
    boss, ada, bob = team.member("Boss"), team.member("Ada"), team.member("Bob")
    await bob.runs("/practice streak")
    await boss.runs("/practice manager add <@ada|Ada>", admin=True)
    with pytest.raises(NotAllowed, match="Managers are named by an admin"):
        await ada.runs("/practice manager add @Bob")
    assert said(await boss.runs("/practice manager list", admin=True)).count("\n- ") == 1


@pytest.mark.parametrize("text", MANAGING)
async def test_others_get_a_clear_word_and_whom_to_ask(team: Team, text: str) -> None:
    await team.track()
    ada, boss = team.member("Ada"), team.member("Boss")
    with pytest.raises(NotAllowed, match="Nobody is named yet: ask an admin of this team"):
        await ada.runs(f"/practice {text}")
    for name in ("Grace", "Mary"):
        await team.member(name).runs("/practice streak")
        await boss.runs(f"/practice manager add @{name}", admin=True)
    with pytest.raises(NotAllowed, match=r"for this team's managers\. Ask Grace or Mary\."):
        await ada.runs(f"/practice {text}")


async def test_a_manager_of_one_team_is_nobody_in_another(team: Team) -> None:
    other = Team(team.store, team.clock, name="other")
    await other.track()
    ada = team.member("Ada")
    await ada.runs("/practice streak")
    await team.member("Boss").runs("/practice manager add @ada", admin=True)
    with pytest.raises(NotAllowed):
        await other.member("Ada").runs("/practice pause 1")
    with pytest.raises(NotFound, match="There is no track 1"):
        await ada.runs("/practice pause 1")


@pytest.mark.parametrize(
    ("text", "error", "why"),
    [
        ("add", InvalidInput, "Say whom"),
        ("praise @ada", InvalidInput, "Say whom"),
        ("add @nobody", NotFound, "Nobody called @nobody has taken part"),
        ("add @twin", InvalidInput, "2 members are called @twin"),
    ],
)
async def test_a_manager_that_is_not_clear_is_not_named(
    team: Team, text: str, error: type[Exception], why: str
) -> None:
    async with team.store.transaction() as tx:
        here = await tx.teams.ensure("journal", "acme", "acme")
        for number in "12":
            await tx.members.ensure(here.id, f"T{number}", "Twin")
    with pytest.raises(error, match=why):
        await team.member("Boss").runs(f"/practice manager {text}", admin=True)


async def test_a_mention_names_also_who_did_nothing_yet(team: Team) -> None:
    boss = team.member("Boss")
    for mention, name in (("<@U7>", "A member"), ("<@!U7>", "A member"), ("<@U7|grace>", "grace")):
        await boss.runs(f"/practice manager add {mention}", admin=True)
        listed = said(await boss.runs("/practice manager", admin=True))
        assert listed.splitlines()[1] == f"- {name}"
    await team.work()
    assert [p.place.member for p in team.chat.posts] == ["U7"]


async def test_a_skipped_day_is_excused_for_everybody_and_the_channel_is_told(team: Team) -> None:
    await team.track()
    boss, ada = team.member("Boss"), team.member("Ada")
    await ada.answers(await team.ask())
    for _ in range(2):
        await boss.runs("/practice skip 1 offsite in Bonn", id="once", admin=True)
    await team.work()
    assert [p.message.text for p in team.chat.posts if p.key.startswith("skip:")] == [
        "No question on Tue 3 Nov. Reason: offsite in Bonn. Nobody owes that day. "
        "The next one: Wed 4 Nov, 09:30."
    ]
    asked = await team.ask()
    assert (await asked.round()).local_date.isoformat() == "2026-11-04"
    why = said(await ada.runs("/practice streak why"))
    assert "Tue 3 Nov: excused. Nobody owes this day: a manager skipped it: offsite" in why
    assert "Streak 1 day" in why


async def test_skipping_leaves_out_the_next_day_that_is_no_holiday(team: Team) -> None:
    await team.track(holidays="2026-11-02..2026-11-03,2026-11-05")
    told = said(await team.member("Boss").runs("/practice skip 1", admin=True))
    assert told.startswith("No question on Wed 4 Nov.")
    assert told.endswith("The next one: Fri 6 Nov, 09:30.")


async def test_a_paused_track_has_no_day_to_skip_and_a_removed_one_is_gone(team: Team) -> None:
    await team.track()
    boss = team.member("Boss")
    await boss.runs("/practice pause 1", admin=True)
    with pytest.raises(InvalidInput, match="Track 1 is paused"):
        await boss.runs("/practice skip 1", admin=True)
    assert said(await boss.runs("/practice remove 1", admin=True)).startswith("Track 1 is removed")
    async with team.store.reading() as tx:
        assert (await tx.tracks.get(1)).state is TrackState.REMOVED
    with pytest.raises(NotFound):
        await boss.runs("/practice remove 1", admin=True)


async def test_privacy_says_what_is_stored_and_who_reads_it(team: Team) -> None:
    told = said(await team.member("Ada").runs("/practice privacy"))
    assert "your answers to questions, their reviews" in told
    assert "Whoever runs this bot or exports the workspace can read all of it" in told
    assert "Nothing leaves this bot" in told


async def test_half_typed_arguments_have_their_choices(team: Team) -> None:
    await team.track()
    core, ada = team.practice, team.member("Ada").person
    assert await core.choices(ada, "skill", "cach") == [("caching", "Caching")]
    assert await core.choices(ada, "zone", "europe/berl") == [("Europe/Berlin", "Europe/Berlin")]
    assert (await core.choices(ada, "zone", "new york"))[0][0] == "America/New_York"
    assert len(await core.choices(ada, "zone", "")) == 25
    ((value, label),) = await core.choices(ada, "track", "")
    assert (value, label[:16]) == ("1", "Track 1: Caching")
    stranger = Team(team.store, team.clock, name="other").member("Eve").person
    assert await core.choices(stranger, "track", "") == []
    assert await core.choices(ada, "colour", "") == []


def with_roles(someone: Someone, *roles: str) -> Someone:
    """They act where the platform tells their roles; everybody has one."""
    person = dataclasses.replace(someone.person, roles=("everyone", *roles))
    return dataclasses.replace(someone, person=person)


async def test_who_holds_a_named_role_manages_until_it_is_taken_back(team: Team) -> None:
    await team.track()
    boss, ada = with_roles(team.member("Boss")), with_roles(team.member("Ada"), "7")
    for _ in range(2):
        told = said(await boss.runs("/practice manager add <@&7|Mentors>", id="same", admin=True))
    assert told == "Nothing changed: whoever has the role Mentors is named a manager already."
    await team.work()
    assert [text for _, text in in_channels(team)] == [
        "Boss named managers: whoever has the role Mentors. They set up, pause and skip daily "
        "questions."
    ]
    assert "is paused" in said(await ada.runs("/practice pause 1"))
    listed = said(await ada.runs("/practice manager list"))
    assert "- Ada\n- whoever has the role Mentors" in listed
    with pytest.raises(NotAllowed, match=r"Ask Ada or whoever has the role Mentors\."):
        await with_roles(team.member("Bob")).runs("/practice resume 1")
    await boss.runs("/practice manager remove @mentors", admin=True)
    with pytest.raises(NotAllowed):
        await team.member("Ada").runs("/practice resume 1")
    with pytest.raises(NotAllowed):
        await ada.runs("/practice resume 1")


async def test_who_lost_the_role_manages_no_more_with_the_next_act_or_a_day_later(
    team: Team,
) -> None:
    await team.track()
    boss, ada = with_roles(team.member("Boss")), team.member("Ada")
    await boss.runs("/practice manager add <@&7|Mentors>", admin=True)
    await with_roles(ada, "7").runs("/practice streak")
    assert "is paused" in said(await ada.runs("/practice pause 1")), "as in a direct message"
    await team.later(hours=23, minutes=59)
    assert "asks again" in said(await ada.runs("/practice resume 1"))
    await team.later(minutes=1)
    with pytest.raises(NotAllowed):
        await ada.runs("/practice pause 1")
    await with_roles(ada, "7").runs("/practice pause 1")
    with pytest.raises(NotAllowed):
        await with_roles(ada).runs("/practice resume 1")
    await with_roles(ada).runs("/practice streak")
    with pytest.raises(NotAllowed):
        await ada.runs("/practice resume 1")


async def test_requests_go_to_who_was_seen_with_the_role(team: Team) -> None:
    boss, ada, bob = with_roles(team.member("Boss")), team.member("Ada"), team.member("Bob")
    await boss.runs("/practice manager add <@&7|Mentors>", admin=True)
    await with_roles(ada, "7").presses("why")
    sheet = form(await bob.runs("/practice setup"))
    told = said(await bob.sends(sheet, skills="caching", zone="UTC"))
    assert told.startswith("Sent to Ada for a yes.")
    await team.work()
    (request,) = [p for p in team.chat.posts if p.place.member == "ada"]
    number = buttons(request.message)["setup_yes"]
    assert said(await ada.presses("setup_yes", number)).startswith("Set: track 1.")


@pytest.mark.parametrize("group", ["<@&7|Mentors>", "<!subteam^S1|@mentors>", "<!here>"])
async def test_where_no_roles_are_told_only_people_can_be_named(team: Team, group: str) -> None:
    with pytest.raises(InvalidInput, match="only people can be managers here, no groups"):
        await team.member("Boss").runs(f"/practice manager add {group}", admin=True)


async def test_only_an_admin_names_a_role(team: Team) -> None:
    boss, ada = with_roles(team.member("Boss")), with_roles(team.member("Ada"), "7")
    await boss.runs("/practice manager add <@&7|Mentors>", admin=True)
    with pytest.raises(NotAllowed, match="Managers are named by an admin"):
        await ada.runs("/practice manager add <@&8|Friends>")


async def test_a_role_of_one_team_is_nothing_in_another(team: Team) -> None:
    other = Team(team.store, team.clock, name="other")
    await other.track()
    await with_roles(team.member("Boss")).runs("/practice manager add <@&7|M>", admin=True)
    with pytest.raises(NotAllowed):
        await with_roles(other.member("Ada"), "7").runs("/practice pause 1")
