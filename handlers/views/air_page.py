"""The message about the air at one place: the air now, the UV index by hours, pollen, and the next days."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta

from handlers.views import report as phrases
from handlers.views.air import (
    air_source,
    category_dot_and_word,
    concentrations_text,
    index_text,
    pollen_line,
    pollen_text,
    shown_index,
    uv_word,
)
from handlers.views.entries import failed_entry_text, left_out_text, place_title_phrases
from handlers.views.fitting import fit
from handlers.views.units import Units, short_date
from services.answers import Answer, Entry, PlaceData
from services.places import Match, Place
from services.units import ClockFormat, rounded
from services.weather.air import AirHour, AirQuality, PollenLevel

MIN_SHOWN_UV_INDEX = 0.5
"""Minimum UV index of the hours in the table; a lower index would be rounded to 0."""

MAX_UV_HOURS = 11
"""Maximum number of hours in the table of the UV index; if there are more, every second hour is shown."""

MIN_KNOWN_HOURS = 12
"""Minimum number of hours whose index is known in a coming day; a day with fewer hours is not shown."""

NOON = 12


def air_text(answer: Answer, units: Units, *, now: datetime) -> str:
    """Return *answer* as HTML of at most 4,096 characters."""
    blocks = []
    for entry in answer.entries:
        match entry:
            case Entry(Match() as match, PlaceData(air=AirQuality() as air)):
                blocks.append("\n".join(_page_lines(match, air, units, now)))
            case _:
                blocks.append(failed_entry_text(entry, units.texts))
    if answer.left_out:
        blocks.append(left_out_text(answer, units.texts))
    return fit("\n\n".join(blocks))


def _page_lines(match: Match, air: AirQuality, units: Units, now: datetime) -> Iterator[str]:
    local_time = units.texts("local-time", time=units.time(now.astimezone(air.timezone)))
    yield " · ".join([*place_title_phrases(match, units, always_with_region=True), local_time])
    yield from air_now_lines(match.place, air, units)
    today = now.astimezone(air.timezone).date()
    yield from _uv_lines(air, today, units)
    yield pollen_line(air, match.place, today, units)
    yield from coming_day_lines(match.place, air, today, units)
    source = [*air_source(air, units, is_always_named=True), *phrases.age_phrase(air.age, units)]
    yield " · ".join(source)


def air_now_lines(place: Place, air: AirQuality, units: Units) -> Iterator[str]:
    """Yield a line with the index now, and a line with the concentrations."""
    current = air.hours[:1]
    kind = shown_index(place, current, units)
    if kind is None:
        yield units.texts("asked-unknown", quantity="air")
        return
    yield index_text(kind, current[0].index(kind) or 0.0, units)
    if amounts := concentrations_text(current, units, shows_low_ozone=True):
        yield amounts


def coming_day_lines(place: Place, air: AirQuality, today: date, units: Units) -> Iterator[str]:
    """Yield a line for each day after *today*: the highest index, highest UV index, plants with much pollen."""
    days = sorted({hour.start.astimezone(air.timezone).date() for hour in air.hours})
    for day in days:
        hours = air.hours_on(day)
        kind = shown_index(place, hours, units)
        values = [value for hour in hours if kind is not None and (value := hour.index(kind)) is not None]
        if day <= today or kind is None or len(values) < MIN_KNOWN_HOURS:
            continue
        dot, word = category_dot_and_word(kind, max(values), units)
        index = rounded(max(values))
        parts = [units.texts("air-day", dot=dot, word=word, index=index)]
        uv_indices = [hour.uv_index for hour in hours if hour.uv_index is not None]
        if uv_indices and rounded(max(uv_indices)):
            parts.append(units.texts("air-day-uv", index=rounded(max(uv_indices))))
        # Little pollen is left out, so that most lines fit into the width of a phone.
        if plants := pollen_text(air.pollen_on(day), units, min_level=PollenLevel.MODERATE):
            parts.append(f"🌾 {plants}")
        yield f"<b>{short_date(day, units.texts)}</b> {', '.join(parts)}"


def _uv_lines(air: AirQuality, today: date, units: Units) -> Iterator[str]:
    """Yield the highest UV index and a table of the UV index by hours, of today or, after sunset, of tomorrow."""
    for day, when in ((today, "today"), (today + timedelta(days=1), "tomorrow")):
        hours = [hour for hour in air.hours_on(day) if (hour.uv_index or 0.0) >= MIN_SHOWN_UV_INDEX]
        if hours:
            highest = max(rounded(hour.uv_index or 0.0) for hour in hours)
            yield units.texts("air-uv", when=when, index=highest, word=uv_word(highest, units))
            yield _uv_table(hours, air, units)
            return
    if any(hour.uv_index is not None for hour in air.hours):
        yield units.texts("air-uv-none")


def _uv_table(hours: Sequence[AirHour], air: AirQuality, units: Units) -> str:
    """Return a row of hours and a row of UV indices, as HTML.

    If there are more than MAX_UV_HOURS hours, only every second hour is shown.
    """
    if len(hours) > MAX_UV_HOURS:
        highest = max(range(len(hours)), key=lambda index: hours[index].uv_index or 0.0)
        hours = hours[highest % 2 :: 2]
    columns = []
    for hour in hours:
        of_day = hour.start.astimezone(air.timezone).hour
        label = of_day if units.clock_format is ClockFormat.HOURS_24 else of_day % NOON or NOON
        columns.append((str(label), str(rounded(hour.uv_index or 0.0))))
    rows = "\n".join(" ".join(column[row].rjust(2) for column in columns) for row in (0, 1))
    return f"<pre>{rows}</pre>"
