"""The weather as a whole, and how warm it is."""

from handlers.views import report as phrases
from handlers.views.asked.falls import precipitation
from handlers.views.asked.told import Told, capital
from handlers.views.report import EMOJI, GUSTY, NIGHT_EMOJI
from handlers.views.units import Units
from services.answers.excerpt import Excerpt, Span
from services.daily.outlook import SOAKED, STRONG_GUST
from services.questions.periods import PeriodKind
from services.weather import Condition
from services.weather.days import FALLING, HAZARDS

CLOTHES = (
    (27.0, "wear-hot"),
    (20.0, "wear-warm"),
    (14.0, "wear-mild"),
    (7.0, "wear-cool"),
    (0.0, "wear-chilly"),
    (-10.0, "wear-cold"),
    (-20.0, "wear-frosty"),
)
"""What to wear from such an apparent temperature on, °C."""

COLDEST = "wear-freezing"

WORTH_TELLING = 30.0
"""% from which precipitation is told beside the temperature."""

FREEZING = -20.0
"""°C below which cold bites."""


def weather(told: Told) -> list[str]:
    """Return the weather of the period: temperature and sky, what falls, the wind."""
    excerpt = told.excerpt
    if excerpt is None:
        return []
    falls = precipitation(told, excerpt)
    is_wet = excerpt.condition in FALLING | HAZARDS or falls_in(excerpt)
    first = [_temperature(excerpt.temperature, told.units)]
    if told.period.kind is PeriodKind.HOUR:
        first += _feels_like(excerpt.feels_like, told.units)
    # What falls is told with its hours, and not by the word for the sky as well.
    first.append(falls if is_wet else _condition(excerpt.condition, told.units))
    rest = [_wind(excerpt, told.units), "" if is_wet else falls]
    return [f"{sky_emoji(excerpt)} {_listed(first)}", capital(_listed(rest))]


def temperature(told: Told) -> list[str]:
    """Return how warm it is, how that feels, and what to wear."""
    texts = told.units.texts
    report, excerpt = told.facts.report, told.excerpt
    if told.is_now and report is not None:
        if report.temperature is None:
            return []
        degrees: Span | None = (report.temperature, report.temperature)
        feels = (report.feels_like, report.feels_like) if report.feels_like is not None else None
        more = _listed([*phrases.condition(report, told.units), *phrases.wind(report, told.units)])
    else:
        if excerpt is None or excerpt.temperature is None:
            return []
        degrees, feels = excerpt.temperature, excerpt.feels_like
        more = _listed([_condition(excerpt.condition, told.units), _wind(excerpt, told.units)])
    if degrees is None:
        return []
    felt = feels or degrees
    middle = sum(felt) / 2
    emoji = "🥶" if middle < FREEZING else "🌡"
    lines = [f"{emoji} {_listed([_temperature(degrees, told.units), *_feels_like(feels, told.units)])}"]
    if not told.past:
        clothes = next((key for least, key in CLOTHES if middle >= least), COLDEST)
        lines[0] += f": {texts(clothes)}"
    return [*lines, capital(more)]


def brief(told: Told) -> list[str]:
    """Return the weather of a day in one line of a list."""
    first, *rest = weather(told) or [""]
    excerpt = told.excerpt
    if excerpt is not None and excerpt.wind_gust is not None and excerpt.wind_gust >= STRONG_GUST:
        first += ", " + told.units.texts("gusts", speed=told.units.wind(excerpt.wind_gust))
    return [first] if first else rest


def falls_in(excerpt: Excerpt) -> bool:
    """Return whether something falls that is worth telling first."""
    return (excerpt.probability or 0.0) >= WORTH_TELLING or (
        excerpt.probability is None and (excerpt.precipitation or 0.0) >= SOAKED
    )


def sky_emoji(excerpt: Excerpt) -> str:
    """Return the picture of the sky."""
    if excerpt.condition is None:
        return "🌡"
    day = EMOJI[excerpt.condition]
    return NIGHT_EMOJI.get(excerpt.condition, day) if excerpt.is_day is False else day


def _temperature(degrees: Span | None, units: Units) -> str:
    return units.temperatures(*degrees) if degrees is not None else ""


def _feels_like(feels: Span | None, units: Units) -> list[str]:
    return [] if feels is None else [units.texts("feels-like", temperature=units.temperatures(*feels))]


def _condition(condition: Condition | None, units: Units) -> str:
    return units.texts(f"condition-{condition}") if condition is not None else ""


def _wind(excerpt: Excerpt, units: Units) -> str:
    parts: list[str] = []
    step = excerpt.windiest
    if step is not None:
        parts += phrases.wind(step, units)
    elif excerpt.wind_speed is not None:
        parts.append(units.texts("wind", speed=units.wind(excerpt.wind_speed)))
    gust = excerpt.wind_gust
    if gust is not None and gust >= (excerpt.wind_speed or 0.0) + GUSTY:
        parts.append(units.texts("gusts", speed=units.wind(gust)))
    return _listed(parts)


def _listed(parts: list[str]) -> str:
    return ", ".join(part for part in parts if part)
