"""Roles of a server whose holders manage, and what `/practice settings` says of the intent."""

from collections.abc import AsyncIterator

import pytest
from scenarios.on_discord import DiscordStage, discord_stage
from support.discord_server import Person


@pytest.fixture
async def stage(sqlite_url: str) -> AsyncIterator[DiscordStage]:
    async with discord_stage(sqlite_url) as ready:
        yield ready


async def told(stage: DiscordStage, who: Person, command: str, text: str) -> str:
    room = who.workspace.channel("practice")
    await who.runs(command, text, room)
    return str(stage.told(who, room).plain)


async def sets_up(stage: DiscordStage, who: Person) -> str:
    """What comes of a form: a preview, or a request."""
    room = who.workspace.channel("practice")
    await who.runs("practice", "setup UTC", room)
    await who.submits(fields={"Skills": ["Caching"]})
    return str(stage.told(who, room).plain)


async def test_who_holds_a_named_role_manages_and_the_team_is_told(stage: DiscordStage) -> None:
    acme, ada, room, _ = await stage.asked()
    boss, mentors = acme.user("Boss", manager=True), acme.role("Mentors")
    acme.gives(ada, mentors)
    add = f"manager add <@&{mentors.id}>"
    assert "whoever has the role Mentors is a" in await told(stage, boss, "practice-manage", add)
    await stage.later(seconds=2)
    assert any("Boss named managers: whoever has the role Mentors" in m.plain
               for m in room.messages)  # fmt: skip
    assert "The first message will be" in await sets_up(stage, ada)
    await ada.presses(stage.told(ada, room), "Start")
    assert "Set: track 2." in stage.told(ada, room).plain
    ada.member.roles.remove(mentors)
    assert "Stored." in await sets_up(stage, ada)


@pytest.mark.parametrize(
    ("plain", "said"),
    [(True, "Every reply in a question's thread counts."), (False, "answer with the button")],
)
async def test_the_settings_say_which_replies_count(
    stage: DiscordStage, plain: bool, said: str
) -> None:
    acme = stage.workspace("acme")
    await stage.starts(plain_replies=plain)
    assert said in await told(stage, acme.user("Ada"), "practice", "settings")


@pytest.mark.parametrize("what", ["thread", "message"])
async def test_a_question_that_is_deleted_excuses_its_day(stage: DiscordStage, what: str) -> None:
    acme, ada, room, question = await stage.asked()
    thread = room.thread_of(question)
    assert thread is not None
    if what == "thread":
        acme.removes(thread)
    else:
        await ada.deletes(question)
    await stage.later(seconds=1)
    async with stage.store.reading() as tx:
        (excuse,) = await tx.days.excuses([1])
        assert await tx.rounds.open_in(1) == []
    assert excuse.reason == "the question was deleted"


async def test_a_team_that_adds_the_bot_again_keeps_its_data(stage: DiscordStage) -> None:
    acme, ada, _, _ = await stage.asked()
    acme.uninstall()
    await stage.heard()
    acme.install()
    await stage.heard()
    await stage.later(days=30)
    assert "Track 1: Caching" in await told(stage, ada, "practice", "tracks")
