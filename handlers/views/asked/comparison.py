"""The answer to a question such as "where is it warmer?"."""

from collections.abc import Sequence

from handlers.views.asked.context import RenderContext
from handlers.views.fitting import bold
from handlers.views.names import distinct_names
from services.answers.excerpt import Span


def warmest_place(contexts: Sequence[RenderContext]) -> str:
    """Return the name of the warmest place and the temperatures of all places.

    Return an empty string if fewer than two temperatures are known.
    """
    names = [bold(name) for name in distinct_names([context.place for context in contexts])]
    named = zip(names, map(_temperature, contexts), strict=True)
    known = [(name, degrees) for name, degrees in named if degrees is not None]
    if len(known) < 2:  # noqa: PLR2004
        return ""
    known.sort(key=lambda pair: sum(pair[1]), reverse=True)
    units = contexts[0].units
    (warmest, degrees), *others = known
    all_equal = len({units.temperature_range(*other) for _, other in known}) == 1
    first = units.texts(
        "asked-warmer", same=str(all_equal).lower(), name=warmest, temperature=units.temperature_range(*degrees)
    )
    # Fluent refuses arguments of 2,500 characters, so the other places are joined here.
    return ", ".join([first, *(f"{name} {units.temperature_range(*other)}" for name, other in others)])


def _temperature(context: RenderContext) -> Span | None:
    report, excerpt = context.facts.report, context.excerpt
    if context.is_now and report is not None:
        return None if report.temperature is None else (report.temperature, report.temperature)
    return excerpt.temperature if excerpt is not None else None
