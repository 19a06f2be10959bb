"""Reads the coordinates in shared links to maps, without opening the links."""

import re
from collections.abc import Iterator
from urllib.parse import SplitResult, parse_qs, urlsplit

from services.places.index.geometry import MAX_LATITUDE, MAX_LONGITUDE, Coordinates

MAX_TEXT_LENGTH = 4096
"""Maximum number of characters of a text in which links are searched; Telegram's limit for messages."""

MAX_LINK_LENGTH = 2048
"""Maximum number of characters of a link to a map."""

_LINK = re.compile(rf"(?:https?://|geo:)[^\s<>\"]{{1,{MAX_LINK_LENGTH}}}", re.IGNORECASE)
_NUMBER = r"([-+]?\d{1,3}(?:\.\d{1,20})?)"
_COORDINATE_PAIR = re.compile(rf"\s*(?:loc:)?{_NUMBER}\s*,\s*{_NUMBER}(?![\w.])")
_PIN_COORDINATES = re.compile(rf"!3d{_NUMBER}!4d{_NUMBER}")
_CENTRE_COORDINATES = re.compile(rf"@{_NUMBER},{_NUMBER}(?![\d.])")
_FRAGMENT_COORDINATES = re.compile(rf"map=\d{{1,2}}(?:\.\d+)?/{_NUMBER}/{_NUMBER}")

_GOOGLE_HOST = re.compile(r"(?:www\.|maps\.)?google(?:\.[a-z]{2,3}){1,2}")
_YANDEX_HOST = re.compile(r"(?:www\.|maps\.)?yandex(?:\.[a-z]{2,3}){1,2}")
_APPLE_HOST = re.compile(r"maps\.apple\.com")
_OPENSTREETMAP_HOST = re.compile(r"(?:www\.)?openstreetmap\.org")


def coordinates_of_link(text: str) -> Coordinates | None:
    """Return (latitude, longitude) in degrees of the first link in *text* to a point on a map, or None."""
    return next(
        (
            coordinates
            for link in _LINK.finditer(text[:MAX_TEXT_LENGTH])
            for coordinates in _coordinates_in_link(link[0])
        ),
        None,
    )


def _coordinates_in_link(link: str) -> Iterator[Coordinates]:
    """Yield the coordinates in *link*: first of a pin, then of the centre of the map."""
    if link[:4].lower() == "geo:":
        yield from _parse_pair(_COORDINATE_PAIR.match(link[4:]))
        return
    try:
        url = urlsplit(link)
        host, query = (url.hostname or "").lower(), parse_qs(url.query, max_num_fields=50)
    except ValueError:
        return
    if _GOOGLE_HOST.fullmatch(host) and (host.startswith("maps.") or url.path.startswith("/maps")):
        yield from _parse_pair(_PIN_COORDINATES.search(url.path))
        yield from _coordinates_in_query(query, "q", "query", "destination", "daddr", "ll", "center")
        yield from _parse_pair(_COORDINATE_PAIR.match(url.path.rpartition("/")[2]))
        yield from _parse_pair(_CENTRE_COORDINATES.search(url.path))
    elif _YANDEX_HOST.fullmatch(host) and (host.startswith("maps.") or url.path.startswith(("/maps", "/navi"))):
        yield from _coordinates_in_query(query, "whatshere[point]", "pt", "ll", longitude_first=True)
    elif _APPLE_HOST.fullmatch(host):
        yield from _coordinates_in_query(query, "coordinate", "ll", "q", "sll", "daddr")
    elif _OPENSTREETMAP_HOST.fullmatch(host):
        yield from _coordinates_on_openstreetmap(url, query)


def _coordinates_on_openstreetmap(url: SplitResult, query: dict[str, list[str]]) -> Iterator[Coordinates]:
    if "mlat" in query and "mlon" in query:
        yield from _parse_pair(_COORDINATE_PAIR.fullmatch(f"{query['mlat'][0]},{query['mlon'][0]}"))
    yield from _parse_pair(_FRAGMENT_COORDINATES.search(url.fragment))


def _coordinates_in_query(
    query: dict[str, list[str]], *names: str, longitude_first: bool = False
) -> Iterator[Coordinates]:
    for name in names:
        for value in query.get(name, ()):
            yield from _parse_pair(_COORDINATE_PAIR.match(value), longitude_first=longitude_first)


def _parse_pair(found: re.Match[str] | None, *, longitude_first: bool = False) -> Iterator[Coordinates]:
    if found is None:
        return
    one, other = float(found[1]), float(found[2])
    latitude, longitude = (other, one) if longitude_first else (one, other)
    if abs(latitude) <= MAX_LATITUDE and abs(longitude) <= MAX_LONGITUDE:
        yield latitude, longitude
