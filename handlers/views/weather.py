"""The weather now as a message: a card about one place, or a block of two lines for each of several places."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from handlers.views import report as phrases
from handlers.views.air import notice_lines
from handlers.views.entries import failed_entry_text, left_out_text, needs_region, place_title_phrases
from handlers.views.fitting import bold, fit
from handlers.views.hazards import WARNING_SIGN, capitalized, current_hazard_phrases, with_warning_sign
from handlers.views.names import distinct_name
from handlers.views.units import Units
from handlers.views.warnings import answer_warning_lines
from services.answers import Answer, Entry
from services.places import Match
from services.weather import Report
from services.weather.air_notice import AirNotice

FIGURE_SPACE = "\u2007"
"""A space as wide as a digit; it aligns the temperatures of the blocks."""

MAX_CACHED_REPORTS = 1_000
"""Maximum number of reports whose rendered phrases are cached."""


def weather_text(answer: Answer, units: Units, *, now: datetime, usual_provider: str) -> str:
    """Return *answer* as HTML of at most 4,096 characters.

    An answer about one place is a card of at most six lines, followed by at most three lines of the air notice. An
    answer about several places has a block of two lines for each place. Official warnings are above the weather.

    Blocks show local times if the places have different ones. If the text is too long for a message, the blocks
    omit the wind, the provider and the age. A text that is still too long also omits regions and countries.
    """
    warnings = answer_warning_lines(answer, units, now)

    def message_text(*, show_details: bool = True, show_regions: bool = True) -> str:
        match answer.entries:
            case (Entry(resolution=Match() as match, result=Report() as report, notice=notice),):
                blocks = [card_text(match, report, units, now, usual_provider, notice)]
            case entries:
                blocks = [
                    *_block_texts(
                        entries, units, now, usual_provider, show_details=show_details, show_regions=show_regions
                    )
                ]
        if warnings:
            separator = "\n" if len(answer.entries) == 1 else "\n\n"
            blocks[0] = "\n".join(warnings) + separator + blocks[0]
        if answer.left_out:
            blocks.append(left_out_text(answer, units.texts))
        return "\n\n".join(blocks)

    return fit(
        message_text(),
        lambda: message_text(show_details=False),
        lambda: message_text(show_details=False, show_regions=False),
    )


@dataclass(frozen=True, slots=True)
class _CardParts:
    """The parts of a card that do not depend on the current time."""

    name: Sequence[str]
    hazards: Sequence[str]
    lines: Sequence[str]
    provider: Sequence[str]


@dataclass(frozen=True, slots=True)
class _BlockParts:
    """The parts of a block that do not depend on the current time."""

    report: Report
    name: Sequence[str]
    hazards: Sequence[str]
    emoji: str
    temperature: str
    phrases: Sequence[str]
    """The condition; if the block shows details, also the wind and the provider."""


def card_text(
    match: Match,
    report: Report,
    units: Units,
    now: datetime,
    usual_provider: str,
    air_notice: AirNotice | None = None,
) -> str:
    """Return the card about one place as HTML, with the lines of *air_notice*."""
    card = _card_parts(match, report, units, usual_provider)
    local_time = [units.texts("local-time", time=time) for time in phrases.local_time_phrase(report, units, now)]
    heading = " · ".join([*card.name, *local_time, *card.hazards])
    source = " · ".join([*card.provider, *phrases.observation_time_phrase(report, units, now)])
    warnings = notice_lines(air_notice, match.place, units) if air_notice is not None else ()
    return "\n".join([heading, *card.lines, *warnings, *([capitalized(source)] if source else ())])


@lru_cache(MAX_CACHED_REPORTS)  # many chats ask about the same few cities
def _card_parts(match: Match, report: Report, units: Units, usual_provider: str) -> _CardParts:
    sky = [
        *phrases.temperature_phrase(report, units),
        *phrases.condition_phrase(report, units),
        *phrases.feels_like_phrase(report, units),
    ]
    wind = [
        *phrases.wind_phrase(report, units),
        *phrases.gusts_phrase(report, units),
        *phrases.precipitation_phrase(report, units),
    ]
    lines = [
        f"{phrases.condition_emoji(report)} {', '.join(sky)}",
        ", ".join(wind),
        ", ".join(phrases.air_phrases(report, units)),
        " · ".join(phrases.sun_phrases(report, units)),
    ]
    return _CardParts(
        name=[*place_title_phrases(match, units, always_with_region=True)],
        hazards=with_warning_sign(current_hazard_phrases(report.condition, report.wind_gust, units)),
        lines=[capitalized(line) for line in lines if line],
        provider=[*phrases.provider_phrase(report, usual_provider)],
    )


def _block_texts(
    entries: Sequence[Entry],
    units: Units,
    now: datetime,
    usual_provider: str,
    *,
    show_details: bool,
    show_regions: bool,
) -> Iterator[str]:
    """Yield a block for each entry; for an entry without a report, the reason."""
    blocks = [
        _block_parts(
            entry.resolution,
            entry.result,
            units,
            usual_provider,
            show_details=show_details,
            show_region=show_regions,
        )
        if isinstance(entry.resolution, Match) and isinstance(entry.result, Report)
        else None
        for entry in entries
    ]
    reports = [block.report for block in blocks if block is not None]
    times_differ = len({report.timezone.utcoffset(now) for report in reports if report.timezone}) > 1
    width = max((len(block.temperature) for block in blocks if block is not None), default=0)
    for entry, block in zip(entries, blocks, strict=True):
        if block is None:
            yield failed_entry_text(entry, units.texts)
            continue
        local_time = phrases.local_time_phrase(block.report, units, now) if times_differ else ()
        age = phrases.observation_time_phrase(block.report, units, now, is_brief=True) if show_details else ()
        heading = " · ".join([*block.name, *local_time, *block.hazards])
        temperature = block.temperature.rjust(width, FIGURE_SPACE)
        yield f"{heading}\n{block.emoji} {temperature} {', '.join([*block.phrases, *age])}"


@lru_cache(MAX_CACHED_REPORTS)
def _block_parts(
    match: Match, report: Report, units: Units, usual_provider: str, *, show_details: bool, show_region: bool
) -> _BlockParts:
    """Return the parts of a block; if *show_details* is false, omit the wind and the provider."""
    always_with_region = needs_region(match)
    hazards = with_warning_sign(current_hazard_phrases(report.condition, report.wind_gust, units))
    parts = list(phrases.condition_phrase(report, units))
    if show_details:
        parts += [*phrases.wind_phrase(report, units), *phrases.provider_phrase(report, usual_provider)]
    return _BlockParts(
        report=report,
        name=[*place_title_phrases(match, units, always_with_region=always_with_region)]
        if show_region
        else [bold(distinct_name(match.place))],
        hazards=hazards if show_details else [WARNING_SIGN] * len(hazards),
        emoji=phrases.condition_emoji(report),
        temperature="".join(phrases.temperature_phrase(report, units)),
        phrases=parts,
    )
