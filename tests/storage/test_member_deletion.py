"""Every row that leads to a member goes with them, on both databases; nobody else's does."""

from collections.abc import Mapping
from typing import Any

import pytest
from sqlalchemy import (
    Boolean,
    Column,
    Date,
    DateTime,
    LargeBinary,
    Table,
    Time,
    column,
    table,
    text,
)
from sqlalchemy.types import JSON, Float, Integer, TypeDecorator
from sqlalchemy.types import LargeBinary as Blob

from bot.errors import NotFound
from storage import SqlStore
from storage.privacy.deletion import belongs
from storage.schema.metadata import metadata
from storage.schema.tables import members

KEEPS = {"model_calls", "views"}  # without the member
TIMES: Mapping[type[Any], str] = {
    DateTime: "2026-11-02 09:00:00",
    Date: "2026-11-02",
    Time: "09:00:00",
}


class Filler:
    """Puts a row into each table in which a row can be a member's, with texts that say whose."""

    def __init__(self, tx: Any, mark: str, ident: int) -> None:
        self._session = tx.session
        self.mark = mark
        self.ident = ident

    async def fill(self) -> None:
        for each in metadata.sorted_tables:
            if each.name == "jobs" and self._session.dialect != "sqlite":
                continue
            values = {c.name: self._value(each, c) for c in each.columns}
            bare = table(each.name, *(column(name) for name in values))
            await self._session.count(bare.insert().values(values))

    def _value(self, each: Table, field: Column[Any]) -> Any:
        if field.foreign_keys:
            (key,) = field.foreign_keys
            return None if key.column.table is each else self.ident
        if field.name == "id":
            return self.ident
        kind: Any = field.type.impl if isinstance(field.type, TypeDecorator) else field.type
        return self._of(kind, field)

    def _of(self, kind: Any, field: Column[Any]) -> Any:
        if isinstance(kind, JSON):
            return f'["{self.mark}"]'
        if isinstance(kind, Boolean):
            return False
        if isinstance(kind, Float | Integer):
            return self.ident
        if isinstance(kind, Blob | LargeBinary):
            return self.mark.encode()
        for clock, value in TIMES.items():
            if isinstance(kind, clock):
                return value
        return f"{self.mark} {field.name}"[:20]


async def everything(tx: Any) -> dict[str, list[str]]:
    """Table to its rows as text."""
    found = {}
    for each in metadata.sorted_tables:
        if each.name != "jobs" or tx.session.dialect == "sqlite":
            rows = await tx.session.rows(text(f'SELECT * FROM "{each.name}"'))
            found[each.name] = sorted(str(dict(row)) for row in rows)
    return found


async def test_nothing_of_the_member_is_left_in_any_column_and_others_keep_all(
    store: SqlStore,
) -> None:
    async with store.transaction() as tx:
        await Filler(tx, "ZEBRA", 7000001).fill()
    async with store.reading() as tx:
        before = await everything(tx)
    async with store.transaction() as tx:
        await Filler(tx, "QUAGGA", 7000002).fill()
        await tx.personal.delete(7000002)
    async with store.reading() as tx:
        after = await everything(tx)
    for each in metadata.sorted_tables:
        if each.name not in before:
            continue
        assert set(before[each.name]) <= set(after[each.name]), f"{each.name} lost others' rows"
        new = set(after[each.name]) - set(before[each.name])
        if belongs(each, 1, members) is None:
            continue
        assert len(new) == (1 if each.name in KEEPS else 0), each.name
        for row in new:
            assert "'member_id': None" in row


async def test_a_member_who_is_not_there_cannot_be_deleted(store: SqlStore) -> None:
    async with store.transaction() as tx:
        with pytest.raises(NotFound):
            await tx.personal.delete(12)


async def test_ids_of_deleted_members_do_not_come_again(store: SqlStore) -> None:
    async with store.transaction() as tx:
        team = await tx.teams.ensure("slack", "T1", "Acme")
        ada = await tx.members.ensure(team.id, "ada", "Ada")
        await tx.personal.delete(ada.id)
        assert (await tx.members.ensure(team.id, "ada", "Ada")).id > ada.id
