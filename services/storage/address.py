"""Parses and checks `DATABASE_URL`, the address of a SQLite file or of a database on a PostgreSQL server."""

from sqlalchemy import URL, make_url
from sqlalchemy.exc import ArgumentError

from services.errors import BadDatabaseAddress

BAD_SCHEME_MESSAGE = (
    "it is neither sqlite+aiosqlite:///FILE nor postgresql+asyncpg://USER:PASSWORD@HOST/DATABASE, "
    "where special characters of a password are percent-encoded"
)
"""Message for an address that is neither a SQLite file nor a PostgreSQL server."""

MAX_PORT = 65535
"""Highest port number of TCP."""


def parse_address(url: str) -> URL:
    """Return the parsed *url*.

    Raise BadDatabaseAddress if *url* is not the address of a database that the bot supports.
    """
    try:
        address = make_url(url)
    except (ArgumentError, ValueError):
        raise BadDatabaseAddress(
            BAD_SCHEME_MESSAGE
        ) from None  # the original error may contain a part of the password
    match address.drivername:
        case "sqlite+aiosqlite" if address.host is None:
            if address.database in {None, "", ":memory:"} or str(address.database).startswith("file:"):
                raise BadDatabaseAddress(
                    "it must be a file, named after ///: the journal has to outlive the process"
                )
        case "postgresql+asyncpg":
            if address.port is not None and not 0 < address.port <= MAX_PORT:
                raise BadDatabaseAddress(f"its port {address.port} is not one from 1 to {MAX_PORT}")
            # If the host or the database were missing, asyncpg would use a default of the operating system.
            for part in ("host", "database"):
                if not (getattr(address, part) or address.query.get(part)):
                    raise BadDatabaseAddress(
                        f"the {part} is missing in postgresql+asyncpg://USER:PASSWORD@HOST/DATABASE"
                    )
        case _:
            raise BadDatabaseAddress(BAD_SCHEME_MESSAGE)
    return address
