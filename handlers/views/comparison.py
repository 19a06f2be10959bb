"""The forecasts of several places as a table that fits the screen of a phone."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, timedelta
from html import escape

from handlers.views.fitting import MAX_NAME_LENGTH, truncate
from handlers.views.units import Units, option_name
from services.weather import Day, Forecast
from services.weather.forecast import USUAL_DAYS

HEADING_WIDTH = 4
"""Width of the first column in characters; a phone shows about 36 characters in a line."""

COLUMN_WIDTH = 6
"""Width of each column after the first, in characters."""

MIN_DAY_LENGTH = timedelta(hours=6)
"""Minimum length of the forecast for a day with which a comparison may begin."""

UNKNOWN_CELL = "·"
DRY_CELL = "–"


def comparison_table(named_forecasts: Sequence[tuple[str, Forecast]], units: Units) -> str:
    """Return a table with the temperatures and precipitation of each day at each place, as preformatted HTML."""
    days = dates_to_compare([forecast for _, forecast in named_forecasts])
    texts = units.texts
    lines = [_table_row("", (texts.date(day, "EEE") for day in days))]
    for name, forecast in named_forecasts:
        known = {day.date: day for day in forecast.days}
        ordered = [known.get(day) for day in days]
        lines += ["", truncate(name, MAX_NAME_LENGTH), *_place_rows(ordered, units)]
    degrees = option_name(units.temperature_unit, texts)
    return f"{date_range_text(days, units)}, {degrees}\n<pre>{escape(chr(10).join(lines), quote=False)}</pre>"


def date_range_text(days: Sequence[date], units: Units) -> str:
    """Return the first and the last of *days*: "26 Nov – 30 Nov"."""
    first, last = (units.texts.date(day, "d MMM") for day in (days[0], days[-1]))
    return f"{first} – {last}"


def dates_to_compare(forecasts: Sequence[Forecast]) -> list[date]:
    """Return USUAL_DAYS successive dates, beginning with the first one that can be compared.

    A date can be compared if at least half of *forecasts* cover MIN_DAY_LENGTH of it. Today may be nearly over,
    and its date may differ between the places.
    """
    places_by_day = Counter(
        day.date for forecast in forecasts for day in forecast.days if _is_comparable(day, forecast)
    )
    common = [day for day, places in places_by_day.items() if places * 2 >= len(forecasts)]
    first = min(common or places_by_day or [forecast.days[0].date for forecast in forecasts])
    return [first + timedelta(days=offset) for offset in range(USUAL_DAYS)]


def _is_comparable(day: Day, forecast: Forecast) -> bool:
    if day.temperature_max is None:
        return False
    known = sum(
        (step.length for step in forecast.steps if step.start.astimezone(forecast.timezone).date() == day.date),
        timedelta(),
    )
    return day.is_complete or known >= MIN_DAY_LENGTH


def _place_rows(days: Sequence[Day | None], units: Units) -> Iterator[str]:
    def quantity_row(
        heading: str, value_of: Callable[[Day], float | None], format_value: Callable[[float], str]
    ) -> str:
        values = [None if day is None else value_of(day) for day in days]
        return _table_row(heading, (UNKNOWN_CELL if value is None else format_value(value) for value in values))

    yield quantity_row(units.texts("table-highest"), lambda day: day.temperature_max, units.temperature_number)
    yield quantity_row(units.texts("table-lowest"), lambda day: day.temperature_min, units.temperature_number)
    if any(day is not None and units.shows_precipitation(day.precipitation) for day in days):
        yield quantity_row(
            option_name(units.precipitation_unit, units.texts),
            lambda day: day.precipitation,
            lambda amount: _precipitation_table_cell(amount, units),
        )


def _precipitation_table_cell(millimetres: float, units: Units) -> str:
    return units.precipitation_number(millimetres) if units.shows_precipitation(millimetres) else DRY_CELL


def _table_row(heading: str, cells: Iterable[str]) -> str:
    return heading.ljust(HEADING_WIDTH) + "".join(cell.rjust(COLUMN_WIDTH) for cell in cells)
