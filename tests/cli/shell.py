"""The real `whetstone` command, as a person or a supervisor starts it."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from bot.settings import Settings

ROOT = Path(__file__).parents[2]
WHETSTONE = Path(sys.executable).with_name("whetstone")
SETTINGS = {name.upper() for name in Settings.model_fields}


@dataclass
class Shell:
    """A folder and an environment to start commands in; `end` kills what still runs."""

    folder: Path
    database_url: str
    running: list[subprocess.Popen[str]] = field(default_factory=list)

    def environment(self, **settings: str) -> dict[str, str]:
        """This machine's own, without its settings of Whetstone."""
        mine = {name: value for name, value in os.environ.items() if name not in SETTINGS}
        path = os.pathsep.join([str(ROOT), str(ROOT / "tests")])
        return {**mine, "PYTHONPATH": path, "DATABASE_URL": self.database_url, **settings}

    def start(
        self, *words: str, before: Callable[[], None] | None = None, **settings: str
    ) -> subprocess.Popen[str]:
        """`before` is called in the new process."""
        process = subprocess.Popen(
            [WHETSTONE, *words],
            cwd=self.folder,
            env=self.environment(**settings),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            encoding="utf-8",
            preexec_fn=before,
        )
        self.running.append(process)
        return process

    def __call__(
        self,
        *words: str,
        stdin: str = "",
        before: Callable[[], None] | None = None,
        **settings: str,
    ) -> subprocess.CompletedProcess[str]:
        """Runs it to its end."""
        process = self.start(*words, before=before, **settings)
        output, errors = process.communicate(stdin, timeout=60)
        return subprocess.CompletedProcess(words, process.returncode, output, errors)

    def end(self) -> None:
        for process in self.running:
            if process.poll() is None:
                process.send_signal(signal.SIGKILL)
            process.communicate()
