"""Hourly data of Open-Meteo: a list of times, and for each variable a list of its values at these times."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import TypeVar

from services.net.bodies import Body, Lenient, LimitedList, UnixTime

ONE_HOUR = timedelta(hours=1)

Value = TypeVar("Value")


class HourlyColumns(Body):
    """Base class of hourly data. Subclasses add a field for each variable, with the name that Open-Meteo uses."""

    time: Lenient[LimitedList[UnixTime]] = None

    @classmethod
    def variables(cls) -> list[str]:
        """Return the names of the variables in the order of the fields."""
        return [name for name in cls.model_fields if name != "time"]

    def times(self) -> list[tuple[int, datetime]]:
        """Return the index and the time, in UTC, of each hour with a valid time."""
        return [
            (index, datetime.fromtimestamp(seconds, UTC))
            for index, seconds in enumerate(self.time or ())
            if seconds is not None
        ]


def value_at(column: Sequence[Value | None] | None, index: int) -> Value | None:
    """Return the value at *index* of a *column*; None if it is missing."""
    return column[index] if column is not None and index < len(column) else None
