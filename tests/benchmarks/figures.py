"""Figures: each beside its floor, the cheapest thing that could do the same work."""

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from statistics import median, quantiles
from time import perf_counter


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured number and its floor, both in `unit` (ms, MB, r, or something per second)."""

    bench: str
    name: str
    value: float
    floor: float
    floor_name: str
    unit: str = "ms"
    more_is_better: bool = False

    @property
    def ratio(self) -> float:
        """How many times the floor it costs; for what should be large, the share of the floor."""
        return self.value / self.floor

    def as_json(self) -> dict[str, object]:
        return asdict(self) | {"ratio": self.ratio}


def milliseconds(work: Callable[[], object]) -> float:
    start = perf_counter()
    work()
    return 1000 * (perf_counter() - start)


def percentiles(rounds: Sequence[Sequence[float]]) -> dict[str, float]:
    """p50, p95 and p99: of each round by itself, then the median over the rounds."""
    cuts = [quantiles(times, n=100, method="inclusive") for times in rounds]
    return {f"p{p}": median(c[p - 1] for c in cuts) for p in (50, 95, 99)}


def beside(
    bench: str,
    name: str,
    times: Sequence[Sequence[float]],
    floor_name: str,
    floors: Sequence[Sequence[float]],
) -> list[Figure]:
    """Three figures, each percentile beside the same percentile of the floor."""
    ours, theirs = percentiles(times), percentiles(floors)
    return [Figure(bench, f"{name}, {p}", ours[p], theirs[p], floor_name) for p in ours]


def table(figures: Sequence[Figure]) -> str:
    """As a Markdown table, so that it reads in a terminal and in docs/benchmarks.md."""
    head = ("what", "measured", "floor", "ratio", "the floor is")
    rows = [
        (
            f"{f.bench}: {f.name}",
            f"{_short(f.value)} {f.unit}",
            f"{_short(f.floor)} {f.unit}",
            f"{f.ratio:.2g}" if f.ratio < 10 else f"{f.ratio:.0f}",
            f.floor_name,
        )
        for f in figures
    ]
    widths = [max(len(row[i]) for row in (head, *rows)) for i in range(len(head))]
    lines = ["| " + " | ".join(map(str.ljust, row, widths)) + " |" for row in (head, *rows)]
    lines.insert(1, "|" + "|".join("-" * (width + 2) for width in widths) + "|")
    return "\n".join(lines)


def _short(number: float) -> str:
    return f"{number:,.0f}" if number >= 100 else f"{number:.3g}"
