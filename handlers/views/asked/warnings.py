"""Lines that answer questions about official warnings."""

from collections.abc import Sequence

from handlers.views.asked.context import RenderContext
from handlers.views.fitting import bold
from handlers.views.names import distinct_name
from handlers.views.units import Units
from handlers.views.warnings import warning_block, warning_line
from services.answers import Entry
from services.places import Match
from services.warnings import OfficialWarning

MAX_BLOCKS = 4
"""Maximum number of warnings that are shown with their descriptions; further warnings take one line each."""


def warnings_of_period(context: RenderContext) -> Sequence[OfficialWarning]:
    """Return the warnings in the period of the question; all warnings for a question that names no time."""
    warnings = context.data.warnings.warnings if context.data.warnings is not None else ()
    if context.is_now:
        return warnings
    period = context.period
    return [warning for warning in warnings if warning.onset < period.end and warning.expires > period.start]


def official_warning_lines(context: RenderContext) -> list[str]:
    """Return a block of HTML for each warning, or a line that says that the service knows of none."""
    if context.is_past or context.data.warnings is None:
        return []
    units, timezone, now = context.units, context.data.timezone, context.now
    warnings = warnings_of_period(context)
    if not warnings:
        key = "warning-none" if context.is_now else "warning-none-then"
        return [units.texts(key, source=context.data.warnings.source)]
    shown, further = warnings[:MAX_BLOCKS], warnings[MAX_BLOCKS:]
    source = units.texts("warning-source", source=context.data.warnings.source)
    return [
        *(warning_block(warning, units, timezone, now) for warning in shown),
        *(warning_line(warning, units, timezone, now) for warning in further),
        source,
    ]


def warnings_in_one_line(context: RenderContext) -> str:
    """Return one line with the most severe warning and the number of further warnings."""
    warnings = warnings_of_period(context)
    if not warnings or context.is_past:
        return "".join(official_warning_lines(context)[:1])
    line = warning_line(warnings[0], context.units, context.data.timezone, context.now)
    if len(warnings) == 1:
        return line
    more_text = context.units.texts("warning-more", count=len(warnings) - 1)
    return f"{line}; {more_text}"


def unknown_warnings_text(entry: Entry, units: Units) -> str:
    """Return a line of HTML that says that the warnings at the place of *entry* are unknown, and why."""
    name = distinct_name(entry.item.place) if isinstance(entry.item, Match) else entry.item.asked
    is_on = entry.failure is not None and entry.failure.is_retryable
    reason = units.texts("warning-unknown" if is_on else "warning-off")
    return f"{bold(name)}: {reason}"
