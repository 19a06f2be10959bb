"""The subjects of answers, such as the present weather or the forecast for the next days."""

from enum import Enum, unique

from services.places import MAX_ANSWERED_PLACES

MAX_COMPARED_PLACES = 6
"""Maximum number of places whose next days one answer compares; a larger table would be hard to read."""


@unique
class Subject(Enum):
    """What an answer shows about its places; the buttons of an answer switch between subjects.

    To add a subject, add a member to this class, its data to `services/answers/fetching.py`, and its view to
    `handlers/views/subjects.py`.
    """

    NOW = "now", MAX_ANSWERED_PLACES
    DAYS = "days", MAX_COMPARED_PLACES
    HOURS = "hours", 1
    """The weather hour by hour, for the next 24 hours or for the question's day."""
    TEN_DAYS = "ten-days", 1
    AIR = "air", 1
    """The quality of the air, the UV index and pollen, now and in the coming days."""
    ASKED = "asked", MAX_ANSWERED_PLACES
    """What the question asks: the weather at the named time, or the value of the named quantity."""

    def __init__(self, key: str, limit: int) -> None:
        self.key = key
        """A unique word; without unique words, an Enum would treat two members with equal limits as one."""
        self.limit = limit
        """Maximum number of places in one answer with this subject."""
