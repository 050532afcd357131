"""`whetstone run` told to stop: what it holds is finished or given back, and it says no more."""

import asyncio
import contextlib
import logging
import signal
import socket
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from unittest.mock import AsyncMock, MagicMock

import pytest
from aiohttp import web
from cli.shell import Shell
from support.post_office import PostOffice
from support.waiting import until

from bot.process import _ticking

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGTERM")


class SlowOffice(PostOffice):
    """Takes a message only when `gate` opens; `arrived` says that one is at the gate."""

    def __init__(self) -> None:
        super().__init__()
        self.arrived, self.gate = asyncio.Event(), asyncio.Event()

    async def _post(self, request: web.Request) -> web.Response:
        self.arrived.set()
        await self.gate.wait()
        if request.transport is None:  # whoever sent it has gone
            raise web.HTTPServiceUnavailable
        return await super()._post(request)


@pytest.fixture
async def office() -> AsyncIterator[SlowOffice]:
    office = SlowOffice()
    await office.start()
    yield office
    office.gate.set()
    await office.stop()


@pytest.fixture
def bot(shell: Shell, office: SlowOffice) -> Iterator["Bot"]:
    yield Bot(shell, office)
    shell.end()


class Bot:
    """`whetstone run` on the office's platform, with one track there."""

    def __init__(self, shell: Shell, office: SlowOffice) -> None:
        self._shell = shell
        with socket.create_server(("127.0.0.1", 0)) as free:
            port = free.getsockname()[1]
        self._settings = {
            "PLATFORMS": "support.post_office_platform",
            "POST_OFFICE": office.address,
            "PORT": str(port),
            "TICK_SECONDS": "1",
        }

    async def has_a_track(self) -> None:
        place = ("--platform", "post_office", "--team", "office", "--channel", "practice")
        words = ("track", "add", "--skills", "caching", *place)
        made = await asyncio.to_thread(self._shell, *words, **self._settings)
        assert made.returncode == 0, made.stderr

    def start(self, *words: str, **settings: str) -> subprocess.Popen[str]:
        return self._shell.start("run", *words, **self._settings, **settings)


async def ended(process: subprocess.Popen[str], seconds: float) -> tuple[int, str]:
    """Its exit code and its log. Raises TimeoutExpired."""
    _, log = await asyncio.to_thread(process.communicate, timeout=seconds)
    return process.returncode, log


def ask(office: PostOffice) -> None:
    office.person_does("command", member="Ada", text="now", channel="practice")


@pytest.mark.parametrize("told", [signal.SIGTERM, signal.SIGINT], ids=["SIGTERM", "Ctrl+C"])
async def test_what_is_in_hand_is_finished(bot: Bot, office: SlowOffice, told: int) -> None:
    await bot.has_a_track()
    process = bot.start()
    ask(office)
    await asyncio.wait_for(office.arrived.wait(), 30)
    process.send_signal(told)
    office.gate.set()
    code, log = await ended(process, 10)
    assert code == 0, log
    assert "Traceback" not in log
    assert '"error"' not in log
    assert len(office.journal) == 1


async def test_what_is_in_hand_has_the_whole_of_shutdown_seconds(
    bot: Bot, office: SlowOffice
) -> None:
    await bot.has_a_track()
    process = bot.start(SHUTDOWN_SECONDS="20")
    ask(office)
    await asyncio.wait_for(office.arrived.wait(), 30)
    process.send_signal(signal.SIGTERM)
    with pytest.raises(subprocess.TimeoutExpired):
        await ended(process, 7)
    office.gate.set()
    assert (await ended(process, 10))[0] == 0
    assert len(office.journal) == 1


async def test_what_takes_too_long_is_given_back_and_done_by_the_next(
    bot: Bot, office: SlowOffice
) -> None:
    await bot.has_a_track()
    process = bot.start(SHUTDOWN_SECONDS="1")
    ask(office)
    await asyncio.wait_for(office.arrived.wait(), 30)
    process.send_signal(signal.SIGTERM)
    code, log = await ended(process, 4)
    assert code == 0, log
    assert "Traceback" not in log
    assert office.journal == []
    office.gate.set()
    bot.start()
    await until(lambda: len(office.journal) == 1, 30)


async def test_a_second_process_waits_and_takes_over_from_a_killed_one(
    bot: Bot, office: SlowOffice
) -> None:
    office.gate.set()
    await bot.has_a_track()
    first = bot.start()
    ask(office)
    await until(lambda: len(office.journal) == 1, 30)
    second = bot.start("--only", "gateway", "--only", "worker")
    assert await asyncio.to_thread(_line_with, second, "another process works the jobs")
    first.kill()
    ask(office)
    await until(lambda: len(office.journal) == 2, 30)
    second.send_signal(signal.SIGTERM)
    code, log = await ended(second, 10)
    assert code == 0, log


async def test_a_tick_in_hand_is_finished(caplog: pytest.LogCaptureFixture) -> None:
    begun, gate, done = asyncio.Event(), asyncio.Event(), asyncio.Event()
    practice = MagicMock(pulse=AsyncMock(), schedule=AsyncMock(), retention=AsyncMock())
    app = MagicMock(practice=practice, settings=MagicMock(tick_seconds=0.02, shutdown_seconds=10))

    async def slow() -> None:
        begun.set()
        await gate.wait()
        done.set()

    stack = contextlib.AsyncExitStack()
    await stack.enter_async_context(_ticking(app))
    practice.schedule.tick = slow
    await asyncio.wait_for(begun.wait(), 10)
    stopping = asyncio.create_task(stack.aclose())
    await asyncio.wait([stopping], timeout=0.1)
    assert not stopping.done()
    gate.set()
    await asyncio.wait_for(stopping, 10)
    assert done.is_set()
    assert [record for record in caplog.records if record.levelno >= logging.ERROR] == []


def _line_with(process: subprocess.Popen[str], text: str) -> bool:
    """Reads the log to that line; False where it ends without."""
    assert process.stderr is not None
    return any(text in line for line in process.stderr)
