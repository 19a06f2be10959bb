"""The address of the database: a file of SQLite's, or a server of PostgreSQL's."""

from sqlalchemy import URL, make_url
from sqlalchemy.exc import ArgumentError

from services.errors import BadAddress

NEITHER = (
    "it is neither sqlite+aiosqlite:///FILE nor postgresql+asyncpg://USER:PASSWORD@HOST/DATABASE, "
    "where special characters of a password are percent-encoded"
)

LAST_PORT = 65535


def read_address(url: str) -> URL:
    """Return the address in parts; raise BadAddress for what leads to no database that is ours to use."""
    try:
        address = make_url(url)
    except (ArgumentError, ValueError):
        raise BadAddress(NEITHER) from None  # what it complains of may be half of a password
    match address.drivername:
        case "sqlite+aiosqlite" if address.host is None:
            if address.database in {None, "", ":memory:"} or str(address.database).startswith("file:"):
                raise BadAddress("it must be a file, named after ///: the journal has to outlive the process")
        case "postgresql+asyncpg":
            if address.port is not None and not 0 < address.port <= LAST_PORT:
                raise BadAddress(f"its port {address.port} is not one from 1 to {LAST_PORT}")
            # For what is missing the driver would take whatever the environment or the system has.
            for part in ("host", "database"):
                if not (getattr(address, part) or address.query.get(part)):
                    raise BadAddress(f"the {part} is missing in postgresql+asyncpg://USER:PASSWORD@HOST/DATABASE")
        case _:
            raise BadAddress(NEITHER)
    return address
