"""A database's error as a sentence of ours: its own words quote addresses, passwords and rows."""

from __future__ import annotations

from sqlalchemy.exc import DBAPIError, SQLAlchemyError

NO_DATABASE = "There is no database yet. Run `programme migrate` first."
NOT_THIS_SHAPE = "The database is not at this release's shape. Run `programme migrate` first."
AWAY = "The database cannot be reached. Check PROGRAMME_DATABASE_URL, and that the database is running."

_SQLITE = {
    "SQLITE_CANTOPEN": "The database cannot be opened. Its folder must exist, and this account must be allowed to "
    "write in it.",
    "SQLITE_READONLY": "The database cannot be written. This account must be allowed to write the file and the folder "
    "it is in.",
    "SQLITE_PERM": "The database cannot be opened by this account.",
    "SQLITE_AUTH": "The database cannot be opened by this account.",
    "SQLITE_BUSY": "The database is in use by something that does not let go. Try again; nothing was written.",
    "SQLITE_LOCKED": "The database is in use by something that does not let go. Try again; nothing was written.",
    "SQLITE_FULL": "The disk of the database is full. Make room; nothing was written.",
    "SQLITE_IOERR": "The disk of the database answers with faults. Nothing was written.",
    "SQLITE_NOTADB": "The file that PROGRAMME_DATABASE_URL names is not a database.",
    "SQLITE_CORRUPT": "The database file is damaged. Restore it from a copy.",
}
_POSTGRES = {
    "28": "The database does not know this role or its password. Check PROGRAMME_DATABASE_URL.",
    "3D": "The database server has no database of that name. Check PROGRAMME_DATABASE_URL, or create it.",
    "42501": "The role in PROGRAMME_DATABASE_URL may not do this. It has to own the product's tables.",
    "42P01": NOT_THIS_SHAPE,
    "42703": NOT_THIS_SHAPE,
    "53100": "The disk of the database is full. Make room; nothing was written.",
    "53": "The database server takes no more connections. Try again; nothing was written.",
    "55P03": "The database is in use by something that does not let go. Try again; nothing was written.",
    "57014": "The database took too long. Try again; nothing was written.",
    "57": "The database is stopping or starting. Try again; nothing was written.",
    "25006": "The database can only be read: it is a copy, or set to read only. Nothing was written.",
    "22": "A value is too long or too large for the database. Nothing was written.",
}


def sentence_for(failed: SQLAlchemyError) -> str:
    """The sentence for whoever typed a command."""
    cause = failed.orig if isinstance(failed, DBAPIError) else None
    if (name := getattr(cause, "sqlite_errorname", None)) is not None:
        if name == "SQLITE_ERROR" and "no such" in str(cause):
            return NOT_THIS_SHAPE
        return _longest(_SQLITE, name) or _unknown(failed)
    if sqlstate := getattr(cause, "sqlstate", None):
        return _longest(_POSTGRES, sqlstate) or _unknown(failed)
    if isinstance(failed, DBAPIError) and type(cause).__name__ in ("OperationalError", "ConnectionTimeout"):
        return AWAY
    return _unknown(failed)


def _longest(sentences: dict[str, str], code: str) -> str | None:
    """The sentence of the longest key that `code` begins with."""
    fitting = sorted((key for key in sentences if code.startswith(key)), key=len)
    return sentences[fitting[-1]] if fitting else None


def _unknown(failed: SQLAlchemyError) -> str:
    return f"The database refused ({type(failed).__name__}). Nothing was written."
