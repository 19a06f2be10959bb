"""Validates the URLs in the bot's settings and in redirects."""

import re
from collections.abc import Callable, Sequence
from typing import Annotated
from urllib.parse import SplitResult, urljoin, urlsplit

from pydantic import AfterValidator


def url_validator(*schemes: str) -> AfterValidator:
    """Return a validator that accepts URLs with one of *schemes* and removes a trailing slash."""
    return AfterValidator(_url_validation(*schemes))


def _url_validation(*schemes: str, other_schemes: Sequence[str] = ()) -> Callable[[str], str]:
    """Return a function that checks that a URL has one of *schemes*.

    The error message of the returned function also names *other_schemes*.
    """
    *first, last = (f"{scheme}://" for scheme in (*schemes, *other_schemes))
    expected = f"{', '.join(first)} or {last}"

    def validate_url(value: str) -> str:
        try:
            parts = urlsplit(value)
            (parts.hostname or "").encode("idna")
        except ValueError:  # includes UnicodeError
            parts = urlsplit("")
        if parts.scheme not in schemes or not parts.hostname or re.search(r"[\s{}]", value):
            raise ValueError(f"is not an address that starts with {expected}")
        if parts.query or parts.fragment:
            raise ValueError("has a ? or a #; set the URL without them")
        if not _has_valid_port(parts):
            raise ValueError(
                "has no valid port: it is a number from 1 to 65535, and an IPv6 address is in [brackets]"
            )
        return value.rstrip("/")

    return validate_url


HttpUrl = Annotated[str, url_validator("http", "https")]
"""The URL of a web service."""


def _validate_http_url_or_empty(value: str) -> str:
    return _validate_http_url(value) if value else value


_validate_http_url = _url_validation("http", "https")

HttpUrlOrEmpty = Annotated[str, AfterValidator(_validate_http_url_or_empty)]
"""The URL of a web service; an empty text means that the service is not used."""


def _validate_redis_url(value: str) -> str:
    """Return *value*, the URL of a Redis server; raise ValueError if it is invalid."""
    if value.startswith("unix://"):
        if not re.fullmatch(r"unix://(:[^\s@]+@)?/[^\s?#]+(\?db=\d+)?", value):
            raise ValueError("is not the path of a socket, such as unix:///run/redis/redis.sock?db=0")
        return value
    checked = _validate_redis_server_url(value)
    if not re.fullmatch(r"(/\d+)?", urlsplit(checked).path):
        raise ValueError("has a path that is not the number of a database, such as redis://localhost:6379/0")
    return checked


_validate_redis_server_url = _url_validation("redis", "rediss", other_schemes=("unix",))

RedisUrl = Annotated[str, AfterValidator(_validate_redis_url)]
"""The URL of a Redis server: redis://, rediss:// for TLS, or unix:// for a socket."""


def _has_valid_port(parts: SplitResult) -> bool:
    try:
        return parts.port != 0
    except ValueError:
        return False


def redirect_target(url: str, location: str) -> str | None:
    """Return the URL to which *location*, a Location header in the response to *url*, redirects.

    Return None if the target has another scheme, host or port than *url*, so that a service cannot make the bot
    call other servers.
    """
    try:
        target = urljoin(url, location)
        source_parts, parts = urlsplit(url), urlsplit(target)
    except ValueError:
        return None
    is_same = (parts.scheme, parts.netloc) == (source_parts.scheme, source_parts.netloc)
    return target if is_same and location else None
