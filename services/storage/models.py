"""What is remembered of a chat: its places and its daily pushes."""

from dataclasses import dataclass, replace
from datetime import datetime

from services.errors import WeatherBotError
from services.places import Place
from services.schedule import Schedule

MAX_SAVED_PLACES = 20
"""Places that a chat may save, and that one subscription may be about: as many as one message answers."""

MAX_SUBSCRIPTIONS = 10
"""Daily pushes that a chat may have."""

MAX_LABEL_LENGTH = 32
"""Characters of a chat's own word for a place."""


@dataclass(frozen=True, slots=True)
class SavedPlace:
    """A place of a chat, with the chat's own word for it if it has one."""

    place: Place
    label: str | None = None

    @property
    def title(self) -> str:
        """What the chat calls it."""
        return self.label or self.place.name

    @property
    def called(self) -> Place:
        """The place by the chat's own word for it, with its real name for where that is."""
        if self.label is None or self.label == self.place.name:
            return self.place
        return replace(self.place, name=self.label, region=self.place.name, country=None)


SavedPlaceList = tuple[SavedPlace, ...]


@dataclass(frozen=True, slots=True)
class Subscription:
    """A daily push of a chat."""

    id: int
    chat_id: int
    schedule: Schedule
    places: SavedPlaceList = ()
    """What it is about; with none, the chat's saved places as they are when it is sent."""
    thread_id: int | None = None
    """The forum topic that it goes to."""
    paused: bool = False
    language: str | None = None
    """What it was asked for in; it is sent in this language unless the chat has set one."""
    next_at: datetime | None = None
    """When it is sent next; None when it is paused or the chat is gone."""


class TooMany(WeatherBotError):
    """A chat has as many of a kind as it may have."""
