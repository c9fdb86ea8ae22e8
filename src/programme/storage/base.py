"""The declarative base and the column types that behave alike on SQLite and PostgreSQL."""

from __future__ import annotations

from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

import msgspec
from sqlalchemy import JSON, BigInteger, DateTime, Dialect, Enum, Integer, MetaData, String
from sqlalchemy.orm import DeclarativeBase
from sqlalchemy.types import TypeDecorator

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}

Id = BigInteger().with_variant(Integer, "sqlite")
"""A row number: 64 bits on both engines (SQLite's INTEGER PRIMARY KEY already is)."""

Json = JSON()


class Base(DeclarativeBase):
    """Every mapped class. No relationships: queries say what they join."""

    metadata = MetaData(naming_convention=NAMING)


class UtcDateTime(TypeDecorator[datetime]):
    """An instant. Refuses naive values; gives back aware UTC on both engines."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("an instant needs a time zone")
        value = value if value.tzinfo is UTC else value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def enum_column(kind: type[StrEnum], length: int = 40) -> Enum:
    """A column of one of `kind`'s values: text with the same CHECK on both engines; a new value needs no ALTER TYPE."""
    return Enum(
        kind,
        native_enum=False,
        create_constraint=True,
        length=length,
        values_callable=lambda members: [str(member.value) for member in members],
        name=_snake(kind.__name__),
        validate_strings=True,
    )


def _snake(name: str) -> str:
    return "".join(f"_{c.lower()}" if c.isupper() else c for c in name).lstrip("_")


class WordSet(TypeDecorator[frozenset[Any]]):
    """A small set of words kept as sorted, space-separated text, so that reading it costs no second statement."""

    impl = String(200)
    cache_ok = True

    def __init__(self, kind: type[StrEnum]) -> None:
        super().__init__()
        self.kind = kind

    def process_bind_param(self, value: frozenset[Any] | None, dialect: Dialect) -> str | None:
        return None if value is None else " ".join(sorted(self.kind(word) for word in value))

    def process_result_value(self, value: str | None, dialect: Dialect) -> frozenset[Any] | None:
        return None if value is None else frozenset(self.kind(word) for word in value.split())


class OneStruct(TypeDecorator[Any]):
    """A `msgspec.Struct` kept as JSON: what is not such a thing is neither written nor read."""

    impl = JSON
    cache_ok = True

    def __init__(self, kind: type[msgspec.Struct]) -> None:
        super().__init__(none_as_null=True)
        self.kind = kind

    def process_bind_param(self, value: Any, dialect: Dialect) -> Any:
        if value is not None and not isinstance(value, self.kind):
            raise TypeError(f"it is no {self.kind.__name__}")
        return None if value is None else msgspec.to_builtins(value)

    def process_result_value(self, value: Any, dialect: Dialect) -> Any:
        return None if value is None else msgspec.convert(value, self.kind)


class StructList(TypeDecorator[list[Any]]):
    """A list kept as JSON, each of the same `msgspec.Struct`: what is not such a thing is neither written nor read."""

    impl = JSON
    cache_ok = True

    def __init__(self, kind: type[msgspec.Struct]) -> None:
        super().__init__()
        self.kind = kind

    def process_bind_param(self, value: list[Any] | None, dialect: Dialect) -> list[Any] | None:
        if value is None:
            return None
        if not all(isinstance(one, self.kind) for one in value):
            raise TypeError(f"a list of {self.kind.__name__} holds nothing else")
        plain: list[Any] = msgspec.to_builtins(value)
        return plain

    def process_result_value(self, value: list[Any] | None, dialect: Dialect) -> list[Any] | None:
        return None if value is None else msgspec.convert(value, list[self.kind])  # type: ignore[name-defined]
