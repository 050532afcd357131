"""`whetstone eval`."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from adapters.keyword import KeywordCritic
from adapters.keyword.similarity import similarity
from adapters.web.theme import css
from bot import logs
from bot.cli.common import run, with_settings
from bot.critiques import critique
from bot.errors import InvalidInput
from bot.evaluation import probes, runs
from bot.evaluation.data import Marked, read, sample
from bot.evaluation.page import page
from bot.evaluation.report import Material, report, table
from bot.model import Finding
from bot.ports import Critic
from bot.settings import Settings
from questions import open_bank


@click.command()
@click.option("--critic", type=click.Choice(["keyword", "openai"]), default="keyword")
@click.option(
    "--data",
    type=click.Path(exists=True, path_type=Path),
    required=True,
    help="JSON lines, or the English folder of SAF.",
)
@click.option("--json", "as_json", is_flag=True, help="As JSON, for machines.")
@click.option("--limit", type=click.IntRange(1), help="Judge so many, spread evenly.")
@click.option("--runs", "times", type=click.IntRange(1, 10), default=1, show_default=True)
@click.option(
    "--probes",
    "probed",
    type=click.IntRange(0),
    default=0,
    help="Judge so many again with an order to the grader, and with padding.",
)
@click.option("--report", "shown", type=click.Path(path_type=Path), help="Write a page here.")
@click.option("--record", type=click.Path(path_type=Path), help="Keep what the model answers.")
@click.option(
    "--replay",
    type=click.Path(exists=True, path_type=Path),
    help="Answer from what was kept; nothing is called and no key is needed.",
)
@with_settings
def command(
    settings: Settings,
    critic: str,
    data: Path,
    as_json: bool,
    limit: int | None,
    times: int,
    probed: int,
    shown: Path | None,
    record: Path | None,
    replay: Path | None,
) -> None:
    """How well a critic agrees with people, what it costs and how long it takes."""
    logs.set_up("WARNING", settings.log_format)  # a line per call would break up the bar
    if critic == "keyword" and (record or replay):
        raise InvalidInput("--record and --replay are for --critic openai.")
    plan = _Plan(sample(read(data, open_bank(settings.bank_path)), limit), times, probed)
    if critic == "keyword":
        name, material = KeywordCritic.name, run(_judged(KeywordCritic(), _likeness, plan))
    else:
        name, material = run(_by_model(settings, plan, record, replay))
    made = report(name, data.name, material)
    if shown:
        shown.write_text(page(made, css()), encoding="utf-8")
    click.echo(json.dumps(made.as_json(), indent=2) if as_json else table(made))


@dataclass(frozen=True, slots=True)
class _Plan:
    marked: Sequence[Marked]
    times: int
    probed: int


def _likeness(marked: Marked, findings: Sequence[Finding]) -> float:
    """The keyword check grades nobody; how near the wording comes is its nearest thing."""
    question = marked.question
    return similarity(question.prompt, question.model_answer, marked.answer)


def _points(marked: Marked, findings: Sequence[Finding]) -> float:
    return critique.score(findings) / 5


async def _judged(
    critic: Critic, score: runs.Score, plan: _Plan, *, timed: bool = True
) -> Material:
    columns = (TextColumn("Judging"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    some = plan.marked[: plan.probed]
    with Progress(*columns, console=Console(stderr=True)) as bar:
        task = bar.add_task("", total=len(plan.marked) * plan.times + 2 * len(some))

        async def judged(marked: Sequence[Marked]) -> list[runs.Outcome]:
            return await runs.run(critic, marked, score, lambda: bar.advance(task))

        return Material(
            [await judged(plan.marked) for _ in range(plan.times)],
            await judged(probes.injected(some)),
            await judged(probes.padded(some)),
            timed,
        )


async def _by_model(
    settings: Settings, plan: _Plan, record: Path | None, replay: Path | None
) -> tuple[str, Material]:
    """The critic's name, and what it made of the answers: nothing without a key or a recording."""
    from adapters.openai import Limits, OpenAICritic, Prices
    from adapters.openai.recording import Recorder, Replay, through

    key = settings.openai_api_key
    critic = OpenAICritic(
        key.get_secret_value() if key and not replay else "none",
        model=settings.openai_model,
        prices=Prices(*settings.openai_prices),
        base_url=settings.openai_base_url,
        limits=Limits(deadline=settings.review_deadline_seconds),
    )
    if key is None and not replay:
        click.echo("Nothing was run: OPENAI_API_KEY is not set.", err=True)
        return critic.name, Material()
    kept = Replay(replay) if replay else Recorder(record) if record else None
    used = through(critic, kept) if kept else critic
    try:
        material = await _judged(used, _points, plan, timed=not replay)
    finally:
        await used.close()
    if isinstance(kept, Replay):
        kept.check()
    return critic.name, material
