"""The real `whetstone run`, to be killed with -9 and started again, as often as one likes.

It is forked from an interpreter that has its modules already: importing them is most of a start."""

import multiprocessing
import os
from collections.abc import Mapping, Sequence
from multiprocessing.process import BaseProcess
from pathlib import Path

from support.waiting import until

ROLES = ("gateway", "worker")
MODULES = [
    "adapters.discord.platform",
    "adapters.openai",
    "adapters.slack.platform",
    "bot.cli.run",
    "sqlalchemy.dialects.postgresql.psycopg",
    "storage.jobs.embedded",
    "storage.jobs.procrastinate",
]
SOON = 60.0  # seconds, on a busy machine

_forks = multiprocessing.get_context("forkserver")
_forks.set_forkserver_preload(MODULES)


class KilledBot:
    """`log`: what it says, in the folder it runs in. `roles`: all of them where none is named."""

    def __init__(
        self, settings: Mapping[str, str], log: Path, roles: Sequence[str] = ROLES
    ) -> None:
        self._settings = settings
        self._log = log
        self._words = ["run", *(word for role in roles for word in ("--only", role))]
        self._process: BaseProcess | None = None

    def starts(self, kill: str = "") -> None:
        """`kill`: where it kills itself, as CHAOS_KILL."""
        settings = {**self._settings, "CHAOS_KILL": kill}
        what = (settings, self._log, self._words)
        self._process = _forks.Process(target=_run, args=what, daemon=True)
        self._process.start()

    @property
    def is_dead(self) -> bool:
        return self._process is None or self._process.exitcode is not None

    async def dies(self) -> None:
        """Waits until it has killed itself."""
        process = self._process
        assert process is not None
        await until(lambda: self.is_dead, SOON)
        assert process.exitcode == -9, self._log.read_text()
        process.close()
        self._process = None

    async def is_killed(self) -> None:
        assert self._process is not None
        self._process.kill()
        await self.dies()

    def ends(self) -> None:
        """It is killed, if it has not killed itself."""
        if self._process is not None:
            self._process.kill()
            self._process.join()
            self._process.close()
            self._process = None


def _run(settings: Mapping[str, str], log: Path, words: list[str]) -> None:
    os.chdir(log.parent)
    written = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    os.dup2(written, 1)
    os.dup2(written, 2)
    os.environ.update(settings)
    from bot.cli.main import main

    main(words)
