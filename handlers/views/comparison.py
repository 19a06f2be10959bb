"""Several cities side by side: a table of cities and days, as wide as a phone."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, timedelta
from html import escape

from babel.dates import format_date

from handlers.views.fitting import LONGEST_NAME, cut
from handlers.views.units import Units, option_name
from services.weather import Day, Forecast
from services.weather.forecast import DAYS

LABEL_WIDTH, COLUMN_WIDTH = 4, 6
"""Characters; a phone shows some 36 of them in a row."""

LEAST_TOLD = timedelta(hours=6)
"""Of a day, to begin a comparison with it."""

UNKNOWN, DRY = "·", "–"


def comparison_table(told: Sequence[tuple[str, Forecast]], units: Units) -> str:
    """Return highest and lowest temperatures, and what falls, of each of these days in each city, as HTML."""
    days = days_compared([forecast for _, forecast in told])
    language = units.texts.language
    first, last = (format_date(day, "d MMM", locale=language) for day in (days[0], days[-1]))
    lines = [_row("", (format_date(day, "EEE", locale=language) for day in days))]
    for name, forecast in told:
        known = {day.date: day for day in forecast.days}
        ordered = [known.get(day) for day in days]
        lines += ["", cut(name, LONGEST_NAME), *_city(ordered, units)]
    degrees = option_name(units.temperature_unit, units.texts)
    return f"{first} – {last}, {degrees}\n<pre>{escape(chr(10).join(lines), quote=False)}</pre>"


def days_compared(forecasts: Sequence[Forecast]) -> list[date]:
    """Return five days, from the first of which at least half the places have something to tell.

    It is not the same day everywhere: where today is nearly over there is nothing to compare.
    """
    told = Counter(day.date for forecast in forecasts for day in forecast.days if _is_worth_telling(day, forecast))
    common = [day for day, places in told.items() if places * 2 >= len(forecasts)]
    first = min(common or told or [forecast.days[0].date for forecast in forecasts])
    return [first + timedelta(days=number) for number in range(DAYS)]


def _is_worth_telling(day: Day, forecast: Forecast) -> bool:
    if day.temperature_max is None:
        return False
    known = sum(
        (step.length for step in forecast.steps if step.start.astimezone(forecast.timezone).date() == day.date),
        timedelta(),
    )
    return day.whole or known >= LEAST_TOLD


def _city(days: Sequence[Day | None], units: Units) -> Iterator[str]:
    def row(label: str, value: Callable[[Day], float | None], written: Callable[[float], str]) -> str:
        values = [None if day is None else value(day) for day in days]
        return _row(label, (UNKNOWN if known is None else written(known) for known in values))

    yield row(units.texts("table-highest"), lambda day: day.temperature_max, units.degrees)
    yield row(units.texts("table-lowest"), lambda day: day.temperature_min, units.degrees)
    if any(day is not None and units.shows_precipitation(day.precipitation) for day in days):
        yield row(
            option_name(units.precipitation_unit, units.texts),
            lambda day: day.precipitation,
            lambda amount: _amount(amount, units),
        )


def _amount(millimetres: float, units: Units) -> str:
    return units.precipitation_amount(millimetres) if units.shows_precipitation(millimetres) else DRY


def _row(label: str, cells: Iterable[str]) -> str:
    return label.ljust(LABEL_WIDTH) + "".join(cell.rjust(COLUMN_WIDTH) for cell in cells)
