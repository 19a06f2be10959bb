"""An answer as a message: a card for one city, a block of two lines each for several."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from html import escape

from handlers.texts import Texts
from handlers.views import report as phrases
from handlers.views import units
from handlers.views.fitting import LONGEST_NAME, LONGEST_WHEREABOUTS, bold, cut, length
from services.answers import Answer, Entry
from services.errors import Failure
from services.places import MOST_PLACES, Match, Question, Unknown
from services.weather import Report

LONGEST_LEFT_OUT = 400
"""With these, twenty blocks of the longest still fit into a message."""

FIGURE_SPACE = "\u2007"
"""As wide as a digit: temperatures stand below each other."""


def weather_text(answer: Answer, texts: Texts, *, now: datetime, usual_provider: str) -> str:
    """Return *answer* as HTML of at most 4,096 characters.

    One city fills a card of at most six lines. Several get a block of two lines each, which begins with the
    name; their local times are told where they differ. A provider other than *usual_provider* is named.
    """
    match answer.entries:
        case (Entry(Match() as match, Report() as report),):
            blocks = [_card(match, report, texts, now, usual_provider)]
        case entries:
            blocks = list(_blocks(entries, texts, now, usual_provider))
    if answer.left_out:
        blocks.append(_left_out(answer, texts))
    return "\n\n".join(blocks)


def failure_text(failure: Failure, texts: Texts) -> str:
    """Return why there is no weather, in words that end a sentence."""
    return texts(f"failure-{failure.reason}", status=failure.status or 0)


def _card(match: Match, report: Report, texts: Texts, now: datetime, usual_provider: str) -> str:
    sky = [*phrases.temperature(report), *phrases.condition(report, texts), *phrases.feels_like(report, texts)]
    wind = [*phrases.wind(report, texts), *phrases.gusts(report, texts), *phrases.precipitation(report, texts)]
    lines = [
        " · ".join([*_title(match, texts, in_full=True), *phrases.local_time(report, now)]),
        f"{phrases.emoji(report)} " + ", ".join(sky),
        ", ".join(wind),
        ", ".join(phrases.air(report, texts)),
        " · ".join(phrases.sun(report)),
        " · ".join(phrases.origin(report, texts, usual_provider)),
    ]
    return "\n".join(line[0].upper() + line[1:] for line in lines if line)


def _blocks(entries: Sequence[Entry], texts: Texts, now: datetime, usual_provider: str) -> Iterator[str]:
    reports = [entry.result for entry in entries if isinstance(entry.result, Report)]
    times_differ = len({report.timezone.utcoffset(now) for report in reports if report.timezone}) > 1
    width = max((len(degrees) for report in reports for degrees in phrases.temperature(report)), default=0)
    for entry in entries:
        if not isinstance(entry.item, Match):
            yield f"{bold(entry.item.asked)}: {_why_not(entry, texts)}"
            continue
        name = bold(entry.item.place.name)
        if not isinstance(entry.result, Report):
            yield f"{name}: {_why_not(entry, texts)}"
            continue
        title = _title(entry.item, texts, in_full=bool(entry.item.choices or entry.item.place.region))
        local_time = phrases.local_time(entry.result, now) if times_differ else ()
        degrees = "".join(phrases.temperature(entry.result)).rjust(width, FIGURE_SPACE)
        details = [
            *phrases.condition(entry.result, texts),
            *phrases.wind(entry.result, texts),
            *phrases.origin(entry.result, texts, usual_provider),
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


def _title(match: Match, texts: Texts, *, in_full: bool) -> Iterator[str]:
    name = bold(match.place.name)
    if match.capital_of:
        yield texts("capital", name=name, country=escape(match.capital_of, quote=False))
    else:
        yield name + (_whereabouts(match) if in_full else "")
    if match.away is not None:
        yield texts("away", distance=units.distance(match.away * 1000, texts))


def _whereabouts(match: Match) -> str:
    """Return the country after a name, and the region where it is known because the country does not suffice."""
    place = match.place
    whereabouts = ", ".join(part for part in (place.region, place.country) if part and part != place.name)
    return f", {escape(cut(whereabouts, LONGEST_WHEREABOUTS), quote=False)}" if whereabouts else ""
