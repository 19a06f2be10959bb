"""Reads hourly data of Open-Meteo.

The data consist of a list of times and, for each variable, a list of values at these times.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import TypeVar

from services.interning import interned_datetime
from services.net.bodies import Body, Lenient, LimitedList, UnixTime

ONE_HOUR = timedelta(hours=1)

Value = TypeVar("Value")


class HourlyColumns(Body):
    """Base class of hourly data.

    A subclass adds a field for each variable; the field has the variable's name in Open-Meteo.
    """

    time: Lenient[LimitedList[UnixTime]] = None

    @classmethod
    def variable_names(cls) -> list[str]:
        """Return the names of the variables, in the order of the fields of the class."""
        return [name for name in cls.model_fields if name != "time"]

    def indexed_times(self) -> list[tuple[int, datetime]]:
        """Return the index and the time in UTC of each hour whose time is valid."""
        return [
            (index, interned_datetime(seconds))
            for index, seconds in enumerate(self.time or ())
            if seconds is not None
        ]


def value_at(column: Sequence[Value | None] | None, index: int) -> Value | None:
    """Return the value at *index* of *column*; None if *column* is missing or too short."""
    return column[index] if column is not None and index < len(column) else None
