"""Answers about several places as rich messages: a table, and a collapsed block with details.

The longest answer, about 20 places, is far below Telegram's limits of 500 blocks and 32,768 characters.
https://core.telegram.org/bots/api#inputrichmessage
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from html.parser import HTMLParser

from aiogram.types import (
    InputRichBlockDetails,
    InputRichBlockParagraph,
    InputRichBlockTable,
    InputRichBlockUnion,
    InputRichMessage,
    RichBlockTableCell,
    RichTextBold,
    RichTextUnion,
)

from handlers.views import report as phrases
from handlers.views.comparison import UNKNOWN_CELL, date_range_text, dates_to_compare
from handlers.views.entries import failed_entry_text, left_out_text, place_title_phrases
from handlers.views.fitting import bold
from handlers.views.forecast import (
    day_lines,
    forecasts_of,
    hazard_lines_of_places,
    source_lines_of_places,
    with_distinct_names,
)
from handlers.views.hazards import current_hazard_phrases, with_warning_sign
from handlers.views.names import distinct_names
from handlers.views.units import Units, option_name
from handlers.views.warnings import answer_warning_lines
from handlers.views.weather import card_text
from services.answers import Answer
from services.places import Match
from services.questions import Subject
from services.units import AnswerLayout
from services.weather import Day, Forecast, Report
from services.weather.forecast import USUAL_DAYS

MIN_PLACES_IN_REPORT_TABLE = 3
"""Minimum number of places for which the weather now is shown as a table."""

MIN_PLACES_IN_FORECAST_TABLE = 2
"""Minimum number of places for which forecasts are shown as a table."""


def rich_answer(answer: Answer, units: Units, *, now: datetime, usual_provider: str) -> InputRichMessage | None:
    """Return *answer* as a rich message; None if the chat has not chosen tables, or if no table is possible."""
    if units.layout is not AnswerLayout.AS_TABLE:
        return None
    match answer.subject:
        case Subject.NOW:
            blocks = _report_blocks(answer, units, now, usual_provider)
        case Subject.DAYS:
            blocks = _forecast_blocks(answer, units, usual_provider)
        case _:
            return None
    if not blocks:
        return None
    blocks += [
        _paragraph(failed_entry_text(entry, units.texts))
        for entry in answer.entries
        if not isinstance(entry.result, Report | Forecast)
    ]
    if answer.left_out:
        blocks.append(_paragraph(left_out_text(answer, units.texts)))
    return InputRichMessage(blocks=blocks, skip_entity_detection=True)


def _report_blocks(answer: Answer, units: Units, now: datetime, usual_provider: str) -> list[InputRichBlockUnion]:
    """Return paragraphs with warnings and hazards, a table with a row for each place, and collapsed cards."""
    reports = [
        (entry.resolution, entry.result)
        for entry in answer.entries
        if isinstance(entry.resolution, Match) and isinstance(entry.result, Report)
    ]
    if len(reports) < MIN_PLACES_IN_REPORT_TABLE:
        return []
    texts = units.texts
    names = distinct_names([match.place for match, _ in reports])
    named = list(zip(names, (report for _, report in reports), strict=True))
    hazards = [
        f"{bold(name)} · {words}"
        for name, report in named
        for words in with_warning_sign(current_hazard_phrases(report.condition, report.wind_gust, units))
    ]
    times_differ = len({report.timezone.utcoffset(now) for _, report in reports if report.timezone}) > 1
    rows = [_header_row(["", *([""] if times_differ else []), texts("rich-now"), texts("rich-wind")])]
    for name, (match, report) in zip(names, reports, strict=True):
        local_time = "".join(phrases.local_time_phrase(report, units, now)) or UNKNOWN_CELL
        now_words = [phrases.condition_emoji(report), *phrases.temperature_phrase(report, units)]
        wind = UNKNOWN_CELL if report.wind_speed is None else units.wind(report.wind_speed)
        cells = [*([local_time] if times_differ else []), " ".join(now_words), wind]
        is_substitute = match.capital_of or match.stands_for or match.kilometres_away is not None
        heading = (
            " · ".join(place_title_phrases(match, units, always_with_region=False))
            if is_substitute
            else bold(name)
        )
        rows.append([_row_heading_cell(heading), *map(_table_cell, cells)])
    cards = (card_text(match, report, units, now, usual_provider) for match, report in reports)
    return [
        *map(_paragraph, [*answer_warning_lines(answer, units, now), *hazards]),
        _table(rows, is_striped=True),
        *map(_paragraph, _source_lines(named, units, now, usual_provider)),
        _collapsed_block(cards, units),
    ]


def _source_lines(
    named: Sequence[tuple[str, Report]], units: Units, now: datetime, usual_provider: str
) -> Iterator[str]:
    """Yield lines of HTML with the providers other than *usual_provider* and the ages of old reports."""
    names_by_origin = defaultdict[str, list[str]](list)
    for name, report in named:
        age = phrases.observation_time_phrase(report, units, now, is_brief=True)
        names_by_origin[" · ".join([*phrases.provider_phrase(report, usual_provider), *age])].append(name)
    for origin, names in names_by_origin.items():
        if origin:
            places = "" if len(names) == len(named) else f"{', '.join(map(bold, names))}: "
            yield f"{places}{origin}"


def _forecast_blocks(answer: Answer, units: Units, usual_provider: str) -> list[InputRichBlockUnion]:
    """Return paragraphs with hazards, a table with three rows for each place, and collapsed lists of days."""
    forecasts = forecasts_of(answer)
    if len(forecasts) < MIN_PLACES_IN_FORECAST_TABLE:
        return []
    texts = units.texts
    named = with_distinct_names(forecasts)
    days = dates_to_compare([forecast for _, forecast in named])
    rows = [_header_row([option_name(units.temperature_unit, texts), *(texts.date(day, "EEE") for day in days)])]
    for name, forecast in named:
        known = {day.date: day for day in forecast.days}
        rows += _day_rows(name, [known.get(day) for day in days], units)
    lines = ("\n".join(day_lines(match, forecast, USUAL_DAYS, units)) for match, forecast in forecasts)
    return [
        *map(_paragraph, hazard_lines_of_places(named, units)),
        _paragraph(date_range_text(days, units)),
        _table(rows),
        _collapsed_block(lines, units),
        *map(_paragraph, source_lines_of_places(named, units, usual_provider)),
    ]


def _day_rows(name: str, days: Sequence[Day | None], units: Units) -> Iterator[list[RichBlockTableCell]]:
    """Yield the three rows of a place: the weather, the highest and the lowest temperatures of *days*.

    The first cell contains *name*, and spans the three rows.
    """

    def degrees(celsius: float | None) -> str:
        return UNKNOWN_CELL if celsius is None else units.temperature_number(celsius)

    skies = [None if day is None else day.condition for day in days]
    yield [
        _row_heading_cell(bold(name), rows=3),
        *(_table_cell(UNKNOWN_CELL if sky is None else phrases.CONDITION_EMOJI[sky]) for sky in skies),
    ]
    yield [_table_cell(RichTextBold(text=degrees(None if day is None else day.temperature_max))) for day in days]
    yield [_table_cell(degrees(None if day is None else day.temperature_min)) for day in days]


def _table(rows: list[list[RichBlockTableCell]], *, is_striped: bool = False) -> InputRichBlockTable:
    return InputRichBlockTable(cells=rows, is_striped=is_striped, is_compact=True)


def _header_row(labels: Iterable[str]) -> list[RichBlockTableCell]:
    return [
        RichBlockTableCell(
            text=label or None, is_header=True, align="left" if not index else "right", valign="middle"
        )
        for index, label in enumerate(labels)
    ]


def _row_heading_cell(html: str, *, rows: int | None = None) -> RichBlockTableCell:
    return RichBlockTableCell(text=rich_text(html), align="left", valign="middle", rowspan=rows)


def _table_cell(text: RichTextUnion) -> RichBlockTableCell:
    return RichBlockTableCell(text=text, align="right", valign="middle")


def _collapsed_block(parts: Iterable[str], units: Units) -> InputRichBlockDetails:
    """Return a collapsed block; each of *parts*, texts in HTML, becomes a paragraph."""
    return InputRichBlockDetails(summary=units.texts("rich-details"), blocks=[*map(_paragraph, parts)])


def _paragraph(html: str) -> InputRichBlockParagraph:
    return InputRichBlockParagraph(text=rich_text(html))


def rich_text(html: str) -> RichTextUnion:
    """Convert *html*, whose only tag is <b>, to rich text."""
    parser = _BoldParser()
    parser.feed(html)
    parser.close()
    return parser.parts[0] if len(parser.parts) == 1 else parser.parts


class _BoldParser(HTMLParser):
    """Collects the texts of an HTML document in `parts`; the texts within <b> become bold rich texts."""

    def __init__(self) -> None:
        super().__init__()
        self.parts: list[RichTextUnion] = []
        self._is_bold = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002 - of the base class
        self._is_bold |= tag == "b"

    def handle_endtag(self, tag: str) -> None:
        self._is_bold &= tag != "b"

    def handle_data(self, data: str) -> None:
        self.parts.append(RichTextBold(text=data) if self._is_bold else data)
