"""Column types: UTC instants, JSON of our own types, and a row as one of our types."""

import datetime as dt
from collections.abc import Mapping
from enum import StrEnum
from typing import Any, TypeVar

from pydantic import TypeAdapter
from sqlalchemy import JSON, DateTime, Dialect, Enum
from sqlalchemy.types import TypeDecorator

T = TypeVar("T")


class Instant(TypeDecorator[dt.datetime]):
    """An aware datetime, stored in UTC and given back in UTC. Refuses naive ones (ValueError)."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: dt.datetime | None, dialect: Dialect) -> dt.datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("an instant needs a zone; this datetime is naive")
        value = value.astimezone(dt.UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(
        self, value: dt.datetime | None, dialect: Dialect
    ) -> dt.datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=dt.UTC) if value.tzinfo is None else value.astimezone(dt.UTC)


class AsJson(TypeDecorator[Any]):
    """A value of any type that pydantic can turn into JSON and back."""

    impl = JSON(none_as_null=True)
    cache_ok = True

    def __init__(self, kind: Any) -> None:
        super().__init__()
        self.kind = kind
        self._adapter: TypeAdapter[Any] = TypeAdapter(kind)

    def process_bind_param(self, value: Any, dialect: Dialect) -> Any:
        return None if value is None else self._adapter.dump_python(value, mode="json")

    def process_result_value(self, value: Any, dialect: Dialect) -> Any:
        return None if value is None else self._adapter.validate_python(value)


def words(kind: type[StrEnum]) -> Enum:
    """A StrEnum, stored as its value in a plain text column."""
    return Enum(
        kind,
        native_enum=False,
        create_constraint=False,
        length=20,
        values_callable=lambda members: [member.value for member in members],
    )


def values_of(item: Any) -> dict[str, Any]:
    """The fields of a dataclass without its `id`, for a table whose columns have their names."""
    return {name: getattr(item, name) for name in item.__match_args__ if name != "id"}


def as_type(kind: type[T], row: Mapping[Any, Any]) -> T:
    """The dataclass that a row holds; columns it has no field for are left out."""
    names: tuple[str, ...] = kind.__match_args__  # type: ignore[attr-defined]
    return kind(**{name: row[name] for name in names})
