"""What is dangerous, in words: it stands before everything else in a message."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, datetime, tzinfo
from itertools import groupby

from babel.dates import format_date

from handlers.views.units import Units
from services.weather.hazards import MOST_SEVERE_FIRST, Hazard, HazardKind

SIGN = "⚠️"


def hazard_text(hazard: Hazard, units: Units, local: tzinfo, *, late: bool = False) -> str:
    """Return "Ice: freezing rain 09:00–12:00 (80 %)", by the clock of the zone *local*.

    One without a beginning and an end lasts the whole day or, if it is *late*, the rest of it.
    """
    gust = "" if hazard.gust is None else units.wind(hazard.gust)
    kind = units.texts(f"hazard-{hazard.kind}", gust=gust)
    start, end = (None if moment is None else moment.astimezone(local) for moment in (hazard.start, hazard.end))
    told = hours_text(kind, start, end, units, late=late, broken=hazard.broken)
    if hazard.probability is None:
        return told
    return units.texts("push-likely", spell=told, percent=units.percent(hazard.probability))


def hazard_name(kind: HazardKind, units: Units) -> str:
    """Return "ice" or "storm", as a list of hazards has room for."""
    return units.texts(f"danger-{kind}")


def hazard_days(told: Iterable[tuple[date, Sequence[Hazard]]], units: Units) -> str:
    """Return what is dangerous with its days, "Ice: Thu 26, Fri 27; storm: Sat 28"; nothing where nothing is."""
    language = units.texts.language
    days = defaultdict[HazardKind, list[date]](list)
    for day, dangers in told:
        for kind in dict.fromkeys(hazard.kind for hazard in dangers):
            days[kind].append(day)
    parts = []
    for name, named in groupby(
        filter(days.__contains__, MOST_SEVERE_FIRST), lambda kind: hazard_name(kind, units)
    ):
        all_days = sorted({day for kind in named for day in days[kind]})
        parts.append(f"{name}: {', '.join(format_date(day, 'EEE d', locale=language) for day in all_days)}")
    return capital("; ".join(parts))


def hours_text(
    kind: str,
    start: datetime | None,
    end: datetime | None,
    units: Units,
    *,
    late: bool = False,
    broken: bool = False,
) -> str:
    """Return *kind* with its hours, as far as there are any."""
    if start and end:
        told = units.texts("push-between", kind=kind, start=units.time(start), end=units.time(end))
    elif start:
        told = units.texts("push-from", kind=kind, start=units.time(start))
    elif end:
        told = units.texts("push-until", kind=kind, end=units.time(end))
    else:
        told = units.texts("push-rest-of-day" if late else "push-all-day", kind=kind)
    return units.texts("push-broken", spell=told) if broken else told


def capital(text: str) -> str:
    """Return *text* as it begins a line."""
    return text[:1].upper() + text[1:]
