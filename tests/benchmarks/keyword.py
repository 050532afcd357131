"""The keyword check against marks that people gave, where that data is at hand."""

import contextlib
import io
import json
from pathlib import Path

from tests.benchmarks import bench_keyword
from tests.benchmarks.figures import Figure

SHIPPED, PLAIN = "root of the mean of the four (shipped)", "BM25"


def run(data: Path | None) -> list[Figure]:
    """None where the data is absent."""
    if data is None:
        return []
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        bench_keyword.main(["--data", str(data)])
    report = json.loads(printed.getvalue().splitlines()[-1])
    if report["data"] == "absent":
        return []
    shipped, plain = (report["methods"][name]["pooled"] for name in (SHIPPED, PLAIN))
    name = f"Pearson r over {report['answers']:,} answers ({report['data']})"
    return [Figure("keyword", name, shipped, plain, "BM25 alone", "r", True)]
