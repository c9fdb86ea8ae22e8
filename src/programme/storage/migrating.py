"""Bringing a database to the newest shape, safely when two processes try at once.

Alembic is imported where it is used: serving pages and taking an import in need none of it.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import create_engine, inspect, make_url, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from programme.storage.database import WATCHED, Database

if TYPE_CHECKING:
    from alembic.config import Config

_HOME = Path(__file__).resolve().parents[3]
MIGRATIONS = _HOME / "migrations"
_REVISION = re.compile(r'^revision = "(\w+)"', re.MULTILINE)
_FOLLOWS = re.compile(r'^down_revision = "(\w+)"', re.MULTILINE)


def alembic_config(url: str) -> Config:
    """Alembic's configuration for the database at `url`."""
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))  # its file would expand a %
    config.set_main_option("path_separator", "os")
    config.attributes["url"] = url
    return config


def upgrade(url: str, to: str = "head") -> None:
    """Run the migrations. PostgreSQL holds an advisory lock meanwhile, SQLite its write lock, so two calls queue."""
    from alembic import command

    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite" and parsed.database not in (None, "", ":memory:"):
        Path(str(parsed.database)).parent.mkdir(parents=True, exist_ok=True)
    command.upgrade(alembic_config(url), to)


def downgrade(url: str, to: str = "base") -> None:
    """Undo migrations down to `to`."""
    from alembic import command

    command.downgrade(alembic_config(url), to)


def newest_revision() -> str:
    """The revision this release expects the database to be at: the one migration that none follows."""
    found = {file.name: file.read_text() for file in (MIGRATIONS / "versions").glob("*.py")}
    followed = {one[1] for text in found.values() for one in _FOLLOWS.finditer(text)}
    newest = {one[1] for text in found.values() for one in _REVISION.finditer(text)} - followed
    if len(newest) != 1:
        raise RuntimeError(f"there is not one newest migration: {sorted(newest)}")
    return newest.pop()


def revision_of(url: str) -> str | None:
    """The revision the database is at, None for an empty one."""
    driver = _driver(url)
    watched = {} if driver == "sqlite" else WATCHED  # a server that is there and says nothing is away
    engine = create_engine(make_url(url).set(drivername=driver), connect_args=watched)
    try:
        with Session(engine) as db:
            return _revision(db) if inspect(engine).has_table("alembic_version") else None
    finally:
        engine.dispose()


def has_revision(database: Database, revision: str) -> bool:
    """Whether the database can be reached and is at `revision`: one statement on a connection that is open already."""
    try:
        return database.read_now(_revision) == revision
    except DBAPIError:
        return False


def _revision(db: Session) -> str | None:
    return db.execute(text("SELECT version_num FROM alembic_version")).scalar_one_or_none()


def _driver(url: str) -> str:
    return "sqlite" if make_url(url).get_backend_name() == "sqlite" else "postgresql+psycopg"
