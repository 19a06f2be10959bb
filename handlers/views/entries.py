"""Texts in answers about all subjects: titles of places, failures, and names beyond the limit."""

import math
from collections.abc import Iterator
from html import escape
from typing import assert_never

from handlers.texts import Texts
from handlers.views.fitting import MAX_NAME_LENGTH, MAX_REGION_LENGTH, bold, truncate, utf16_length
from handlers.views.names import distinct_name
from handlers.views.units import Units
from services.answers import Answer, Entry
from services.errors import Failure
from services.places import Ambiguous, LookupFailed, Match, Place, Unknown

MAX_LEFT_OUT_NAMES_LENGTH = 400
"""Maximum length, in UTF-16 code units, of the list of names that an answer leaves out.

A message has room for this list after the longest texts about twenty places.
"""

MAX_WAIT_MINUTES = 60
"""The longest waiting time, in minutes, that is written in minutes; a longer one is written in hours."""


def failure_text(failure: Failure, texts: Texts) -> str:
    """Return the reason of *failure* as the end of a sentence: "the weather service is not answering"."""
    minutes = math.ceil((failure.retry_after or 0) / 60) or 1
    hours = math.ceil(minutes / 60) if minutes > MAX_WAIT_MINUTES else 0
    return texts(f"failure-{failure.reason}", status=failure.status or 0, minutes=minutes, hours=hours)


def failed_entry_text(entry: Entry, texts: Texts) -> str:
    """Return the name of *entry* and the reason why it has no result, as HTML.

    Raise ValueError if *entry* is a place without a failure.
    """
    name = distinct_name(entry.resolution.place) if isinstance(entry.resolution, Match) else entry.resolution.asked
    return f"{bold(name)}: {_failure_reason_text(entry, texts)}"


def left_out_text(answer: Answer, texts: Texts) -> str:
    """Return a sentence in HTML with the names that *answer* leaves out.

    Names beyond MAX_LEFT_OUT_NAMES_LENGTH are only counted, as in "Rome and 5 more".
    """
    shown_names: list[str] = []
    room = MAX_LEFT_OUT_NAMES_LENGTH
    for name in (truncate(name, MAX_NAME_LENGTH) for name in answer.left_out):
        room -= utf16_length(name) + 2
        if room < 0:
            break
        shown_names.append(name)
    names_text = ", ".join(shown_names)
    count = len(answer.left_out) + answer.more_left_out
    if len(shown_names) < count:
        names_text = texts("left-out-more", names=names_text, more=str(count - len(shown_names)))
    return escape(texts("left-out", limit=answer.subject.limit, count=count, names=names_text), quote=False)


def region_and_country(place: Place) -> str:
    """Return the region and the country of *place* as HTML, truncated to MAX_REGION_LENGTH."""
    parts = ", ".join(part for part in (place.region, place.country) if part and part != place.name)
    return escape(truncate(parts, MAX_REGION_LENGTH), quote=False)


def needs_region(match: Match) -> bool:
    """Return whether the place of *match* has namesakes, so that its region and country are shown."""
    return bool(match.choices or match.place.region or match.place.has_likelier_namesake)


def place_title_phrases(match: Match, units: Units, *, always_with_region: bool) -> Iterator[str]:
    """Yield the name of a place as HTML; then its distance, if it is only near the requested coordinates.

    If *always_with_region* is true, the name includes the region and the country. If it is false, the name
    includes one of these, but only if the name alone usually means another place. The name of a capital that
    answers for its country includes the country. The name of a place that answers for an island, for example,
    includes the island.
    """
    name = bold(match.place.name)
    where = (
        ", ".join(filter(None, (name, region_and_country(match.place))))
        if always_with_region
        else bold(distinct_name(match.place))
    )
    # The city of Luxembourg has the name of its country.
    if match.capital_of and match.capital_of != match.place.name:
        yield units.texts("capital", name=name, country=escape(match.capital_of, quote=False))
    elif match.stands_for:
        asked = escape(truncate(match.stands_for, MAX_NAME_LENGTH), quote=False)
        yield units.texts("stand-in", name=where, asked=asked)
    else:
        yield where
    if match.kilometres_away is not None:
        yield units.texts("away", distance=units.distance(match.kilometres_away * 1000))


def _failure_reason_text(entry: Entry, texts: Texts) -> str:
    match entry.resolution:
        case LookupFailed(failure=failure):
            return failure_text(failure, texts)
        case Ambiguous():
            return texts("which-one")
        case Unknown(is_absent_from_area=True, choices=choices) if choices:
            return texts("no-such-place-there")
        case Unknown(choices=choices):
            return texts("no-such-place-choices" if choices else "no-such-place")
        case Match():
            if entry.failure is None:
                raise ValueError(f"no renderer for {type(entry.result).__name__}")
            return failure_text(entry.failure, texts)
        case _:
            assert_never(entry.resolution)
