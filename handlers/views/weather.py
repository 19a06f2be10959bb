"""An answer as a message: a card for one city, a block of two lines each for several."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from html import escape

from handlers.texts import Texts
from handlers.views import report as phrases
from handlers.views.fitting import LONGEST_NAME, LONGEST_WHEREABOUTS, bold, cut, length
from handlers.views.units import Units
from services.answers import Answer, Entry
from services.errors import Failure
from services.places import MOST_PLACES, Match, Question, Unknown
from services.weather import Report

LONGEST_LEFT_OUT = 400
"""With these, twenty blocks of the longest still fit into a message."""

FIGURE_SPACE = "\u2007"
"""As wide as a digit: temperatures stand below each other."""


def weather_text(answer: Answer, units: Units, *, now: datetime, usual_provider: str) -> str:
    """Return *answer* as HTML of at most 4,096 characters.

    One city fills a card of at most six lines. Several get a block of two lines each, which begins with the
    name; their local times are told where they differ. A provider other than *usual_provider* is named.
    """
    match answer.entries:
        case (Entry(Match() as match, Report() as report),):
            blocks = [_card(match, report, units, now, usual_provider)]
        case entries:
            blocks = list(_blocks(entries, units, now, usual_provider))
    if answer.left_out:
        blocks.append(_left_out(answer, units.texts))
    return "\n\n".join(blocks)


def failure_text(failure: Failure, texts: Texts) -> str:
    """Return why there is no weather, in words that end a sentence."""
    return texts(f"failure-{failure.reason}", status=failure.status or 0)


def _card(match: Match, report: Report, units: Units, now: datetime, usual_provider: str) -> str:
    sky = [
        *phrases.temperature(report, units),
        *phrases.condition(report, units),
        *phrases.feels_like(report, units),
    ]
    wind = [*phrases.wind(report, units), *phrases.gusts(report, units), *phrases.precipitation(report, units)]
    lines = [
        " · ".join([*_title(match, units, in_full=True), *phrases.local_time(report, units, now)]),
        f"{phrases.emoji(report)} " + ", ".join(sky),
        ", ".join(wind),
        ", ".join(phrases.air(report, units)),
        " · ".join(phrases.sun(report, units)),
        " · ".join(phrases.origin(report, units, usual_provider)),
    ]
    return "\n".join(line[0].upper() + line[1:] for line in lines if line)


def _blocks(entries: Sequence[Entry], units: Units, now: datetime, usual_provider: str) -> Iterator[str]:
    reports = [entry.result for entry in entries if isinstance(entry.result, Report)]
    times_differ = len({report.timezone.utcoffset(now) for report in reports if report.timezone}) > 1
    width = max((len(degrees) for report in reports for degrees in phrases.temperature(report, units)), default=0)
    for entry in entries:
        if not isinstance(entry.item, Match):
            yield f"{bold(entry.item.asked)}: {_why_not(entry, units.texts)}"
            continue
        name = bold(entry.item.place.name)
        if not isinstance(entry.result, Report):
            yield f"{name}: {_why_not(entry, units.texts)}"
            continue
        title = _title(entry.item, units, in_full=bool(entry.item.choices or entry.item.place.region))
        local_time = phrases.local_time(entry.result, units, now) if times_differ else ()
        degrees = "".join(phrases.temperature(entry.result, units)).rjust(width, FIGURE_SPACE)
        details = [
            *phrases.condition(entry.result, units),
            *phrases.wind(entry.result, units),
            *phrases.origin(entry.result, units, usual_provider),
        ]
        yield " · ".join([*title, *local_time]) + f"\n{phrases.emoji(entry.result)} {degrees} {', '.join(details)}"


def _why_not(entry: Entry, texts: Texts) -> str:
    if entry.failure is not None:
        return failure_text(entry.failure, texts)
    if isinstance(entry.item, Question):
        return texts("which-one")
    return texts(
        "no-such-place-choices" if isinstance(entry.item, Unknown) and entry.item.choices else "no-such-place"
    )


def _left_out(answer: Answer, texts: Texts) -> str:
    shown: list[str] = []
    room = LONGEST_LEFT_OUT
    for name in (cut(name, LONGEST_NAME) for name in answer.left_out):
        room -= length(name) + 2
        if room < 0:
            break
        shown.append(name)
    listed = ", ".join(shown)
    count = len(answer.left_out) + answer.more_left_out
    if len(shown) < count:
        listed = texts("left-out-more", names=listed, more=str(count - len(shown)))
    return escape(texts("left-out", limit=MOST_PLACES, count=count, names=listed), quote=False)


def _title(match: Match, units: Units, *, in_full: bool) -> Iterator[str]:
    name = bold(match.place.name)
    if match.capital_of:
        yield units.texts("capital", name=name, country=escape(match.capital_of, quote=False))
    else:
        yield name + (_whereabouts(match) if in_full else "")
    if match.away is not None:
        yield units.texts("away", distance=units.distance(match.away * 1000))


def _whereabouts(match: Match) -> str:
    """Return the country after a name, and the region where it is known because the country does not suffice."""
    place = match.place
    whereabouts = ", ".join(part for part in (place.region, place.country) if part and part != place.name)
    return f", {escape(cut(whereabouts, LONGEST_WHEREABOUTS), quote=False)}" if whereabouts else ""
