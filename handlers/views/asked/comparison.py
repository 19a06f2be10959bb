"""Which of several places is warmer."""

from collections.abc import Sequence

from handlers.views.asked.told import Told
from handlers.views.fitting import bold
from handlers.views.names import distinct_names
from services.answers.excerpt import Span


def warmest(told: Sequence[Told]) -> str:
    """Return which place is the warmest, and all their temperatures; nothing where fewer than two are known."""
    names = [bold(name) for name in distinct_names([one.place for one in told])]
    named = zip(names, map(_degrees, told), strict=True)
    known = [(name, degrees) for name, degrees in named if degrees is not None]
    if len(known) < 2:  # noqa: PLR2004
        return ""
    known.sort(key=lambda pair: sum(pair[1]), reverse=True)
    units, texts = told[0].units, told[0].units.texts
    (first, degrees), *others = known
    same = len({units.temperatures(*one) for _, one in known}) == 1
    leading = texts(
        "asked-warmer",
        same=str(same).lower(),
        name=first,
        temperature=units.temperatures(*degrees),
    )
    # Joined here, as an argument of a text has an end.
    return ", ".join([leading, *(f"{name} {units.temperatures(*other)}" for name, other in others)])


def _degrees(told: Told) -> Span | None:
    report, excerpt = told.facts.report, told.excerpt
    if told.is_now and report is not None:
        return None if report.temperature is None else (report.temperature, report.temperature)
    return excerpt.temperature if excerpt is not None else None
