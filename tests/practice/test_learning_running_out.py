"""Few unseen questions are left: the manager is told, and chooses."""

import pytest
from support.team import PLATFORM, Team, buttons, form, said

from bot.errors import InvalidInput, NotAllowed, NotFound
from bot.message import Message, Reply


async def few_left(team: Team) -> Reply:
    """Asks until five unseen questions are left; Mona manages."""
    track = await team.track()
    async with team.store.transaction() as tx:
        owner = await tx.teams.ensure(PLATFORM, team.name, team.name)
        mona = await tx.members.ensure(owner.id, "mona", "Mona")
        await tx.roles.set_manager(mona.id, manager=True)
    for _ in range(10):
        await team.ask()
        await team.later(hours=20)
    [told] = [p for p in team.chat.posts if p.key.startswith(f"few:{track.id}:")]
    assert told.place.member == "mona"
    return told.message


async def test_at_five_unseen_questions_the_manager_is_told_once_and_can_add_a_skill(
    team: Team,
) -> None:
    message = await few_left(team)
    assert "has 5 unseen questions left" in said(message)
    assert isinstance(message, Message)
    track = buttons(message)["add_skill"]
    mona = team.member("Mona")
    sheet = form(await mona.presses("add_skill", track))
    assert "caching" not in dict(sheet.fields[0].options)
    assert "CrewAI" in said(await mona.sends(sheet, skill="crewai"))
    async with team.store.reading() as tx:
        assert (await tx.tracks.get(int(track))).skills == ("caching", "crewai")
    for who, value in ((team.member("Ada"), track), (mona, "99")):
        with pytest.raises((NotAllowed, NotFound)):
            await who.presses("repeat", value)


async def test_a_track_can_let_questions_return_only_after_eight_weeks(team: Team) -> None:
    message = await few_left(team)
    assert isinstance(message, Message)
    mona, track = team.member("Mona"), buttons(message)["repeat"]
    assert "after 8 weeks" in said(await mona.presses("repeat", track))
    for _ in range(4):
        await team.ask()
        await team.later(hours=20)
    before = len(team.keys("round:"))
    await team.later(days=1)
    await team.later(days=1)
    with pytest.raises(InvalidInput, match="old enough"):
        await mona.runs("/practice now")
    assert not [k for k in team.keys("round:")[before:] if k.endswith(":post")]
    team.clock.move(weeks=7)
    assert (await team.ask()).id
