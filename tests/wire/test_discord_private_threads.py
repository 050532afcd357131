"""Threads in place of direct messages: what is known of them, and for how long."""

import pytest
from scenarios.on_discord import MemoryVault

from adapters.discord import private
from adapters.discord.private import PrivateThreads
from adapters.discord.web import Rest


class Counting(MemoryVault):
    asked = 0

    async def get(self, name: str) -> bytes | None:
        self.asked += 1
        return await super().get(name)


async def test_of_threads_that_were_asked_about_the_latest_are_remembered(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(private, "KNOWN_MOST", 3)
    vault = Counting()
    await vault.put("discord:private:9", b"1:2")
    threads = PrivateThreads(Rest("token"), vault)
    ours = [number for number in range(10) if await threads.is_one(str(number))]
    assert (ours, vault.asked) == ([9], 10)
    assert await threads.is_one("9")
    assert vault.asked == 10
    await threads.is_one("0")
    assert vault.asked == 11
