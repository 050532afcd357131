"""Platforms side by side: one that fails later stops alone."""

import asyncio
from contextlib import suppress
from typing import Any

import pytest
from support.waiting import until

from bot.errors import SettingsError, WhetstoneError
from bot.listening import Listening

NO_INTENT = SettingsError("DISCORD_PLAIN_REPLIES: no intent.")
CORE: Any = object()


class Wire:
    """A platform that listens until a fault comes."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.fault: asyncio.Future[Exception] = asyncio.get_running_loop().create_future()
        self.stopped = False
        self.chat: Any = None

    async def listen(self, core: object) -> None:
        try:
            raise await self.fault
        finally:
            self.stopped = True

    def mount(self, app: object, core: object) -> None: ...

    async def ready(self) -> None: ...

    async def close(self) -> None: ...


async def test_what_can_never_work_stops_the_start() -> None:
    slack, discord = Wire("slack"), Wire("discord")
    discord.fault.set_result(NO_INTENT)
    with pytest.raises(SettingsError, match="no intent"):
        await Listening([slack, discord]).run(CORE)
    assert slack.stopped


@pytest.mark.parametrize("error", [NO_INTENT, RuntimeError("with an answer in it")])
async def test_a_platform_that_fails_later_stops_alone_and_readyz_says_so(
    error: Exception,
) -> None:
    slack, discord = Wire("slack"), Wire("discord")
    listening = Listening([slack, discord], start=0)
    running = asyncio.create_task(listening.run(CORE))
    ready = listening.ready(discord)
    await ready()
    discord.fault.set_result(error)
    await until(lambda: discord.stopped)
    await asyncio.sleep(0)
    with pytest.raises(WhetstoneError, match="It stopped, and needs a restart") as told:
        await ready()
    assert "answer" not in str(told.value)
    await listening.ready(slack)()
    assert not slack.stopped
    assert not running.done()
    running.cancel()
    with suppress(asyncio.CancelledError):
        await running
    assert slack.stopped


async def test_with_the_last_platform_all_ends_with_its_error() -> None:
    slack, discord = Wire("slack"), Wire("discord")
    listening = Listening([slack, discord], start=0)
    running = asyncio.create_task(listening.run(CORE))
    slack.fault.set_result(RuntimeError("first"))
    await until(lambda: slack.stopped)
    discord.fault.set_result(RuntimeError("last"))
    with pytest.raises(RuntimeError, match="last"):
        await running
