"""Statements of columns, put into their final words once an engine and run on the driver itself.

SQLAlchemy makes the text and says how every value is bound and read. It leaves out how SQLAlchemy finds out at each run
that it has done all that before: for a small statement that costs several times what the statement does.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any, cast

from sqlalchemy import Enum
from sqlalchemy.exc import DBAPIError

if TYPE_CHECKING:
    from sqlalchemy import Connection, Dialect, Executable
    from sqlalchemy.engine.default import DefaultDialect
    from sqlalchemy.engine.interfaces import DBAPICursor
    from sqlalchemy.sql.compiler import SQLCompiler
    from sqlalchemy.types import TypeEngine

_Row = tuple[Any, ...]
_Convert = Callable[[Any], Any]


@dataclass(frozen=True, slots=True)
class RawRows:
    """The result of a statement: the names of its columns, and its rows in the order of those."""

    names: tuple[str, ...] = ()
    cells: Sequence[_Row] = ()


@dataclass(frozen=True, slots=True)
class Prepared:
    """A statement in the words of one engine. `fixed` is what it binds of itself, `names` what is handed to it."""

    text: str
    sent: str | bytes
    cursor_on: Callable[[Any], DBAPICursor]
    fixed: Mapping[str, Any]
    binding: Mapping[str, _Convert]
    in_order: Sequence[str]
    reading: Sequence[tuple[int, _Convert]]
    names: tuple[str, ...]

    def run(self, connection: Connection, values: Mapping[str, Any]) -> RawRows:
        """Run it in the connection's transaction. Raises what SQLAlchemy does."""
        bound = self._bound(values)
        cursor = self.cursor_on(connection.connection.dbapi_connection)
        try:
            for heard in connection.engine.dispatch.before_cursor_execute:
                heard(connection, cursor, self.text, bound, None, False)
            cursor.execute(self.sent, bound)
            return RawRows(self.names, self._read(cursor.fetchall())) if self.names else RawRows()
        except connection.dialect.loaded_dbapi.Error as failed:
            raise _wrapped(connection, self.text, failed, cursor) from failed
        finally:
            cursor.close()

    def _bound(self, values: Mapping[str, Any]) -> _Row:
        binding = self.binding
        given = {name: binding[name](value) if name in binding else value for name, value in values.items()}
        everything = {**self.fixed, **given}
        return tuple([everything[name] for name in self.in_order])

    def _read(self, found: Iterable[Sequence[Any]]) -> list[_Row]:
        if not self.reading:
            return list(map(tuple, found))
        rows = []
        for row in found:
            cells = list(row)
            for place, read in self.reading:
                cells[place] = read(cells[place])
            rows.append(tuple(cells))
        return rows


@lru_cache(maxsize=1000)
def prepared(statement: Executable, dialect: Dialect, names: tuple[str, ...]) -> Prepared | None:
    """The statement, to be run with values of these names; None for one that is put together anew for every run (a list
    of parameters, columns with defaults of ours), which SQLAlchemy has to run.

    Statements are told apart by being another object: one that is built at every call would be prepared at every call.
    """
    driver = _driver_of(dialect)
    compiled = cast("SQLCompiler", statement.compile(dialect=driver.dialect, column_keys=list(names)))  # type: ignore[attr-defined]
    if compiled.post_compile_params or compiled.literal_execute_params:
        return None
    if compiled.insert_prefetch or compiled.update_prefetch:
        return None
    binding = _binding(compiled, dialect)
    fixed = {
        name: binding[name](value) if name in binding else value
        for name, value in compiled.params.items()
        if name not in names
    }
    columns = list(statement.exported_columns)  # type: ignore[attr-defined]
    return Prepared(
        text=compiled.string,
        sent=driver.sent(compiled.string),
        cursor_on=driver.cursor_on,
        fixed=fixed,
        binding={name: convert for name, convert in binding.items() if name in names},
        in_order=compiled.positiontup or (),
        reading=[(place, read) for place, column in enumerate(columns) if (read := _reading(column.type, dialect))],
        names=tuple(statement.exported_columns.keys()),  # type: ignore[attr-defined]
    )


@dataclass(frozen=True, slots=True)
class _Driver:
    """How a driver is told of a statement: the dialect that marks the places of its values, the form of the text."""

    dialect: Dialect
    sent: Callable[[str], str | bytes]
    cursor_on: Callable[[Any], DBAPICursor]


@lru_cache(maxsize=8)
def _driver_of(dialect: Dialect) -> _Driver:
    """psycopg reads through every statement for `%(name)s`, and anew at each run where it is a long one. Its raw cursor
    sends a statement with `$1` as it stands."""
    if dialect.driver == "psycopg":
        numbered = cast("type[DefaultDialect]", type(dialect))(paramstyle="numeric_dollar")
        return _Driver(numbered, str.encode, dialect.loaded_dbapi.RawCursor)
    return _Driver(dialect, str, lambda raw: cast("DBAPICursor", raw.cursor()))


def _binding(compiled: SQLCompiler, dialect: Dialect) -> dict[str, _Convert]:
    found = {
        name: bound.type.dialect_impl(dialect).bind_processor(dialect) for bound, name in compiled.bind_names.items()
    }
    return {name: convert for name, convert in found.items() if convert is not None}


def _reading(of: TypeEngine[Any], dialect: Dialect) -> _Convert | None:
    """How a column of this type is read from the driver. A word of ours is looked up by its text."""
    if isinstance(of, Enum) and of.enum_class is not None:
        words: dict[str | None, Any] = {None: None, **{str(member.value): member for member in of.enum_class}}
        return words.__getitem__
    return of.dialect_impl(dialect).result_processor(dialect, None)


def _wrapped(connection: Connection, text: str, failed: Exception, cursor: DBAPICursor) -> BaseException:
    """The driver's error as SQLAlchemy's, which quotes no value; a connection that broke is not used again, nor are
    those that were opened with it."""
    dialect, raw = connection.dialect, connection.connection
    broken = dialect.is_disconnect(cast("Any", failed), raw, cursor)
    if broken:
        connection.invalidate(failed)
        connection.engine.dispose()
    return DBAPIError.instance(
        text,
        None,
        failed,
        dialect.loaded_dbapi.Error,
        hide_parameters=connection.engine.hide_parameters,
        connection_invalidated=broken,
        dialect=dialect,
    )
