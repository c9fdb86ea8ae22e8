"""The hour that an instant is in, in SQL: a whole hour in UTC is one in London as well."""

from __future__ import annotations

from typing import Any

from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement

from programme.storage.base import UtcDateTime


class start_of_hour(FunctionElement[Any]):  # noqa: N801  # it reads as the function that it is in SQL
    """The first instant of the hour that the instant of this column is in."""

    type = UtcDateTime()
    inherit_cache = True


class end_of_hour(FunctionElement[Any]):  # noqa: N801
    """The first instant after that hour."""

    type = UtcDateTime()
    inherit_cache = True


@compiles(start_of_hour, "sqlite")
def _start_on_sqlite(element: Any, compiler: Any, **kw: Any) -> str:
    return f"strftime('%Y-%m-%d %H:00:00.000000', {compiler.process(element.clauses, **kw)})"


@compiles(end_of_hour, "sqlite")
def _end_on_sqlite(element: Any, compiler: Any, **kw: Any) -> str:
    return f"strftime('%Y-%m-%d %H:00:00.000000', {compiler.process(element.clauses, **kw)}, '+1 hour')"


@compiles(start_of_hour, "postgresql")
def _start_on_postgresql(element: Any, compiler: Any, **kw: Any) -> str:
    return f"date_trunc('hour', {compiler.process(element.clauses, **kw)}, 'UTC')"


@compiles(end_of_hour, "postgresql")
def _end_on_postgresql(element: Any, compiler: Any, **kw: Any) -> str:
    return f"date_trunc('hour', {compiler.process(element.clauses, **kw)}, 'UTC') + interval '1 hour'"
