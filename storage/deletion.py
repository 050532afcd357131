"""Deletes all that belongs to one team: every row that leads to it by its references."""

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

from storage.metadata import metadata
from storage.session import Session
from storage.tables import jobs, teams

# What the args of jobs name, and the table whose ids they are.
_NAMED = {
    "team": "teams",
    "round": "rounds",
    "member": "members",
    "answer": "answers",
    "track": "tracks",
    "critique": "critiques",
}


async def delete_team(session: Session, team_id: int) -> None:
    """Jobs that run just now find nothing to do; those that wait or are parked go too."""
    await session.count(_deleted_jobs(session, team_id))
    for each in reversed(metadata.sorted_tables):
        mine = belongs(each, team_id)
        if mine is not None:
            await session.count(delete(each).where(mine))


def belongs(each: Table, team_id: int) -> ColumnElement[bool] | None:
    """Whether a row of that table is the team's; None for a table that no team is in."""
    if each is teams:
        return teams.c.id == team_id
    ways = [
        key.parent.in_(ids)
        for key in each.foreign_keys
        if key.column.table is not each and (ids := _ids(key.column.table, team_id)) is not None
    ]
    return reduce(or_, ways) if ways else None


def _ids(each: Table, team_id: int) -> Select[Any] | None:
    mine = belongs(each, team_id)
    return None if mine is None else select(each.c.id).where(mine)


def _deleted_jobs(session: Session, team_id: int) -> Any:
    if session.dialect == "sqlite":
        return delete(jobs).where(_about(team_id, "CAST(json_extract(args, '$.{}') AS INTEGER)"))
    waiting: ColumnElement[bool] = literal_column("status <> 'doing'")
    about = _about(team_id, "CAST(args ->> '{}' AS bigint)")
    return delete(table("procrastinate_jobs")).where(waiting, about)


def _about(team_id: int, argument: str) -> ColumnElement[bool]:
    named: ColumnElement[bool] = false()
    for name, other in _NAMED.items():
        ids = _ids(metadata.tables[other], team_id)
        if ids is not None:
            named = named | literal_column(argument.format(name)).in_(ids)
    return named
