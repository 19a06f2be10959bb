"""Open-Meteo's sections of hours: a list for each variable, beside the list of their times."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import TypeVar

from services.net.bodies import Body, Entries, Lenient, UnixTime

HOUR = timedelta(hours=1)

Value = TypeVar("Value")


class Hours(Body):
    """The times; subclasses add the variables, which are requested by the names of their fields."""

    time: Lenient[Entries[UnixTime]] = None

    @classmethod
    def variables(cls) -> list[str]:
        """Return the names of the variables, in order."""
        return [name for name in cls.model_fields if name != "time"]

    def starts(self) -> list[tuple[int, datetime]]:
        """Return the index and the time, in UTC, of each hour whose time can be read."""
        return [
            (index, datetime.fromtimestamp(seconds, UTC))
            for index, seconds in enumerate(self.time or ())
            if seconds is not None
        ]


def cell(column: Sequence[Value | None] | None, index: int) -> Value | None:
    """Return the value of a variable in the hour at *index*, None where the service tells none."""
    return column[index] if column is not None and index < len(column) else None
