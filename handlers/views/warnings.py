"""Renders official warnings as HTML: lines above the weather, and blocks with descriptions and instructions."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta, tzinfo
from html import escape
from typing import NamedTuple

from handlers.views.fitting import bold, truncate
from handlers.views.hazards import WARNING_SIGN, capitalized
from handlers.views.names import distinct_names
from handlers.views.units import Units
from services.answers import Answer, Entry
from services.places import Match
from services.places.models import Place, zone_by_name
from services.warnings import FALLBACK_LANGUAGE, OfficialWarning, Severity, WarningText
from services.weather import Report
from services.weather.timeline import zone_of_longitude

SEVERITY_SIGNS: Mapping[Severity, str] = {
    Severity.MODERATE: "🟡",
    Severity.SEVERE: "🟠",
    Severity.EXTREME: "🔴",
}
"""The sign of each severity, in the colour that MeteoAlarm uses for it; lower severities have no sign."""

SEVERITY_TEXTS: Mapping[Severity, str] = {
    Severity.MINOR: "warning-severity-minor",
    Severity.MODERATE: "warning-severity-moderate",
    Severity.SEVERE: "warning-severity-severe",
    Severity.EXTREME: "warning-severity-extreme",
}
"""Maps a severity to the key of the text that names it; an unknown severity has no name."""

WEEK = timedelta(days=7)

MAX_WARNING_LINES = 4
"""Maximum number of warnings above the weather, one in each line; a last line says how many more there are."""

MAX_EVENT_LENGTH = 80
"""Maximum length of the name of an event, in UTF-16 code units; a longer name is truncated."""

MAX_ISSUER_LENGTH = 60
"""Maximum length of the name of an issuer, in UTF-16 code units; a longer name is truncated."""

MAX_DESCRIPTION_LENGTH = 400
"""Maximum length of a description, in UTF-16 code units; a longer description is truncated."""

MAX_INSTRUCTION_LENGTH = 250
"""Maximum length of an instruction, in UTF-16 code units; a longer instruction is truncated."""

EVENT_TEXTS = {
    "avalanche": "warning-event-avalanche",
    "avalanches": "warning-event-avalanche",
    "blizzard": "warning-event-blizzard",
    "coastal flood": "warning-event-coastal-flood",
    "dense fog": "warning-event-fog",
    "excessive heat": "warning-event-heat",
    "extreme cold": "warning-event-cold",
    "extreme heat": "warning-event-heat",
    "extreme wind": "warning-event-wind",
    "flash flood": "warning-event-flash-flood",
    "flood": "warning-event-flood",
    "flooding": "warning-event-flood",
    "fog": "warning-event-fog",
    "forest fire": "warning-event-fire",
    "forest-fire": "warning-event-fire",
    "freeze": "warning-event-frost",
    "freezing fog": "warning-event-freezing-fog",
    "freezing rain": "warning-event-freezing-rain",
    "frost": "warning-event-frost",
    "heat": "warning-event-heat",
    "heavy rain": "warning-event-rain",
    "heavy snow": "warning-event-snow",
    "high temperature": "warning-event-heat",
    "high wind": "warning-event-wind",
    "high-temperature": "warning-event-heat",
    "hurricane": "warning-event-hurricane",
    "ice storm": "warning-event-ice-storm",
    "low temperature": "warning-event-cold",
    "low-temperature": "warning-event-cold",
    "rain": "warning-event-rain",
    "snow": "warning-event-snow",
    "snow-ice": "warning-event-snow-or-ice",
    "snow/ice": "warning-event-snow-or-ice",
    "storm": "warning-event-storm",
    "thunderstorm": "warning-event-thunderstorm",
    "thunderstorms": "warning-event-thunderstorm",
    "tornado": "warning-event-tornado",
    "tropical storm": "warning-event-tropical-storm",
    "wind": "warning-event-wind",
    "winter storm": "warning-event-winter-storm",
}
"""Maps the English name of a common event to the key of its translated name.

