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

MAX_WARNINGS_WITH_DESCRIPTION = 4
"""Maximum number of warnings that an answer shows with a description; it shows the others in one line each."""


def warnings_of_period(context: RenderContext) -> Sequence[OfficialWarning]:
    """Return the warnings for the period of the question; all warnings if the question names no time."""
    warnings = context.data.warnings.warnings if context.data.warnings is not None else ()
    if context.is_now:
        return warnings
    period = context.period
    return [warning for warning in warnings if warning.onset < period.end and warning.expires > period.start]


def official_warning_lines(context: RenderContext) -> list[str]:
    """Return the warnings as HTML, or a line that says that their source has no warnings for the place."""
    if context.is_past or context.data.warnings is None:
        return []
    units, timezone, now = context.units, context.data.timezone, context.now
    warnings = warnings_of_period(context)
    if not warnings:
        key = "warning-none" if context.is_now else "warning-none-then"
        return [units.texts(key, source=context.data.warnings.source)]
    shown, further = warnings[:MAX_WARNINGS_WITH_DESCRIPTION], warnings[MAX_WARNINGS_WITH_DESCRIPTION:]
    source = units.texts("warning-source", source=context.data.warnings.source)
    return [
        *(warning_block(warning, units, timezone, now) for warning in shown),
        *(warning_line(warning, units, timezone, now) for warning in further),
        source,
    ]


def warnings_in_one_line(context: RenderContext) -> str:
    """Return the most severe warning in one line, with the number of further warnings."""
    warnings = warnings_of_period(context)
    if not warnings or context.is_past:
        return "".join(official_warning_lines(context)[:1])
    line = warning_line(warnings[0], context.units, context.data.timezone, context.now)
    if len(warnings) == 1:
        return line
    more_text = context.units.texts("warning-more", count=len(warnings) - 1)
    return f"{line}; {more_text}"


def unknown_warnings_text(entry: Entry, units: Units) -> str:
    """Return a line of HTML that says why the warnings at the place of *entry* are unknown."""
    name = distinct_name(entry.resolution.place) if isinstance(entry.resolution, Match) else entry.resolution.asked
    is_on = entry.failure is not None and entry.failure.is_retryable
    reason = units.texts("warning-unknown" if is_on else "warning-off")
    return f"{bold(name)}: {reason}"
