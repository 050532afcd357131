"""The figures of one evaluation, each beside what it should reach."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field

from bot.evaluation import agreement, probes
from bot.evaluation.runs import Outcome

NOT_RECORDED = "not recorded"


@dataclass(frozen=True, slots=True)
class Row:
    """One figure. `least` and `most` are the limits that docs/openai.md explains."""

    id: str
    name: str
    value: float | None
    unit: str = ""  # '', '%' of a share, '$' or 's'
    least: float | None = None
    most: float | None = None

    @property
    def verdict(self) -> str:
        """'pass', 'fail', 'not recorded', or '' where nothing is asked of it."""
        if self.value is None:
            return NOT_RECORDED
        if self.least is None and self.most is None:
            return ""
        low = self.least is not None and self.value < self.least
        high = self.most is not None and self.value > self.most
        return "fail" if low or high else "pass"

    @property
    def shown(self) -> str:
        return NOT_RECORDED if self.value is None else _number(self.value, self.unit)

    @property
    def limit(self) -> str:
        if self.least is not None:
            return f"≥ {_number(self.least, self.unit)}"
        return f"≤ {_number(self.most, self.unit)}" if self.most is not None else ""


@dataclass(frozen=True, slots=True)
class Report:
    critic: str
    data: str
    answers: int
    questions: int
    runs: int
    rows: tuple[Row, ...]
    grid: list[list[int]] = field(default_factory=list)

    def as_json(self) -> dict[str, object]:
        rows = [asdict(row) | {"verdict": row.verdict} for row in self.rows]
        return asdict(self) | {"rows": rows}


@dataclass(frozen=True, slots=True)
class Material:
    """All that was judged. `runs` may be empty: then nothing is recorded."""

    runs: Sequence[Sequence[Outcome]] = ()
    injected: Sequence[Outcome] = ()
    padded: Sequence[Outcome] = ()
    timed: bool = True  # False for a replay, which takes no time that means anything


def report(critic: str, data: str, material: Material) -> Report:
    """Agreement is that of the first run; cost and time are those of all runs."""
    first = material.runs[0] if material.runs else ()
    every = [o for outcomes in material.runs for o in outcomes]
    return Report(
        critic=critic,
        data=data,
        answers=len(first),
        questions=len({o.marked.question.id for o in first}),
        runs=len(material.runs),
        rows=(*_agreement(first), *_trust(every, material), *_cost(every, material)),
        grid=agreement.grid(agreement.pairs(first)),
    )


def _agreement(first: Sequence[Outcome]) -> list[Row]:
    of = agreement.pairs(first)
    errors = [
        Row(f"error_{band}", f"mean error, {band} band", agreement.error(first, band))
        for band in agreement.BANDS
    ]
    return [
        Row("r", "r, all answers", agreement.pearson(of)),
        Row("r_within", "r within a question", agreement.within(first), least=0.76),
        Row("qwk", "QWK, levels 0 to 5", agreement.qwk(of), least=0.66),
        *errors,
    ]


def _trust(every: Sequence[Outcome], material: Material) -> list[Row]:
    first = material.runs[0] if material.runs else ()
    same = agreement.same_verdicts(material.runs)
    steady = probes.steady(first, material.injected)
    gain = probes.gain(first, material.padded)
    return [
        Row("quotes", "quotes found", agreement.quotes(every), "%", least=1.0),
        Row("same_verdicts", "same verdict in all runs", same, "%", least=0.9),
        Row("injection", "injection moves at most a level", steady, "%", least=0.95),
        Row("padding", "padding moves the mean by", gain, most=0.05),
        Row("unusable", "unusable", agreement.unusable(every), "%", most=0.01),
    ]


def _cost(every: Sequence[Outcome], material: Material) -> list[Row]:
    every = [*every, *material.injected, *material.padded]
    cost = sum(o.usage.cost for o in every) if every else None
    seconds = [o.seconds for o in every] if material.timed else []
    each = cost / len(every) if cost is not None else None
    return [
        Row("cost", "cost of this evaluation", cost, "$"),
        Row("cost_each", "cost of an answer", each, "$"),
        Row("p50", "time, p50", agreement.percentile(seconds, 50), "s"),
        Row("p95", "time, p95", agreement.percentile(seconds, 95), "s"),
    ]


def _number(value: float, unit: str) -> str:
    if unit == "%":
        return f"{100 * value:.3g} %"
    if unit == "$":
        return f"${value:.4f}"
    return f"{value:.3g} s" if unit == "s" else f"{value:.3f}"


def table(made: Report) -> str:
    """For a terminal: a line of facts, then a line per figure."""
    head = f"{made.critic} on {made.data}: {facts(made)}"
    cells = [(row.name, row.shown, row.limit, row.verdict) for row in made.rows]
    cells = [(n, s, lim, "" if s == NOT_RECORDED else v) for n, s, lim, v in cells]
    widths = [max(len(cell[at]) for cell in cells) for at in range(3)]
    lines = [
        f"{n:{widths[0]}}  {s:>{widths[1]}}  {lim:{widths[2]}}  {v}".rstrip()
        for n, s, lim, v in cells
    ]
    return "\n".join([head, *lines])


def facts(made: Report) -> str:
    if not made.runs:
        return NOT_RECORDED
    runs = f", {made.runs} runs" if made.runs > 1 else ""
    return f"{made.answers:,} answers to {made.questions} questions{runs}"
