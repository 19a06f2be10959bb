"""Hazards in words; messages name them in the first line about a place."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, datetime, tzinfo

from babel.dates import format_date

from handlers.views.units import Units
from services.weather import Condition
from services.weather.hazards import KINDS_BY_SEVERITY, Hazard, HazardKind, hazard_kinds
from services.weather.precipitation import MIN_EXPECTED_PROBABILITY

SIGN = "⚠️"


def hazard_text(hazard: Hazard, units: Units, local: tzinfo, *, late: bool = False) -> str:
    """Return "Ice: freezing rain 09:00–12:00 (80 %)", with times in the zone *local*.

    A hazard without a start and an end lasts all day or, if *late*, the rest of the day.
    """
    kind = _kind(hazard.kind, hazard.gust, units)
    start, end = (None if moment is None else moment.astimezone(local) for moment in (hazard.start, hazard.end))
    text = hours_text(kind, start, end, units, late=late, broken=hazard.has_breaks)
    if hazard.probability is None:
        return text
    return units.texts("push-likely", spell=text, percent=units.percent(hazard.probability))


def present_hazards(condition: Condition | None, wind_gust: float | None, units: Units) -> list[str]:
    """Return "Ice: freezing rain" and "Storm gusts up to 31 m/s" for the weather of one moment.

    *wind_gust* is in m/s.
    """
    return [_kind(kind, wind_gust, units) for kind in hazard_kinds(condition, wind_gust)]


def _kind(kind: HazardKind, wind_gust: float | None, units: Units) -> str:
    return units.texts(f"hazard-{kind}", gust="" if wind_gust is None else units.wind(wind_gust))


def hazard_name(kind: HazardKind, units: Units) -> str:
    """Return a short name for lists of hazards: "ice" or "storm gusts"."""
    return units.texts(f"danger-{kind}")


def warnings(dangers: Iterable[str]) -> list[str]:
    """Return *dangers* joined behind one warning sign, or an empty list if there are none."""
    text = "; ".join(dangers)
    return [f"{SIGN} {text}"] if text else []


def hazard_days(hazards_by_day: Iterable[tuple[date, Sequence[Hazard]]], units: Units) -> str:
    """Return the hazards with their days: "Ice: Thu 26, Fri 27 (40 %); storm gusts: Sat 28".

    An unlikely hazard is followed by its probability. The text is empty if there is no hazard.
    """
    days = defaultdict[str, dict[date, list[Hazard]]](lambda: defaultdict(list))
    found = [(day, hazard) for day, hazards in hazards_by_day for hazard in hazards]
    for day, hazard in sorted(found, key=lambda pair: KINDS_BY_SEVERITY.index(pair[1].kind)):
        days[hazard_name(hazard.kind, units)][day].append(hazard)
    return capital(
        "; ".join(
            f"{name}: {', '.join(_day(day, on_days[day], units) for day in sorted(on_days))}"
            for name, on_days in days.items()
        )
    )


def _day(day: date, hazards: Iterable[Hazard], units: Units) -> str:
    label: str = format_date(day, "EEE d", locale=units.texts.language)
    likely = max(
        MIN_EXPECTED_PROBABILITY if hazard.probability is None else hazard.probability for hazard in hazards
    )
    return label if likely >= MIN_EXPECTED_PROBABILITY else f"{label} ({units.percent(likely)})"


def hours_text(
    kind: str,
    start: datetime | None,
    end: datetime | None,
    units: Units,
    *,
    late: bool = False,
    broken: bool = False,
) -> str:
    """Return *kind* with the times of its *start* and *end*, if known; both are in the local zone.

    *broken* weather stops in between. If *late*, the first hours of the day are over.
    """
    if start and end:
        text = units.texts("push-between", kind=kind, start=units.time(start), end=units.time(end))
    elif start:
        text = units.texts("push-from", kind=kind, start=units.time(start))
    elif end:
        text = units.texts("push-until", kind=kind, end=units.time(end))
    else:
        text = units.texts("push-rest-of-day" if late else "push-all-day", kind=kind)
    return units.texts("push-broken", spell=text) if broken else text


def capital(text: str) -> str:
    """Return *text* with a capital first letter."""
    return text[:1].upper() + text[1:]
