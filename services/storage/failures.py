"""Converts the errors of SQLAlchemy and of the database drivers to the exceptions in `services.errors`."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import ArgumentError, DBAPIError, SQLAlchemyError

from services.errors import BadDatabaseAddress, StorageError

PERMANENT_ERRORS = (
    *("SQLITE_CANTOPEN", "SQLITE_NOTADB", "SQLITE_PERM", "SQLITE_READONLY"),
    # PostgreSQL: invalid authorization, no such database, no privilege, read-only transaction
    *("28", "3D", "42501", "25006"),
)
"""Prefixes of the codes of permanent errors, which last until the operator changes the address or the database."""

POOLER_ERRORS = ("42P05", "26000")
"""Codes of the errors that a connection pooler causes: a prepared statement already exists, or is missing."""

POOLER_MESSAGE = (
    "a connection pooler such as PgBouncer shares the server's sessions between transactions, but the bot needs "
    "sessions of its own; connect to PostgreSQL directly, or set pool_mode = session"
)


@contextmanager
def convert_storage_errors() -> Iterator[None]:
    """Convert errors of SQLAlchemy and of the drivers to StorageError, and PERMANENT_ERRORS to BadDatabaseAddress.

    The message of the raised error is one line for the operator.
    """
    try:
        yield
    except DBAPIError as exc:
        code = getattr(exc.orig, "sqlite_errorname", None) or getattr(exc.orig, "sqlstate", None) or ""
        if code in POOLER_ERRORS:
            raise BadDatabaseAddress(POOLER_MESSAGE) from exc
        if code.startswith(PERMANENT_ERRORS):
            raise BadDatabaseAddress(_one_line(exc.orig)) from exc
        raise StorageError(f"the database does not work: {_one_line(exc.orig)}") from exc
    except (SQLAlchemyError, OSError) as exc:  # OSError: a timeout, or no connection
        raise StorageError(f"the database does not work: {_one_line(exc)}") from exc
    except Exception as exc:
        # SQLAlchemy does not convert the InternalClientError of asyncpg, which a cut connection may cause.
        if not type(exc).__module__.startswith("asyncpg."):
            raise
        raise StorageError(f"the database does not work: {_one_line(exc)}") from exc


@contextmanager
def convert_option_errors() -> Iterator[None]:
    """Raise BadDatabaseAddress if the driver rejects an option in the query string of the address."""
    try:
        yield
    except (TypeError, ValueError, ArgumentError) as exc:
        raise BadDatabaseAddress(_one_line(exc)) from exc


def _one_line(error: BaseException | None) -> str:
    return "no answer in time" if isinstance(error, TimeoutError) else " ".join(str(error).split())
