"""What is dangerous, in words: it stands in the first line of what is told of a place."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, datetime, tzinfo

from babel.dates import format_date

from handlers.views.units import Units
from services.weather import Condition
from services.weather.falls import LIKELY
from services.weather.hazards import MOST_SEVERE_FIRST, Hazard, HazardKind, kinds_of

SIGN = "⚠️"


def hazard_text(hazard: Hazard, units: Units, local: tzinfo, *, late: bool = False) -> str:
    """Return "Ice: freezing rain 09:00–12:00 (80 %)", by the clock of the zone *local*.

    One without a beginning and an end lasts the whole day or, if it is *late*, the rest of it.
    """
    kind = _kind(hazard.kind, hazard.gust, units)
    start, end = (None if moment is None else moment.astimezone(local) for moment in (hazard.start, hazard.end))
    told = hours_text(kind, start, end, units, late=late, broken=hazard.broken)
    if hazard.probability is None:
        return told
    return units.texts("push-likely", spell=told, percent=units.percent(hazard.probability))


def present_hazards(condition: Condition | None, wind_gust: float | None, units: Units) -> list[str]:
    """Return "Ice: freezing rain" and "Storm gusts up to 31 m/s" for weather of one moment; gusts are in m/s."""
    return [_kind(kind, wind_gust, units) for kind in kinds_of(condition, wind_gust)]


def _kind(kind: HazardKind, wind_gust: float | None, units: Units) -> str:
    return units.texts(f"hazard-{kind}", gust="" if wind_gust is None else units.wind(wind_gust))


def hazard_name(kind: HazardKind, units: Units) -> str:
    """Return "ice" or "storm", as a list of hazards has room for."""
    return units.texts(f"danger-{kind}")


def warnings(dangers: Iterable[str]) -> list[str]:
    """Return *dangers* behind one sign, for the line that begins with the place's name; nothing where none are."""
    told = "; ".join(dangers)
    return [f"{SIGN} {told}"] if told else []


def hazard_days(told: Iterable[tuple[date, Sequence[Hazard]]], units: Units) -> str:
    """Return what is dangerous with its days, "Ice: Thu 26, Fri 27 (40 %); storm gusts: Sat 28".

    Where it is rather unlikely that is told. Nothing is returned where nothing is dangerous.
    """
    days = defaultdict[str, dict[date, list[Hazard]]](lambda: defaultdict(list))
    found = [(day, hazard) for day, dangers in told for hazard in dangers]
    for day, hazard in sorted(found, key=lambda one: MOST_SEVERE_FIRST.index(one[1].kind)):
        days[hazard_name(hazard.kind, units)][day].append(hazard)
    return capital(
        "; ".join(
            f"{name}: {', '.join(_day(day, on_days[day], units) for day in sorted(on_days))}"
            for name, on_days in days.items()
        )
    )


def _day(day: date, dangers: Iterable[Hazard], units: Units) -> str:
    label: str = format_date(day, "EEE d", locale=units.texts.language)
    likely = max(LIKELY if hazard.probability is None else hazard.probability for hazard in dangers)
    return label if likely >= LIKELY else f"{label} ({units.percent(likely)})"


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
