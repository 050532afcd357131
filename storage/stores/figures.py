"""What the metrics show, read from the database, so that every process shows the same."""

import datetime as dt
from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import Table, func, select

from storage.connections.session import Session
from storage.schema.tables import answers, critiques, inbox, jobs, rounds, sends, tracks
from storage.stores.records import ModelCalls


class Figure(NamedTuple):
    """One sample: a metric's name without its prefix, what it tells, its label if any."""

    name: str
    about: str
    value: float
    state: str = ""


async def figures(session: Session, now: dt.datetime) -> Sequence[Figure]:
    """Counts by state, and what model calls came to since midnight UTC."""
    found = [
        *await _by_state(session, tracks, "tracks", "Tracks"),
        *await _by_state(session, rounds, "rounds", "Rounds"),
        *await _by_state(session, answers, "answers", "Answers"),
        *await _by_state(session, sends, "sends", "Outgoing messages"),
        Figure("critiques", "Critiques stored.", float(await _count(session, critiques))),
        Figure("inbox", "Replies that wait for their turn.", float(await _count(session, inbox))),
    ]
    if session.dialect == "sqlite":
        found += await _by_state(session, jobs, "jobs", "Jobs")
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
    spent = await ModelCalls(session).spending(midnight)
    today = "today, UTC"
    return [
        *found,
        Figure("model_calls", f"Calls to models {today}.", spent.calls),
        Figure("model_calls_failed", f"Calls to models that failed {today}.", spent.failed),
        Figure("model_calls_reused", f"Judgements reused {today}.", spent.reused),
        Figure("model_cost_dollars", f"What calls to models cost {today}.", spent.cost),
        Figure("model_cache_share", "Input tokens from the provider's cache.", spent.cache_share),
        Figure("model_latency_p50_seconds", f"Median latency {today}.", spent.latency_p50),
        Figure("model_latency_p95_seconds", f"95th percentile {today}.", spent.latency_p95),
    ]


async def _by_state(session: Session, table: Table, name: str, what: str) -> list[Figure]:
    number = func.count().label("number")
    query = select(table.c.state, number).group_by(table.c.state).order_by(table.c.state)
    about = f"{what} by state."
    return [
        Figure(name, about, float(row["number"]), str(getattr(row["state"], "value", row["state"])))
        for row in await session.rows(query)
    ]


async def _count(session: Session, table: Table) -> int:
    return int(await session.value(select(func.count()).select_from(table)))
