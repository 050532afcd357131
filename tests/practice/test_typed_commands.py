"""Commands typed as direct messages: what of their replies is kept, and for how long."""

from support.team import Someone, Team

from bot.errors import SendRefused
from bot.message import Call
from bot.sending.outbox import Send, SendState


async def types(ada: Someone, text: str) -> None:
    call = Call(ada.person, "message:1", "practice", text, "dm", message="1")
    assert await ada.team.practice.command(call) is None


async def reply(team: Team) -> Send:
    async with team.store.reading() as tx:
        (send,) = await tx.sends.about("command:")
    return send


async def test_a_reply_that_the_platform_refuses_keeps_no_text(team: Team) -> None:
    team.chat.faults.append(SendRefused("they take no direct messages"))
    await types(team.member("Ada"), "help")
    assert (await reply(team)).message.lines
    await team.work()
    refused = await reply(team)
    assert (refused.state, refused.message.text) == (SendState.REFUSED, "")


async def test_the_reply_is_sent_to_who_typed_it_and_no_text_is_left(team: Team) -> None:
    ada, bob = team.member("Ada"), team.member("Bob")
    await types(ada, "streak")
    await team.work()
    assert [told.startswith("No day yet.") for told in ada.sees()] == [True]
    assert bob.sees() == []
    assert (await reply(team)).message.text == ""
