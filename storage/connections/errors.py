"""The database's errors in the words of the person who has to mend them."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import exc

from bot.errors import StorageError

_MISTAKES = (exc.IntegrityError, exc.ProgrammingError, exc.DataError, exc.NotSupportedError)
_NOTHING = "Nothing was stored."

# By SQLite's own words and by PostgreSQL's error codes (appendix A of its manual).
_SENTENCES = {
    "locked": f"The database is locked by another program. {_NOTHING} Close that program; "
    "it works again by itself.",
    "full": f"The disk of the database is full. {_NOTHING} Free some space there; "
    "it works again by itself.",
    "readonly": f"The database cannot be written to. {_NOTHING} Let this user write the "
    "database file and its folder, or connect to a server that takes writes.",
    "unopened": "The database file cannot be opened. Check that its folder is there and "
    "that this user may write in it (DATABASE_URL).",
    "broken": f"The database file is damaged or is no database. {_NOTHING} Restore a backup, or "
    "name another file in DATABASE_URL.",
    "again": f"Two writers met in the database. {_NOTHING} The same thing goes through "
    "when tried again.",
    "failed": f"The database took back what was written. {_NOTHING} It is tried again; "
    "if this comes back, check the disk.",
    "busy": f"All connections to the database are in use. {_NOTHING} The same thing goes through "
    "when tried again; if this comes back, run more processes.",
    "away": f"The database cannot be reached. {_NOTHING} Check that its server runs and "
    "that DATABASE_URL names it.",
}
_SQLITE = {
    "database is locked": "locked",
    "database table is locked": "locked",
    "database or disk is full": "full",
    "readonly database": "readonly",
    "unable to open": "unopened",
    "malformed": "broken",
    "not a database": "broken",
}
_POSTGRES = {
    "53100": "full",
    "25006": "readonly",
    "55P03": "locked",
    "40001": "again",
    "40P01": "again",
}


def as_storage_error(error: BaseException) -> StorageError:
    """What went wrong, what that means, and what to do. Never holds values or the address."""
    if isinstance(error, StorageError):
        return error
    if isinstance(error, exc.TimeoutError):  # of the pool: no connection came free
        return StorageError(_SENTENCES["busy"])
    cause = getattr(error, "orig", None) or error
    code = getattr(cause, "sqlstate", None)
    if code:
        return StorageError(_SENTENCES[_POSTGRES.get(code, "away")])
    words = str(cause).lower()
    for sign, name in _SQLITE.items():
        if sign in words:
            return StorageError(_SENTENCES[name])
    return StorageError(_SENTENCES["failed" if isinstance(cause, sqlite3.Error) else "away"])


@contextmanager
def translated() -> Iterator[None]:
    """Raises StorageError where the database failed; mistakes in our own SQL stay as they are."""
    try:
        yield
    except _MISTAKES:
        raise
    except (exc.DBAPIError, exc.TimeoutError) as error:
        raise as_storage_error(error) from error
