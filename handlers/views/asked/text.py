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
from services.answers import Answer, Facts
from services.answers.excerpt import last_day, span_of
from services.places import Match
from services.questions import What
from services.questions.periods import PeriodKind, day_period, period_of
from services.units import MINUS
from services.weather import Report
from services.weather.hazards import hazards, kinds_of

RENDERERS: Mapping[What, Render] = {
    What.WEATHER: weather,
    What.TEMPERATURE: temperature,
    What.RAIN: rain,
    What.SNOW: snow,
    What.THUNDER: thunder,
    What.WIND: wind,
    What.PRESSURE: pressure,
    What.HUMIDITY: humidity,
    What.UV: ultraviolet,
    What.AIR: air,
    What.POLLEN: pollen,
    What.SUN: sun,
    What.SUNSET: sunset,
    What.WARMER: temperature,
    What.COLDER: temperature,
    What.WATER: water,
    What.DAILY: weather,
}

COMPARISONS = frozenset({What.WARMER, What.COLDER})

FALLS = {What.RAIN: RAIN, What.SNOW: SNOW, What.THUNDER: THUNDER}

ALWAYS_KNOWN = frozenset({What.SUN, What.SUNSET})
"""What is computed for any day."""

SIGNS = f"+{MINUS}"

OF_TODAY = frozenset({What.UV, What.SUN, What.SUNSET})
"""What is told of the whole day, even when no time is."""


def asked_text(answer: Answer, units: Units, *, now: datetime, usual_provider: str) -> str:
    """Return *answer* as HTML of at most 4,096 characters.

    One place has what was asked below its name and the time, then what is worth knowing beside it; several places
    have a line each. A provider other than *usual_provider* is named.
    """
    told = [
        (entry.item, _told(entry.item, entry.result, answer, units, now))
        for entry in answer.entries
        if isinstance(entry.item, Match) and isinstance(entry.result, Facts)
    ]

    def text(*, shortest: bool = False) -> str:
        match told:
            case [(match, one)] if len(answer.entries) == 1:
                blocks = ["\n".join(_alone(match, one, answer.what, usual_provider))]
            case _:
                blocks = ["\n".join(_side_by_side(told, answer.what, usual_provider, shortest=shortest))]
        blocks += [
            without_weather(entry, units.texts)
            for entry in answer.entries
            if not (isinstance(entry.item, Match) and isinstance(entry.result, Facts))
        ]
        if answer.left_out:
            blocks.append(left_out(answer, units.texts))
        return "\n\n".join(block for block in blocks if block)

    return fit(text(), lambda: text(shortest=True))


def _told(match: Match, facts: Facts, answer: Answer, units: Units, now: datetime) -> Told:
    period = period_of(answer.when, answer.asked_at, facts.timezone)
    if period.kind is PeriodKind.NOW and answer.what in OF_TODAY:
        period = day_period(now.astimezone(facts.timezone).date(), facts.timezone)
    return Told(match.place, facts, period, units, now)


def _alone(match: Match, told: Told, what: What, usual_provider: str) -> Iterator[str]:
    name = ", ".join(title(match, told.units, in_full=bool(match.choices or match.place.region)))
    lines = [line for line in _lines(told, what) if line]
    if _is_too_far(told, what):
        yield f"{name}: {' '.join(lines)}"
        return
    yield " · ".join([f"{name}, {_when(told)}", *warnings(_dangers(told))])
    yield from lines
    yield from _origin(told, usual_provider)


def _side_by_side(
    told: Sequence[tuple[Match, Told]], what: What, usual_provider: str, *, shortest: bool
) -> Iterator[str]:
    names = distinct_names([one.place for _, one in told])
    named = [(bold(name), one) for name, (_, one) in zip(names, told, strict=True)]
    times = [_when(one) for _, one in told]
    differ = len(set(times)) > 1
    if times and not differ:
        yield capital(times[0])
    if what in COMPARISONS and not differ and (comparison := compared_places([one for _, one in told], what)):
        yield comparison
        named = []
    for (name, one), when in zip(named, times, strict=False):
        head, dangers = f"{name}, {when}" if differ else name, warnings(_dangers(one))
        lines = [line for line in _lines(one, what) if line]
        in_days = one.period.has_days and not _is_too_far(one, what)
        if in_days and not shortest:
            yield "\n".join(["", " · ".join([head, *dangers]), *lines])
        else:
            first = _on_the_whole(lines, one, what) if in_days else _in_a_list(lines, one, what)
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


