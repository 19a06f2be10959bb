"""The subjects: what an answer about places shows."""

from enum import Enum, unique

from services.places import MOST_ANSWERED

MOST_COMPARED = 6
"""Places of one answer about the days to come: a table of more cannot be compared at a glance."""


@unique
class Subject(Enum):
    """A page of an answer. One message can show each of them in turn.

    To add one, add a member here, what it fetches to `services/answers/fetching.py`, and its view to
    `handlers/views/subjects.py`.
    """

    NOW = "now", MOST_ANSWERED
    DAYS = "days", MOST_COMPARED
    HOURS = "hours", 1
    """The next day and night, or the day that was asked about, hour by hour."""
    TEN_DAYS = "ten-days", 1
    ASKED = "asked", MOST_ANSWERED
    """What the question is about: one quantity, or one time."""

    def __init__(self, key: str, limit: int) -> None:
        self.key = key
        """A word of its own, which keeps members with the same limit apart."""
        self.limit = limit
        """The number of places that one answer has room for."""
