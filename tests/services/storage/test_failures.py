"""Errors of the drivers, as the operator sees them."""

import pytest
from sqlalchemy.exc import DBAPIError

from services.errors import BadDatabaseAddress, StorageError
from services.storage.failures import convert_storage_errors


class DriverError(Exception):
    """An error of a driver with PostgreSQL's code."""

    def __init__(self, code: str) -> None:
        super().__init__(f"error {code}")
        self.sqlstate = code


@pytest.mark.parametrize("code", ["42P05", "26000"])
def test_errors_that_a_connection_pooler_causes_say_what_to_change(code: str) -> None:
    with pytest.raises(BadDatabaseAddress, match="pool_mode = session"), convert_storage_errors():
        raise DBAPIError("SELECT 1", {}, DriverError(code))


def test_other_errors_of_postgresql_are_temporary() -> None:
    with pytest.raises(StorageError, match="error 57P01") as raised, convert_storage_errors():
        raise DBAPIError("SELECT 1", {}, DriverError("57P01"))
    assert not isinstance(raised.value, BadDatabaseAddress)
