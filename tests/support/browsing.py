"""Serving pages to a real browser, and what a person does on them.

What a step changes is waited for before the next one, for a page may be slow: a press that comes
while its button is being replaced is lost."""

import os
import re
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest
from playwright.async_api import Locator, Page, expect

ROOT = Path(__file__).parents[2]

OpenTab = Callable[..., Awaitable[Page]]
"""`tab("/?me=ada", width=1280, height=800, dark=False)` opens a window of its own."""

LOOKS = pytest.mark.parametrize(("dark", "width"), [(False, 1280), (True, 1280), (False, 390)])
DEMO = (
    "import os; os.environ.update(PORT='{port}', DATABASE_URL='{database}', QUIET_SECONDS='0');"
    "from bot.cli import main; main()"
)


class Server:
    """A process that serves /healthz. `kill` is kill -9; `start` may follow it.

    In `arguments`, {port} and {database} (a SQLite URL in `folder`) are filled in."""

    def __init__(self, folder: Path, *arguments: str) -> None:
        self.folder = folder
        self._arguments = arguments
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self._port = int(free.getsockname()[1])
        self.url = f"http://127.0.0.1:{self._port}"
        self.database = f"sqlite:///{folder / 'room.db'}"

    def start(self) -> None:
        path = os.pathsep.join([str(ROOT), str(ROOT / "tests")])
        values = {"port": self._port, "database": self.database}
        self._log = (self.folder / "log").open("ab")
        self._process = subprocess.Popen(
            [sys.executable, *(part.format(**values) for part in self._arguments)],
            cwd=self.folder,
            env={**os.environ, "PYTHONPATH": path},
            stdout=self._log,
            stderr=self._log,
        )
        self._await_health()

    def kill(self) -> None:
        self._process.kill()
        self._process.wait(10)
        self._log.close()

    def stop(self) -> str:
        """Stops it in an orderly way; returns what it logged."""
        self._process.terminate()
        self._process.wait(40)
        self._log.close()
        return (self.folder / "log").read_text()

    def _await_health(self) -> None:
        deadline = time.monotonic() + 90  # two shared cores can be slow
        while time.monotonic() < deadline and self._process.poll() is None:
            try:
                urllib.request.urlopen(f"{self.url}/healthz", timeout=2).close()
            except (urllib.error.URLError, OSError):
                time.sleep(0.05)
            else:
                return
        self.kill()
        raise AssertionError((self.folder / "log").read_text())


# Who serves a file's tests: a file names one of these `serving`.


def pretending(folder: Path) -> Server:
    """The playground with the fake core."""
    return _script(folder, "playground_server.py")


def later(folder: Path) -> Server:
    """The real playground, on a clock that `days_on` moves."""
    return _script(folder, "later_server.py", str(folder / "days"))


def demo(folder: Path) -> Server:
    """`whetstone demo`, as `make demo` starts it."""
    return Server(folder, "-c", DEMO, "demo")


def team(folder: Path) -> Server:
    """The web process, with the playground beside it, and a team of thirty."""
    return _script(folder, "team_server.py")


def _script(folder: Path, name: str, *more: str) -> Server:
    return Server(folder, str(ROOT / "tests/support" / name), "{port}", "{database}", *more)


def days_on(server: Server, days: int) -> None:
    """For that server of `later` it is so many days later than the machine's clock says."""
    new = server.folder / "days.new"
    new.write_text(str(days))
    new.replace(server.folder / "days")  # at once, for the server may be reading it


# What a person does


def box(page: Page, pane: str = ".ws-middle") -> Locator:
    return page.locator(f"{pane} .ws-composer:not(.ws-editor) textarea")


async def write(page: Page, text: str, pane: str = ".ws-middle") -> None:
    """A message or a command, until the server has taken it."""
    await box(page, pane).fill(text)
    await box(page, pane).press("Enter")
    await expect(box(page, pane)).to_have_value("")


async def send_form(page: Page, label: str = "Send") -> None:
    """The open form, until the server has taken it."""
    sheet = page.get_by_role("dialog")
    await sheet.get_by_role("button", name=label, exact=True).click()
    await expect(sheet).to_have_count(0)


async def answer(page: Page, text: str) -> None:
    """The open form of an answer, until the server has taken it."""
    await page.get_by_role("dialog").get_by_label("Your answer").fill(text)
    await send_form(page)


async def open_notes(page: Page) -> None:
    """The member's direct messages with Whetstone."""
    await page.locator(".ws-channel", has_text="Whetstone").click()
    await expect(page.locator(".ws-middle h2").first).to_have_text("Whetstone")


def message(page: Page, text: str, pane: str = ".ws-middle") -> Locator:
    return page.locator(f"{pane} .ws-msg", has_text=text)


def card(page: Page, text: str | re.Pattern[str]) -> Locator:
    """A private answer in the channel."""
    return page.locator(".ws-middle .ws-card", has_text=text)


async def shot(page: Page, name: str) -> None:
    """A picture for a person to look at, where SCREENSHOTS names a folder."""
    if folder := os.environ.get("SCREENSHOTS"):
        await page.screenshot(path=Path(folder) / f"{name}.png")
