"""Texts about hazards, such as "Ice: freezing rain 09:00–12:00"."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime, tzinfo
from functools import reduce

from handlers.views.units import Units
from services.weather import Condition
from services.weather.forecast import highest
from services.weather.hazards import HAZARD_KINDS_BY_SEVERITY, Hazard, HazardKind, hazard_kinds
from services.weather.precipitation import MIN_EXPECTED_PROBABILITY

WARNING_SIGN = "⚠️"

EARLIEST_TIME = datetime.min.replace(tzinfo=UTC)
"""Replaces a missing start when hazards are sorted, so that a hazard without a start comes first."""


def hazard_phrases(
    hazards: Iterable[Hazard], units: Units, timezone: tzinfo, *, is_rest_of_day: bool = False
) -> Iterator[str]:
    """Yield a text for each kind of hazard in *hazards*: "Heavy snow 11:00–14:00 and from 17:00 (80 %)".

    Hours are in *timezone*. A hazard without start and end lasts all day; if *is_rest_of_day* is true, it lasts
    for the rest of the day.
    """
    by_kind = defaultdict[HazardKind, list[Hazard]](list)
    for hazard in hazards:
        by_kind[hazard.kind].append(hazard)
    for kind, spells in by_kind.items():
        spells.sort(key=lambda spell: spell.start or EARLIEST_TIME)
        name = _hazard_phrase(kind, highest(spell.gust for spell in spells), units)
        percents = ["" if spell.probability is None else units.percent(spell.probability) for spell in spells]
        hours = []
        for number, (spell, percent) in enumerate(zip(spells, percents, strict=True)):
            start, end = (moment and moment.astimezone(timezone) for moment in (spell.start, spell.end))
            text = with_hours(
                "" if number else name,
                start,
                end,
                units,
                is_rest_of_day=is_rest_of_day,
                has_breaks=spell.has_breaks,
            ).lstrip()
            # A probability that all spells share is written once, after the last spell.
            if percent and (len(set(percents)) > 1 or number == len(spells) - 1):
                text = units.texts("push-likely", spell=text, percent=percent)
            hours.append(text)
        yield reduce(lambda earlier, later: units.texts("push-and", spells=earlier, spell=later), hours)


def current_hazard_phrases(condition: Condition | None, wind_gust: float | None, units: Units) -> list[str]:
    """Return the hazards of the present weather: "Storm gusts up to 31 m/s"; *wind_gust* is in m/s."""
    return [_hazard_phrase(kind, wind_gust, units) for kind in hazard_kinds(condition, wind_gust)]


def _hazard_phrase(kind: HazardKind, wind_gust: float | None, units: Units) -> str:
    return units.texts(f"hazard-{kind}", gust="" if wind_gust is None else units.wind(wind_gust))


def hazard_name(kind: HazardKind, units: Units) -> str:
    """Return the short name of a hazard: "ice" or "storm gusts"."""
    return units.texts(f"hazard-name-{kind}")


def with_warning_sign(hazard_words: Iterable[str]) -> list[str]:
    """Return a list with one text: all *hazard_words* after a warning sign. Without words, the list is empty."""
    text = "; ".join(hazard_words)
    return [f"{WARNING_SIGN} {text}"] if text else []


def hazard_days_text(hazards_by_day: Iterable[tuple[date, Sequence[Hazard]]], units: Units) -> str:
    """Return each hazard with its days: "Ice: Thu 26, Fri 27 (40 %); storm gusts: Sat 28".

    A day on which the hazard is unlikely is followed by the probability. Without hazards, the text is empty.
    """
    days = defaultdict[str, dict[date, list[Hazard]]](lambda: defaultdict(list))
    pairs = [(day, hazard) for day, hazards in hazards_by_day for hazard in hazards]
    for day, hazard in sorted(pairs, key=lambda pair: HAZARD_KINDS_BY_SEVERITY.index(pair[1].kind)):
        days[hazard_name(hazard.kind, units)][day].append(hazard)
    return capitalized(
        "; ".join(
            f"{name}: {', '.join(_day_with_probability(day, on_days[day], units) for day in sorted(on_days))}"
            for name, on_days in days.items()
        )
    )


def _day_with_probability(day: date, hazards: Iterable[Hazard], units: Units) -> str:
    label = units.texts.date(day, "EEE d")
    likely = max(
        MIN_EXPECTED_PROBABILITY if hazard.probability is None else hazard.probability for hazard in hazards
    )
    return label if likely >= MIN_EXPECTED_PROBABILITY else f"{label} ({units.percent(likely)})"


def with_hours(
    weather_name: str,
    start: datetime | None,
    end: datetime | None,
    units: Units,
    *,
    is_rest_of_day: bool = False,
    has_breaks: bool = False,
) -> str:
    """Return *weather_name*, the name of some weather, with its hours: "rain 09:00–12:00", "rain all day".

    *start* and *end* are local times; None stands for the start or the end of the day. If *is_rest_of_day* is
    true, the first hours of the day are over: "rain for the rest of the day". If *has_breaks* is true, the rain or
    gusts stop from time to time between *start* and *end*.
    """
    if start and end:
        text = units.texts("push-between", kind=weather_name, start=units.time(start), end=units.time(end))
    elif start:
        text = units.texts("push-from", kind=weather_name, start=units.time(start))
    elif end:
        text = units.texts("push-until", kind=weather_name, end=units.time(end))
    else:
        text = units.texts("push-rest-of-day" if is_rest_of_day else "push-all-day", kind=weather_name)
    return units.texts("push-broken", spell=text) if has_breaks else text


def capitalized(text: str) -> str:
    """Return *text* with its first letter in upper case."""
    return text[:1].upper() + text[1:]
