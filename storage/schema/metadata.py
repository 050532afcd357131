"""One MetaData for every table, and how their common columns look."""

import datetime as dt

from sqlalchemy import BigInteger, Column, ForeignKey, Integer, MetaData, Text

from storage.schema.columns import Instant

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def identity() -> Column[int]:
    # SQLite counts up by itself only for INTEGER, and keeps 64 bits in it.
    return Column("id", BigInteger().with_variant(Integer(), "sqlite"), primary_key=True)


def reference(table: str, name: str, *, null: bool = False, key: bool = False) -> Column[int]:
    target = ForeignKey(f"{table}.id")
    return Column(name, BigInteger, target, nullable=null, primary_key=key)


def string(name: str, *, null: bool = False) -> Column[str]:
    return Column(name, Text, nullable=null)


def instant(name: str, *, null: bool = False) -> Column[dt.datetime]:
    return Column(name, Instant, nullable=null)