The names are from the National Weather Service and MeteoAlarm, without words for a level: "wind", not "Severe wind
warning".
"""

_LEVEL_WORDS = re.compile(
    r"^(?:(?:minor|moderate|severe|extreme|yellow|amber|orange|red)\b[\s-]*)+|\s+(?:warning|alert|advisory|watch)$",
    re.IGNORECASE,
)
"""Matches words for a level around the name of an event: "Severe" and "warning" in "Severe wind warning"."""


class WarnedPlace(NamedTuple):
    """A place in a message, and the official warnings for the place."""

    name: str
    """The name of the place as HTML; empty if the message is only about this place."""
    timezone: tzinfo
    warnings: Sequence[OfficialWarning]


def first_known_timezone(place: Place, *candidates: tzinfo | None) -> tzinfo:
    """Return the first of *candidates* that is not None.

    If all are None, return the time zone of *place*; if it is unknown, a time zone from the longitude of *place*.
    """
    zones = (*candidates, zone_by_name(place.timezone))
    return next((one for one in zones if one is not None), None) or zone_of_longitude(place.longitude)


def warning_lines(places: Iterable[WarnedPlace], units: Units, now: datetime) -> list[str]:
    """Return a line of HTML for each warning at *places*, the most severe first, without repeated lines.

    After MAX_WARNING_LINES warnings, a last line says how many more there are.
    """
    sorted_warnings = sorted(
        ((warning, place) for place in places for warning in place.warnings),
        key=lambda pair: -pair[0].severity.rank,
    )
    if not sorted_warnings:
        return []
    lines = list(
        dict.fromkeys(_warning_line_of_place(warning, place, units, now) for warning, place in sorted_warnings)
    )
    if len(lines) > MAX_WARNING_LINES:
        more_text = units.texts("warning-more", count=len(lines) - MAX_WARNING_LINES)
        return [*lines[:MAX_WARNING_LINES], more_text]
    return lines


def answer_warning_lines(answer: Answer, units: Units, now: datetime) -> list[str]:
    """Return lines of HTML about the official warnings at the places of *answer*, as in `warning_lines`."""
    warned = [entry for entry in answer.entries if entry.warnings]
    if not warned:
        return []
    names = dict(zip((place.key for place in answer.places), distinct_names(answer.places), strict=True))
    is_only = answer.only_place is not None
    places = [
        WarnedPlace(
            "" if is_only else bold(names[entry.resolution.place.key]), _timezone_of_entry(entry), entry.warnings
        )
        for entry in warned
        if isinstance(entry.resolution, Match)
    ]
    return warning_lines(places, units, now)


def _timezone_of_entry(entry: Entry) -> tzinfo:
    timezone = entry.result.timezone if isinstance(entry.result, Report) else None
    return first_known_timezone(entry.resolution.place, timezone) if isinstance(entry.resolution, Match) else UTC


def _warning_line_of_place(warning: OfficialWarning, place: WarnedPlace, units: Units, now: datetime) -> str:
    line = warning_line(warning, units, place.timezone, now)
    return (
        f"{_severity_sign(warning)} {place.name} · {line}" if place.name else f"{_severity_sign(warning)} {line}"
    )


def warning_line(warning: OfficialWarning, units: Units, timezone: tzinfo, now: datetime) -> str:
    """Return the event, the time and the issuer of *warning* as HTML."""
    return f"{warning_heading(warning, units, timezone, now)} · {_issuer_name(warning, units)}"


def warning_heading(warning: OfficialWarning, units: Units, timezone: tzinfo, now: datetime) -> str:
    """Return the event and the time of *warning* as HTML: "Wind warning, until 18:00"."""
    event = escape(
        truncate(event_text(warning.text_in(units.texts.language), units), MAX_EVENT_LENGTH), quote=False
    )
    return f"{capitalized(event)}, {warning_time(warning, units, timezone, now)}"


def warning_block(warning: OfficialWarning, units: Units, timezone: tzinfo, now: datetime) -> str:
    """Return *warning* as several lines of HTML: event, time, description, instruction, severity and issuer."""
    return "\n".join(_warning_block_lines(warning, units, timezone, now))


def _warning_block_lines(warning: OfficialWarning, units: Units, timezone: tzinfo, now: datetime) -> Iterator[str]:
    text = warning.text_in(units.texts.language)
    event = bold(capitalized(truncate(event_text(text, units), MAX_EVENT_LENGTH)))
    yield f"{_severity_sign(warning)} {event}, {warning_time(warning, units, timezone, now)}"
    if text.description or text.headline:
        yield escape(truncate(text.description or text.headline, MAX_DESCRIPTION_LENGTH), quote=False)
    if text.instruction:
        yield escape(truncate(text.instruction, MAX_INSTRUCTION_LENGTH), quote=False)
    issued = units.texts("warning-issued", issuer=_issuer_name(warning, units))
    severity = SEVERITY_TEXTS.get(warning.severity)
    yield issued if severity is None else f"{units.texts(severity)}. {issued}"


def event_text(warning_text: WarningText, units: Units) -> str:
    """Return the event in *warning_text*; translate a common English one, and add the original in brackets."""
    if warning_text.language == units.texts.language or warning_text.language != FALLBACK_LANGUAGE:
        return warning_text.event
    key = EVENT_TEXTS.get(_LEVEL_WORDS.sub("", warning_text.event).casefold())
    return warning_text.event if key is None else f"{units.texts(key)} ({warning_text.event})"


def warning_time(warning: OfficialWarning, units: Units, timezone: tzinfo, now: datetime) -> str:
    """Return the time of *warning* in *timezone*: "until 18:00", "from Sat 28, 15:00 to 18:00"."""
    onset, expires, local_now = (moment.astimezone(timezone) for moment in (warning.onset, warning.expires, now))
    end = _moment_words(expires, local_now, units)
    if warning.onset <= now:
        return units.texts("warning-until", end=end)
    if onset.date() == expires.date() and expires - local_now < WEEK:
        end = units.time(expires)
    return units.texts("warning-from-to", start=_moment_words(onset, local_now, units), end=end)


def _moment_words(moment: datetime, now: datetime, units: Units) -> str:
    """Return *moment* in words: "18:00" today, "Sat 28, 03:00" within a week, else "1 January 2027"."""
    if moment.date() == now.date():
        return units.time(moment)
    if abs(moment - now) >= WEEK:
        return units.texts.date(moment.date(), "d MMMM" if moment.year == now.year else "d MMMM y")
    return f"{units.texts.date(moment.date(), 'EEE d')}, {units.time(moment)}"


def _issuer_name(warning: OfficialWarning, units: Units) -> str:
    name = warning.text_in(units.texts.language).issuer or warning.sender
    return escape(truncate(name, MAX_ISSUER_LENGTH), quote=False)


def _severity_sign(warning: OfficialWarning) -> str:
    return f"{WARNING_SIGN}{SEVERITY_SIGNS.get(warning.severity, '')}"
