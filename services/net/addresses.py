"""Validates the URLs in the bot's settings."""

import re
from typing import Annotated
from urllib.parse import SplitResult, urlsplit

from pydantic import AfterValidator


def url_validator(*schemes: str) -> AfterValidator:
    """Return a validator that accepts URLs with one of *schemes* and removes a trailing slash."""

    def check(value: str) -> str:
        try:
            parts = urlsplit(value)
            (parts.hostname or "").encode("idna")
        except ValueError:  # includes UnicodeError
            parts = urlsplit("")
        if parts.scheme not in schemes or not parts.hostname or re.search(r"[\s{}]", value):
            raise ValueError(f"is not an address that starts with {' or '.join(f'{s}://' for s in schemes)}")
        if parts.query or parts.fragment:
            raise ValueError("has a ? or a #; set the URL without them")
        if not _has_valid_port(parts):
            raise ValueError(
                "has no valid port: it is a number from 1 to 65535, and an IPv6 address is in [brackets]"
            )
        return value.rstrip("/")

    return AfterValidator(check)


HttpUrl = Annotated[str, url_validator("http", "https")]
"""The URL of a web service."""


def _has_valid_port(parts: SplitResult) -> bool:
    try:
        return parts.port != 0
    except ValueError:
        return False
