"""The whole message: what is dangerous, where and when, what was asked, and what could not be told."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta

from handlers.views import report as phrases
from handlers.views.asked.beyond_weather import air, pollen, sun, sunset, water
from handlers.views.asked.comparison import compared_days, compared_places
from handlers.views.asked.falls import RAIN, SNOW, THUNDER, days_with, rain, snow, thunder
from handlers.views.asked.numbers import humidity, pressure, ultraviolet, wind
from handlers.views.asked.phrases import listed, temperature_words
from handlers.views.asked.sky import brief, temperature, weather
from handlers.views.asked.times import day_and_month, time_words
from handlers.views.asked.told import Render, Told
from handlers.views.entries import left_out, title, without_weather
from handlers.views.fitting import bold, fit
from handlers.views.hazards import capital, hazard_days, hazard_name, hazard_text, warnings
from handlers.views.names import distinct_names
from handlers.views.units import Units, day_label
from services.answers import Answer, PlaceData
from services.answers.excerpt import last_day, span_of
from services.places import Match
from services.questions import Quantity
from services.questions.periods import PeriodKind, day_period, period_of
from services.units import MINUS
from services.weather import Report
from services.weather.hazards import hazards, kinds_of

RENDERERS: Mapping[Quantity, Render] = {
    Quantity.WEATHER: weather,
    Quantity.TEMPERATURE: temperature,
    Quantity.RAIN: rain,
    Quantity.SNOW: snow,
    Quantity.THUNDER: thunder,
    Quantity.WIND: wind,
    Quantity.PRESSURE: pressure,
    Quantity.HUMIDITY: humidity,
    Quantity.UV: ultraviolet,
    Quantity.AIR: air,
    Quantity.POLLEN: pollen,
    Quantity.SUN: sun,
    Quantity.SUNSET: sunset,
    Quantity.WARMER: temperature,
    Quantity.COLDER: temperature,
    Quantity.WATER: water,
    Quantity.DAILY: weather,
}

COMPARISONS = frozenset({Quantity.WARMER, Quantity.COLDER})

FALLS = {Quantity.RAIN: RAIN, Quantity.SNOW: SNOW, Quantity.THUNDER: THUNDER}

ALWAYS_KNOWN = frozenset({Quantity.SUN, Quantity.SUNSET})
"""What is computed for any day."""

SIGNS = f"+{MINUS}"

OF_TODAY = frozenset({Quantity.UV, Quantity.SUN, Quantity.SUNSET})
"""What is told of the whole day, even when no time is."""


def asked_text(answer: Answer, units: Units, *, now: datetime, usual_provider: str) -> str:
    """Return *answer* as HTML of at most 4,096 characters.

    One place has what was asked below its name and the time, then what is worth knowing beside it; several places
    have a line each. A provider other than *usual_provider* is named.
    """
    told = [
        (entry.item, _told(entry.item, entry.result, answer, units, now))
        for entry in answer.entries
        if isinstance(entry.item, Match) and isinstance(entry.result, PlaceData)
    ]

    def text(*, shortest: bool = False) -> str:
        match told:
            case [(match, one)] if len(answer.entries) == 1:
                blocks = ["\n".join(_alone(match, one, answer.quantity, usual_provider))]
            case _:
                blocks = ["\n".join(_side_by_side(told, answer.quantity, usual_provider, shortest=shortest))]
        blocks += [
            without_weather(entry, units.texts)
            for entry in answer.entries
            if not (isinstance(entry.item, Match) and isinstance(entry.result, PlaceData))
        ]
        if answer.left_out:
            blocks.append(left_out(answer, units.texts))
        return "\n\n".join(block for block in blocks if block)

    return fit(text(), lambda: text(shortest=True))


def _told(match: Match, data: PlaceData, answer: Answer, units: Units, now: datetime) -> Told:
    period = period_of(answer.when, answer.asked_at, data.timezone)
    if period.kind is PeriodKind.NOW and answer.quantity in OF_TODAY:
        period = day_period(now.astimezone(data.timezone).date(), data.timezone)
    return Told(match.place, data, period, units, now)


def _alone(match: Match, told: Told, quantity: Quantity, usual_provider: str) -> Iterator[str]:
    name = ", ".join(title(match, told.units, in_full=bool(match.choices or match.place.region)))
    lines = [line for line in _lines(told, quantity) if line]
    if _is_too_far(told, quantity):
        yield f"{name}: {' '.join(lines)}"
        return
    yield " · ".join([f"{name}, {_when(told)}", *warnings(_dangers(told))])
    yield from lines
    yield from _origin(told, usual_provider)


def _side_by_side(
    told: Sequence[tuple[Match, Told]], quantity: Quantity, usual_provider: str, *, shortest: bool
) -> Iterator[str]:
    names = distinct_names([one.place for _, one in told])
    named = [(bold(name), one) for name, (_, one) in zip(names, told, strict=True)]
    times = [_when(one) for _, one in told]
    differ = len(set(times)) > 1
    if times and not differ:
        yield capital(times[0])
    if (
        quantity in COMPARISONS
        and not differ
        and (comparison := compared_places([one for _, one in told], quantity))
    ):
        yield comparison
        named = []
    for (name, one), when in zip(named, times, strict=False):
        head, dangers = f"{name}, {when}" if differ else name, warnings(_dangers(one))
        lines = [line for line in _lines(one, quantity) if line]
        in_days = one.period.has_days and not _is_too_far(one, quantity)
        if in_days and not shortest:
            yield "\n".join(["", " · ".join([head, *dangers]), *lines])
        else:
            first = _on_the_whole(lines, one, quantity) if in_days else _in_a_list(lines, one, quantity)
            # A symbol sets a line off as well as a colon does.
            colon = ":" if first[:1].isalnum() or first[:1] in SIGNS else ""
            yield " · ".join([f"{head}{colon} {first}", *dangers])
    origins = {origin for _, one in told for origin in _origin(one, usual_provider)}
    yield from sorted(origins)


def _when(told: Told) -> str:
    words = time_words(told)
    day = told.day
    # Of today a provider may tell only what is left, which is not the lowest and the highest of the day.
    if told.period.kind is PeriodKind.DAY and day is not None and not day.whole and day.date == told.today:
        return told.units.texts("when-rest", when=words)
    return words


def _lines(told: Told, quantity: Quantity) -> list[str]:
    """Return what was asked, and then what is worth knowing, or why it is not known."""
    if told.period.has_days:
        return _days(told, quantity)
    lines = RENDERERS[quantity](told)
    return lines or [_unknown(told, quantity)]


def _days(told: Told, quantity: Quantity) -> list[str]:
    """Return a line for each day that is known, and how far that is."""
    # Whether it rains is told once, above the days.
    render = brief if quantity is Quantity.WEATHER or quantity in FALLS else RENDERERS[quantity]
    lines, unknown = [], []
    for day in told.period.dates:
        one = told.on(day)
        told_of_day = [line for line in render(one) if line] if not _is_too_far(one, quantity) else []
        if told_of_day:
            line = told_of_day[0]
            if quantity is Quantity.WIND and one.excerpt is not None:
                line = listed([line, temperature_words(one.excerpt.temperature, told.units)])
            lines.append(f"<b>{day_label(day, told.units.texts)}</b> {line}")
        else:
            unknown.append(day)
    if not lines:
        return [_unknown(told, quantity)]
    if quantity in FALLS:
        lines.insert(0, days_with(told, FALLS[quantity]))
    if quantity in COMPARISONS and len(told.period.dates) == 2:  # noqa: PLR2004
        lines.insert(0, compared_days(told))
    if unknown and unknown[-1] == told.period.dates[-1]:
        known = unknown[0] - timedelta(days=1)
        lines.append(told.units.texts("asked-no-further", date=day_and_month(known, told.units)))
    return lines


def _in_a_list(lines: list[str], told: Told, quantity: Quantity) -> str:
    """Return the first line, and how warm it is where that is not in it."""
    excerpt = told.excerpt
    if quantity not in FALLS or excerpt is None or not lines:
        return lines[0] if lines else ""
    return listed([lines[0], temperature_words(excerpt.temperature, told.units)])


def _on_the_whole(lines: list[str], told: Told, quantity: Quantity) -> str:
    """Return several days in one line: what falls, and the lowest and the highest temperature."""
    spans = [excerpt.temperature for day in told.period.dates if (excerpt := told.on(day).excerpt) is not None]
    known = span_of(degrees for span in spans if span is not None for degrees in span)
    return listed([lines[0] if quantity in FALLS else "", temperature_words(known, told.units)]) or lines[0]


def _reach(told: Told) -> date | None:
    """Return the last day that is known, None where no day is."""
    data = told.data
    if data.forecast is not None:
        return last_day(data.forecast, told.now)
    starts = [hour.start for hour in data.air.hours] if data.air is not None else []
    starts += [hour.start for hour in data.sea.hours] if data.sea is not None else []
    return max((start.astimezone(data.timezone).date() for start in starts), default=None)


def _is_too_far(told: Told, quantity: Quantity) -> bool:
    reach = _reach(told)
    return quantity not in ALWAYS_KNOWN and reach is not None and told.period.dates[0] > reach


def _unknown(told: Told, quantity: Quantity) -> str:
    texts = told.units.texts
    if told.past:
        yesterday = told.today - timedelta(days=1)
        return texts("asked-past-unknown" if told.period.dates[0] < yesterday else "asked-yesterday-unknown")
    reach = _reach(told)
    if _is_too_far(told, quantity) and reach is not None:
        return texts("asked-too-far", date=day_and_month(reach, told.units))
    return texts("asked-unknown", quantity=quantity.value)


def _dangers(told: Told) -> Iterator[str]:
    """Yield what is dangerous in the period and not over, whatever was asked."""
    forecast, report = told.data.forecast, told.data.report
    local, units = told.data.timezone, told.units
    if told.is_now and report is not None:
        for kind in kinds_of(report.condition, report.wind_gust):
            yield capital(hazard_name(kind, units))
    elif forecast is not None and told.period.has_days:
        days = (
            (day, hazards(forecast.steps, told.on(day).period.start, told.on(day).period.end))
            for day in told.period.dates
        )
        if dangers := hazard_days(days, units):
            yield dangers
    elif forecast is not None and not told.past:
        # Hazards show their hours on the whole day, even if the question is about an hour or a part of it.
        day = told.on(told.period.dates[0]).period
        start = max(day.start, told.now)
        for hazard in hazards(forecast.steps, start, day.end):
            if (hazard.start or start) < told.period.end and (hazard.end or day.end) > told.period.start:
                yield capital(hazard_text(hazard, units, local, late=start > day.start))


def _origin(told: Told, usual_provider: str) -> Iterator[str]:
    if not told.data.sources:
        return
    source = told.data.sources[0]
    if isinstance(source, Report):
        words = [*phrases.provider(source, usual_provider), *phrases.observed(source, told.units, told.now)]
    else:
        words = [*phrases.origin(source, told.units, usual_provider)]
    if words:
        yield " · ".join(words)
