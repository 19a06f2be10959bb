"""The models of saved places and of subscriptions to daily pushes."""

from dataclasses import dataclass, replace
from datetime import datetime

from services.errors import WeatherBotError
from services.places import Place, PlaceSource
from services.schedule import Schedule

MAX_SAVED_PLACES = 20
"""Maximum number of saved places of a chat, and of places of a subscription; an answer has room for 20."""

MAX_SUBSCRIPTIONS = 10
"""Maximum number of subscriptions of a chat."""

MAX_LABEL_LENGTH = 32
"""Maximum length of a label, in characters."""


@dataclass(frozen=True, slots=True)
class SavedPlace:
    """A saved place with an optional label: the chat's own name for it."""

    place: Place
    label: str | None = None

    @property
    def title(self) -> str:
        """The label; without a label, the name of the place."""
        return self.label or self.place.name

    @property
    def labelled_place(self) -> Place:
        """The place with its label as the name, and its real name as the region."""
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
    """Language in which the push was requested; the push uses it if the chat has set no language."""
    next_at: datetime | None = None
    """Time of the next push, in UTC; None while the subscription is paused or the chat is gone."""


class ChatLimitReached(WeatherBotError):
    """The chat has reached MAX_SAVED_PLACES, MAX_SUBSCRIPTIONS or MAX_WATCHES."""
