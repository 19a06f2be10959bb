"""The places that messages are about, as the index knows them."""

from functools import cache
from zoneinfo import ZoneInfo

from sandbox.weather.cities import Point
from services.places.index import PlaceIndex, find_index
from services.places.index.nearest import find_nearest
from services.places.models import Match, Place
from services.places.reading import TextReader


class KnownPlaces:
    """Time zones and names of places, from the index."""

    def __init__(self) -> None:
        path = find_index()
        if path is None:
            raise SystemExit("there is no index of places yet: make install")
        self._index = PlaceIndex(path)
        self._reader = TextReader(self._index)
        self.zone_at = cache(self._zone_at)
        """A cached function that returns the time zone that the bot uses for a point."""

    def zone(self, name: str) -> ZoneInfo:
        """Return the time zone of the place with the English name *name*; UTC if there is none."""
        place = self.place(name, "en")
        return ZoneInfo((place.timezone if place is not None else None) or "UTC")

    def place(self, name: str, language: str) -> Place | None:
        """Return the place that *name* means, with its names in *language*; None if it means no place."""
        items = self._reader.read(name, language).items if name else ()
        if len(items) != 1:
            return None
        if isinstance(items[0], Match):
            return items[0].place
        return next(iter(getattr(items[0], "choices", ())), None)

    def _zone_at(self, point: Point) -> ZoneInfo:
        nearest = find_nearest(self._index, *point, "en")
        return ZoneInfo((nearest.place.timezone if nearest is not None else None) or "UTC")
