"""Real processes: until the help stands there, until the pages answer, and what they hold."""

import os
import re
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from statistics import median

from tests.benchmarks.figures import Figure, milliseconds

WHETSTONE = str(Path(sys.executable).with_name("whetstone"))
NOTHING = (sys.executable, "-c", "pass")
BARE = "python -c pass"


def start(quick: bool) -> list[Figure]:
    """Start-up times. The first start makes its database; 'again' finds it there."""
    times: dict[str, list[float]] = {}
    for _ in range(2 if quick else 7):
        times.setdefault(BARE, []).append(_until_ended(*NOTHING))
        times.setdefault("whetstone --help", []).append(_until_ended(WHETSTONE, "--help"))
        with tempfile.TemporaryDirectory() as folder:
            for when in ("first start", "again"):
                with serving("run", "/readyz", folder) as (_, took):
                    times.setdefault(f"whetstone run, {when}, until ready", []).append(took)
        with tempfile.TemporaryDirectory() as folder, serving("demo", "/", folder) as (_, took):
            times.setdefault("whetstone demo, first start, until its page", []).append(took)
    floor = median(times.pop(BARE))
    return [Figure("start", name, median(each), floor, BARE) for name, each in times.items()]


def memory(quick: bool) -> list[Figure]:
    """Resident memory once the pages answer and nothing is asked of them."""
    if not Path("/proc/self/status").exists():
        return []
    held: dict[str, list[float]] = {}
    for _ in range(1 if quick else 3):
        waiting = (sys.executable, "-c", "input()")
        with subprocess.Popen(waiting, stdin=subprocess.PIPE) as bare:
            held.setdefault("bare", []).append(_settled(bare.pid))
            bare.communicate(b"\n")
        for command, path in (("run", "/readyz"), ("demo", "/")):
            with tempfile.TemporaryDirectory() as folder, serving(command, path, folder) as (it, _):
                held.setdefault(command, []).append(_settled(it.pid))
    floor = median(held.pop("bare"))
    return [
        Figure("memory", f"whetstone {name}, at rest", median(each), floor, "bare Python", "MB")
        for name, each in held.items()
    ]


def _until_ended(*command: str) -> float:
    return milliseconds(lambda: subprocess.run(command, check=True, stdout=subprocess.DEVNULL))


@contextmanager
def serving(
    command: str, path: str, folder: str
) -> Iterator[tuple[subprocess.Popen[bytes], float]]:
    """The process, and the milliseconds from its start until `path` answered with 200."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    keep = {k: v for k, v in os.environ.items() if k in ("PATH", "HOME", "SYSTEMROOT", "TZ")}
    database = f"sqlite:///{Path(folder) / 'whetstone.db'}"
    settings = keep | {"DATABASE_URL": database, "PORT": str(port), "LOG_LEVEL": "ERROR"}
    begun = time.perf_counter()
    process = subprocess.Popen(
        (WHETSTONE, command), cwd=folder, env=settings, stdout=subprocess.DEVNULL
    )
    try:
        while not _answers(f"http://127.0.0.1:{port}{path}"):
            took = time.perf_counter() - begun
            if process.poll() is not None or took > 60:
                raise RuntimeError(f"whetstone {command} did not come up")
            time.sleep(0.01)
        yield process, 1000 * (time.perf_counter() - begun)
    finally:
        process.terminate()
        process.wait(30)


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=5) as response:
            return bool(response.status == 200)
    except (urllib.error.URLError, OSError):
        return False


def _settled(pid: int) -> float:
    """Megabytes, once five looks in a row say the same to 1 %."""
    seen: Sequence[float] = []
    while len(seen) < 5 or max(seen) > 1.01 * min(seen):
        status = Path(f"/proc/{pid}/status").read_text()
        match = re.search(r"VmRSS:\s+(\d+) kB", status)
        seen = [*seen[-4:], int(match[1]) / 1024 if match else 0.0]
        time.sleep(0.2)
    return seen[-1]
