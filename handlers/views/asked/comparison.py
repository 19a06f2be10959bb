"""Which of several places is warmer."""

from collections.abc import Sequence

from handlers.views.asked.told import Told
from handlers.views.fitting import bold
from services.answers.excerpt import Span


def warmest(told: Sequence[Told]) -> str:
    """Return which place is the warmest, and all their temperatures; nothing where fewer than two are known."""
    known = [(one, degrees) for one in told if (degrees := _degrees(one)) is not None]
    if len(known) < 2:  # noqa: PLR2004
        return ""
    known.sort(key=lambda pair: sum(pair[1]), reverse=True)
    units, texts = told[0].units, told[0].units.texts
    (first, degrees), *others = known
    rest = ", ".join(
        texts("asked-other-place", name=bold(one.place.name), temperature=units.temperatures(*other))
        for one, other in others
    )
    shown = {units.temperatures(*one) for _, one in known}
    return texts(
        "asked-warmer",
        same=str(len(shown) == 1).lower(),
        name=bold(first.place.name),
        temperature=units.temperatures(*degrees),
        rest=rest,
    )


def _degrees(told: Told) -> Span | None:
    report, excerpt = told.facts.report, told.excerpt
    if told.is_now and report is not None:
        return None if report.temperature is None else (report.temperature, report.temperature)
    return excerpt.temperature if excerpt is not None else None
