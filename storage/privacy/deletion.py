"""Deletes all that belongs to a team or a member: every row that leads to it by its references."""

from functools import reduce
from operator import or_
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Select,
    Table,
    delete,
    false,
    literal_column,
    select,
    table,
)

from storage.connections.session import Session
from storage.schema.metadata import metadata
from storage.schema.tables import jobs, teams

# What the args of jobs name, and the table whose ids they are.
_NAMED = {
    "team": "teams",
    "round": "rounds",
    "member": "members",
    "answer": "answers",
    "track": "tracks",
    "critique": "critiques",
    "interview": "interviews",
}


async def delete_team(session: Session, team_id: int) -> None:
    """Jobs that run just now find nothing to do; those that wait or are parked go too."""
    await delete_jobs(session, about(session, team_id))
    await delete_rows(session, team_id)


async def delete_rows(session: Session, ident: int, root: Table = teams) -> None:
    for each in reversed(metadata.sorted_tables):
        mine = belongs(each, ident, root)
        if mine is not None:
            await session.count(delete(each).where(mine))


def belongs(each: Table, ident: int, root: Table = teams) -> ColumnElement[bool] | None:
    """Whether a row of that table is of the root's row with that id; None for a table in which
    none can be."""
    if each is root:
        return root.c.id == ident
    ways = [
        key.parent.in_(ids)
        for key in each.foreign_keys
        if key.column.table is not each
        and (ids := ids_of(key.column.table, ident, root)) is not None
    ]
    return reduce(or_, ways) if ways else None


def ids_of(each: Table, ident: int, root: Table = teams) -> Select[Any] | None:
    """The ids of the rows that `belongs` says."""
    mine = belongs(each, ident, root)
    return None if mine is None else select(each.c.id).where(mine)


async def delete_jobs(session: Session, named: ColumnElement[bool]) -> None:
    """Those that do not run just now; one that runs may still want to say how it ended."""
    if session.dialect == "sqlite":
        await session.count(delete(jobs).where(jobs.c.state != "running", named))
    else:
        waiting: ColumnElement[bool] = literal_column("status <> 'doing'")
        await session.count(delete(table("procrastinate_jobs")).where(waiting, named))


def about(session: Session, ident: int, root: Table = teams) -> ColumnElement[bool]:
    """Whether a job's arguments name a row that belongs there."""
    named: ColumnElement[bool] = false()
    for name, other in _NAMED.items():
        ids = ids_of(metadata.tables[other], ident, root)
        if ids is not None:
            number: ColumnElement[int] = literal_column(
                f"CAST({argument(session, name)} AS bigint)"
            )
            named = named | number.in_(ids)
    return named


def argument(session: Session, name: str) -> str:
    """A job's argument as text, in SQL."""
    if session.dialect == "sqlite":
        return f"json_extract(args, '$.{name}')"
    return f"args ->> '{name}'"
