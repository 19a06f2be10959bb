"""Data classes for saved places and for subscriptions to daily pushes."""

from dataclasses import dataclass, replace
from datetime import datetime

from services.errors import WeatherBotError
from services.places import Place, PlaceSource
from services.schedule import Schedule

MAX_SAVED_PLACES = 20
"""Maximum number of saved places of a chat, and of places of a subscription; an answer has room for 20 places."""

MAX_SUBSCRIPTIONS_PER_CHAT = 10
"""Maximum number of subscriptions of a chat."""

MAX_LABEL_LENGTH = 32
"""Maximum length of a label, in characters."""


@dataclass(frozen=True, slots=True)
class SavedPlace:
    """A saved place with an optional label.

    The label is the chat's own name for the place.
    """

    place: Place
    label: str | None = None

    @property
    def title(self) -> str:
        """The label if there is one, else the name of the place."""
        return self.label or self.place.name

    @property
    def labelled_place(self) -> Place:
        """A copy of the place whose name is the label, and whose region is the real name."""
        if self.label is None or self.label == self.place.name:
            return self.place
        return replace(
            self.place,
            name=self.label,
            region=self.place.name,
            country=None,
            source=PlaceSource.ELSEWHERE,
            has_likelier_namesake=False,
        )


SavedPlaceList = tuple[SavedPlace, ...]


@dataclass(frozen=True, slots=True)
class Subscription:
    """A chat's subscription to a daily push."""

    id: int
    chat_id: int
    schedule: Schedule
    places: SavedPlaceList = ()
    """The places to report. Without places, the push reports the saved places of the chat."""
    thread_id: int | None = None
    """Id of the forum topic to which the push is sent; None outside topics."""
    paused: bool = False
    language: str | None = None
    """Language of the request for the push. The push is in this language if the chat has set no language."""
    next_at: datetime | None = None
    """Time of the next push, in UTC; None while the subscription is paused or the chat is gone."""


class ChatLimitReached(WeatherBotError):
    """The chat has reached MAX_SAVED_PLACES, MAX_SUBSCRIPTIONS_PER_CHAT or MAX_WATCHES_PER_CHAT."""
