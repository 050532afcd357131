"""Serving pages to a real browser."""

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Awaitable, Callable
from pathlib import Path

from playwright.async_api import Page

ROOT = Path(__file__).parents[2]

OpenTab = Callable[..., Awaitable[Page]]
"""`tab(at="/?me=ada", width=1280, height=800, dark=False)` opens a window of its own."""


class Server:
    """A process that serves /healthz. `kill` is kill -9; `start` may follow it.

    In `arguments`, {port} and {database} (a SQLite URL in `folder`) are filled in."""

    def __init__(self, folder: Path, *arguments: str) -> None:
        self._folder = folder
        self._arguments = arguments
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self._port = int(free.getsockname()[1])
        self.url = f"http://127.0.0.1:{self._port}"

    def start(self) -> None:
        path = os.pathsep.join([str(ROOT), str(ROOT / "tests")])
        values = {"port": self._port, "database": f"sqlite:///{self._folder / 'room.db'}"}
        self._log = (self._folder / "log").open("ab")
        self._process = subprocess.Popen(
            [sys.executable, *(part.format(**values) for part in self._arguments)],
            cwd=self._folder,
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
        self._process.wait(20)
        self._log.close()
        return (self._folder / "log").read_text()

    def _await_health(self) -> None:
        deadline = time.monotonic() + 40
        while time.monotonic() < deadline and self._process.poll() is None:
            try:
                urllib.request.urlopen(f"{self.url}/healthz", timeout=2).close()
            except (urllib.error.URLError, OSError):
                time.sleep(0.05)
            else:
                return
        raise AssertionError((self._folder / "log").read_text())


def pretending(folder: Path) -> Server:
    """The playground with the fake core."""
    script = ROOT / "tests/support/playground_server.py"
    return Server(folder, str(script), "{port}", "{database}")
