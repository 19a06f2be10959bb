"""The answer to a question such as "where is it warmer?" or "is tomorrow warmer than today?"."""

from collections.abc import Iterable, Sequence

from handlers.views.asked.context import RenderContext
from handlers.views.fitting import bold
from handlers.views.names import distinct_names
from handlers.views.units import Units, day_label
from services.answers.excerpt import Span
from services.questions import Quantity


def compared_places(contexts: Sequence[RenderContext], quantity: Quantity) -> str:
    """Return the name of the warmest or coldest place and the temperatures of all places.

    Return an empty string if fewer than two temperatures are known.
    """
    names = [bold(name) for name in distinct_names([context.place for context in contexts])]
    return _comparison(zip(names, map(_temperature, contexts), strict=True), quantity, contexts[0].units)


def compared_days(context: RenderContext) -> str:
    """Return a comparison of the first and last day's temperatures; an empty string if one is unknown."""
    first, last = (context.on_day(day) for day in (context.period.dates[0], context.period.dates[-1]))
    before, after = _temperature(first), _temperature(last)
    if before is None or after is None:
        return ""
    quantity = Quantity.WARMER if sum(after) > sum(before) else Quantity.COLDER
    labels = (day_label(day.period.dates[0], context.units.texts) for day in (last, first))
    return _comparison(zip(labels, (after, before), strict=True), quantity, context.units)


def _comparison(named: Iterable[tuple[str, Span | None]], quantity: Quantity, units: Units) -> str:
    known = [(name, degrees) for name, degrees in named if degrees is not None]
    if len(known) < 2:  # noqa: PLR2004
        return ""
    known.sort(key=lambda pair: sum(pair[1]), reverse=quantity is not Quantity.COLDER)
    (first_name, degrees), *others = known
    all_equal = len({units.temperature_range(*other) for _, other in known}) == 1
    first = units.texts(
        "asked-colder" if quantity is Quantity.COLDER else "asked-warmer",
        same=str(all_equal).lower(),
        name=first_name,
        temperature=units.temperature_range(*degrees),
    )
    # Fluent refuses arguments of 2,500 characters, so the other places are appended here.
    return ", ".join([first, *(f"{name} {units.temperature_range(*other)}" for name, other in others)])


def _temperature(context: RenderContext) -> Span | None:
    report, excerpt = context.data.report, context.excerpt
    if context.is_now and report is not None:
        return None if report.temperature is None else (report.temperature, report.temperature)
    return excerpt.temperature if excerpt is not None else None
