"""The weather now as a message: a card for one place, two lines per place for several."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from functools import lru_cache

from handlers.views import report as phrases
from handlers.views.entries import failed_entry, left_out_text, title
from handlers.views.fitting import bold, fit
from handlers.views.hazards import WARNING_SIGN, hazards_of_moment, with_warning_sign
from handlers.views.units import Units
from services.answers import Answer, Entry
from services.places import Match
from services.weather import Report

FIGURE_SPACE = "\u2007"
"""A space as wide as a digit, which aligns the temperatures."""

MAX_CACHED_REPORTS = 1_000
"""Maximum number of reports whose phrases are cached."""


def weather_text(answer: Answer, units: Units, *, now: datetime, usual_provider: str) -> str:
    """Return *answer* as HTML of at most 4,096 characters.

    One place has a card of at most six lines. Several places have a block of two lines each, with the local time
    if it differs between them. The first line of a card or block has the name and the hazards. The text names a
    provider other than *usual_provider*. Blocks that do not fit into a
    message lose their details, then their countries.
    """

    def text(*, details: bool = True, region_and_country: bool = True) -> str:
        match answer.entries:
            case (Entry(Match() as match, Report() as report),):
                blocks = [_card(match, report, units, now, usual_provider)]
            case entries:
                blocks = list(
                    _blocks(
                        entries, units, now, usual_provider, details=details, region_and_country=region_and_country
                    )
                )
        if answer.left_out:
            blocks.append(left_out_text(answer, units.texts))
        return "\n\n".join(blocks)

    return fit(text(), lambda: text(details=False), lambda: text(details=False, region_and_country=False))


def _hazards(report: Report, units: Units) -> list[str]:
    return with_warning_sign(hazards_of_moment(report.condition, report.wind_gust, units))


def _card(match: Match, report: Report, units: Units, now: datetime, usual_provider: str) -> str:
    sky = [
        *phrases.temperature(report, units),
        *phrases.condition(report, units),
        *phrases.feels_like(report, units),
    ]
    wind = [*phrases.wind(report, units), *phrases.gusts(report, units), *phrases.precipitation(report, units)]
    lines = [
        " · ".join(
            [
                *title(match, units, in_full=True),
                *(units.texts("local-time", time=clock) for clock in phrases.local_time(report, units, now)),
                *_hazards(report, units),
            ]
        ),
        f"{phrases.emoji(report)} " + ", ".join(sky),
        ", ".join(wind),
        ", ".join(phrases.air(report, units)),
        " · ".join(phrases.sun(report, units)),
        " · ".join([*phrases.provider(report, usual_provider), *phrases.observed(report, units, now)]),
    ]
    return "\n".join(line[0].upper() + line[1:] for line in lines if line)


def _blocks(
    entries: Sequence[Entry],
    units: Units,
    now: datetime,
    usual_provider: str,
    *,
    details: bool,
    region_and_country: bool,
) -> Iterator[str]:
    reports = [entry.result for entry in entries if isinstance(entry.result, Report)]
    times_differ = len({report.timezone.utcoffset(now) for report in reports if report.timezone}) > 1
    width = max(
        (len(_phrases_of(report, units, usual_provider, details=details)[0]) for report in reports), default=0
    )
    for entry in entries:
        if not (isinstance(entry.item, Match) and isinstance(entry.result, Report)):
            yield failed_entry(entry, units.texts)
            continue
        name: Iterable[str] = [bold(entry.item.place.name)]
        if region_and_country:
            name = title(entry.item, units, in_full=bool(entry.item.choices or entry.item.place.region))
        local_time = phrases.local_time(entry.result, units, now) if times_differ else ()
        degrees, rest = _phrases_of(entry.result, units, usual_provider, details=details)
        age = phrases.observed(entry.result, units, now, brief=True) if details else ()
        rest = ", ".join(filter(None, (rest, *age)))
        sky = f"{phrases.emoji(entry.result)} {degrees.rjust(width, FIGURE_SPACE)} {rest}"
        hazard_words = _hazards(entry.result, units)
        # Without details, the warning sign alone still fits.
        yield (
            " · ".join([*name, *local_time, *(hazard_words if details else [WARNING_SIGN] * bool(hazard_words))])
            + f"\n{sky}"
        )


@lru_cache(MAX_CACHED_REPORTS)  # many chats ask for the same few cities
def _phrases_of(report: Report, units: Units, usual_provider: str, *, details: bool) -> tuple[str, str]:
    """Return the temperature, and the other phrases of a block: the condition and, with *details*, more."""
    rest = list(phrases.condition(report, units))
    if details:
        rest += [*phrases.wind(report, units), *phrases.provider(report, usual_provider)]
    return "".join(phrases.temperature(report, units)), ", ".join(rest)
