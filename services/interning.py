"""Returns one object for equal values, so that thousands of cached results take less memory."""

from datetime import UTC, datetime
from functools import lru_cache


@lru_cache(maxsize=4_096)
def interned_float(value: float) -> float:
    """Return a float that is equal to *value*; calls with equal values usually return the same object."""
    return float(value)


@lru_cache(maxsize=1_024)
def interned_datetime(seconds: float) -> datetime:
    """Return the Unix time *seconds* in UTC; calls with equal times usually return the same object.

    Raise ValueError, OverflowError or OSError if datetime cannot represent the time.
    """
    return datetime.fromtimestamp(seconds, UTC)