def _lines(told: Told, what: What) -> list[str]:
    """Return what was asked, and then what is worth knowing, or why it is not known."""
    if told.period.has_days:
        return _days(told, what)
    lines = RENDERERS[what](told)
    return lines or [_unknown(told, what)]


def _days(told: Told, what: What) -> list[str]:
    """Return a line for each day that is known, and how far that is."""
    # Whether it rains is told once, above the days.
    render = brief if what is What.WEATHER or what in FALLS else RENDERERS[what]
    lines, unknown = [], []
    for day in told.period.dates:
        one = told.on(day)
        told_of_day = [line for line in render(one) if line] if not _is_too_far(one, what) else []
        if told_of_day:
            lines.append(f"<b>{day_label(day, told.units.texts)}</b> {told_of_day[0]}")
        else:
            unknown.append(day)
    if not lines:
        return [_unknown(told, what)]
    if what in FALLS:
        lines.insert(0, days_with(told, FALLS[what]))
    if what in COMPARISONS and len(told.period.dates) == 2:  # noqa: PLR2004
        lines.insert(0, compared_days(told))
    if unknown and unknown[-1] == told.period.dates[-1]:
        known = unknown[0] - timedelta(days=1)
        lines.append(told.units.texts("asked-no-further", date=day_and_month(known, told.units)))
    return lines


def _in_a_list(lines: list[str], told: Told, what: What) -> str:
    """Return the first line, and how warm it is where that is not in it."""
    excerpt = told.excerpt
    if what not in FALLS or excerpt is None or not lines:
        return lines[0] if lines else ""
    return listed([lines[0], temperature_words(excerpt.temperature, told.units)])


def _on_the_whole(lines: list[str], told: Told, what: What) -> str:
    """Return several days in one line: what falls, and the lowest and the highest temperature."""
    spans = [excerpt.temperature for day in told.period.dates if (excerpt := told.on(day).excerpt) is not None]
    known = span_of(degrees for span in spans if span is not None for degrees in span)
    return listed([lines[0] if what in FALLS else "", temperature_words(known, told.units)]) or lines[0]


def _reach(told: Told) -> date | None:
    """Return the last day that is known, None where no day is."""
    facts = told.facts
    if facts.forecast is not None:
        return last_day(facts.forecast, told.now)
    starts = [hour.start for hour in facts.air.hours] if facts.air is not None else []
    starts += [hour.start for hour in facts.sea.hours] if facts.sea is not None else []
    return max((start.astimezone(facts.timezone).date() for start in starts), default=None)


def _is_too_far(told: Told, what: What) -> bool:
    reach = _reach(told)
    return what not in ALWAYS_KNOWN and reach is not None and told.period.dates[0] > reach


def _unknown(told: Told, what: What) -> str:
    texts = told.units.texts
    if told.past:
        yesterday = told.today - timedelta(days=1)
        return texts("asked-past-unknown" if told.period.dates[0] < yesterday else "asked-yesterday-unknown")
    reach = _reach(told)
    if _is_too_far(told, what) and reach is not None:
        return texts("asked-too-far", date=day_and_month(reach, told.units))
    return texts("asked-unknown", what=what.value)


def _dangers(told: Told) -> Iterator[str]:
    """Yield what is dangerous in the period and not over, whatever was asked."""
    forecast, report = told.facts.forecast, told.facts.report
    local, units = told.facts.timezone, told.units
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
    if not told.facts.sources:
        return
    source = told.facts.sources[0]
    if isinstance(source, Report):
        words = [*phrases.provider(source, usual_provider), *phrases.observed(source, told.units, told.now)]
    else:
        words = [*phrases.origin(source, told.units, usual_provider)]
    if words:
        yield " · ".join(words)
