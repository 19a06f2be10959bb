"""The subjects of answers, such as the present weather and the coming days."""

from enum import Enum, unique

from services.places import MAX_ANSWERED_PLACES

MAX_COMPARED_PLACES = 6
"""Maximum number of places in one answer about the coming days, so that its table stays readable."""


@unique
class Subject(Enum):
    """What an answer shows about its places. Buttons switch a message between subjects.

    To add one, add a member here, what it fetches to `services/answers/fetching.py`, and its view to
    `handlers/views/subjects.py`.
    """

    NOW = "now", MAX_ANSWERED_PLACES
    DAYS = "days", MAX_COMPARED_PLACES
    HOURS = "hours", 1
    """The next 24 hours, or the day of the question, hour by hour."""
    TEN_DAYS = "ten-days", 1
    ASKED = "asked", MAX_ANSWERED_PLACES
    """The time or the quantity that the question names."""

    def __init__(self, key: str, limit: int) -> None:
        self.key = key
        """A unique word; without it, members with the same limit would be equal."""
        self.limit = limit
        """The maximum number of places in one answer."""
