"""The errors of the database and its drivers, translated into those of `services.errors`."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import ArgumentError, DBAPIError, SQLAlchemyError

from services.errors import BadAddress, StorageError

REFUSALS = (
    *("SQLITE_CANTOPEN", "SQLITE_NOTADB", "SQLITE_PERM", "SQLITE_READONLY"),
    # PostgreSQL: invalid authorization, no such database, no privilege, read-only transaction
    *("28", "3D", "42501", "25006"),
)
"""Prefixes of the error codes that last until somebody changes the address or what is there."""


@contextmanager
def storage_errors() -> Iterator[None]:
    """Raise StorageError, with a line for the operator, for what the database and its driver raise.

    Raise BadAddress where waiting does not help.
    """
    try:
        yield
    except DBAPIError as exc:
        code = getattr(exc.orig, "sqlite_errorname", None) or getattr(exc.orig, "sqlstate", None) or ""
        if code.startswith(REFUSALS):
            raise BadAddress(_one_line(exc.orig)) from exc
        raise StorageError(f"the database does not work: {_one_line(exc.orig)}") from exc
    except (SQLAlchemyError, OSError) as exc:  # OSError: no connection, or no answer in time
        raise StorageError(f"the database does not work: {_one_line(exc)}") from exc


@contextmanager
def option_errors() -> Iterator[None]:
    """Raise BadAddress for an option after the ? that the driver does not take."""
    try:
        yield
    except (TypeError, ValueError, ArgumentError) as exc:
        raise BadAddress(_one_line(exc)) from exc


def _one_line(error: BaseException | None) -> str:
    return "no answer in time" if isinstance(error, TimeoutError) else " ".join(str(error).split())
