"""Which of several places or days is warmer, or colder."""

from collections.abc import Iterable, Sequence

from handlers.views.asked.told import Told
from handlers.views.fitting import bold
from handlers.views.names import distinct_names
from handlers.views.units import Units, day_label
from services.answers.excerpt import Span
from services.questions import Quantity


def compared_places(told: Sequence[Told], quantity: Quantity) -> str:
    """Return which place is the warmest or coldest, and the temperatures; empty if fewer than two are known."""
    names = [bold(name) for name in distinct_names([one.place for one in told])]
    return _compared(zip(names, map(_degrees, told), strict=True), quantity, told[0].units)


def compared_days(told: Told) -> str:
    """Return whether the last day is warmer or colder than the first; empty if one of them is unknown."""
    first, last = (told.on(day) for day in (told.period.dates[0], told.period.dates[-1]))
    before, after = _degrees(first), _degrees(last)
    if before is None or after is None:
        return ""
    quantity = Quantity.WARMER if sum(after) > sum(before) else Quantity.COLDER
    labels = (day_label(one.period.dates[0], told.units.texts) for one in (last, first))
    return _compared(zip(labels, (after, before), strict=True), quantity, told.units)


def _compared(named: Iterable[tuple[str, Span | None]], quantity: Quantity, units: Units) -> str:
    known = [(name, degrees) for name, degrees in named if degrees is not None]
    if len(known) < 2:  # noqa: PLR2004
        return ""
    known.sort(key=lambda pair: sum(pair[1]), reverse=quantity is not Quantity.COLDER)
    (first, degrees), *others = known
    same = len({units.temperatures(*one) for _, one in known}) == 1
    leading = units.texts(
        "asked-colder" if quantity is Quantity.COLDER else "asked-warmer",
        same=str(same).lower(),
        name=first,
        temperature=units.temperatures(*degrees),
    )
    # Joined here, as an argument of a text has an end.
    return ", ".join([leading, *(f"{name} {units.temperatures(*other)}" for name, other in others)])


def _degrees(told: Told) -> Span | None:
    report, excerpt = told.data.report, told.excerpt
    if told.is_now and report is not None:
        return None if report.temperature is None else (report.temperature, report.temperature)
    return excerpt.temperature if excerpt is not None else None
