"""Results of inline queries, and the buttons under the messages that they become."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from html import unescape

from aiogram.enums import ParseMode
from aiogram.types import (
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InlineQueryResultArticle,
    InlineQueryResultsButton,
    InputTextMessageContent,
    LinkPreviewOptions,
)

from handlers.texts import Texts
from handlers.views import report as phrases
from handlers.views.callbacks import MAX_BUTTON_LENGTH
from handlers.views.entries import failed_entry
from handlers.views.fitting import HTML_TAG, truncate
from handlers.views.inline_data import MAX_PLACES, PAGES, InlineCallback, InlinePage, Shown, spots_of
from handlers.views.names import distinct_names
from handlers.views.subjects import VIEWS
from handlers.views.units import Units
from services.answers import Answer, Entry
from services.places import Ambiguous, Spot, Unknown
from services.questions import Subject
from services.weather import Report

MAX_RESULTS = 50
"""Maximum number of results of one inline query."""

MAX_TITLE_LENGTH, MAX_DESCRIPTION_LENGTH = 80, 160
"""Maximum lengths in characters; Telegram shows less on a narrow screen."""

MAX_CHOICES = 8
"""Maximum number of places that buttons offer for an ambiguous or unknown name."""

START_INLINE = "inline"
"""The parameter of /start behind the button above the results."""


@dataclass(frozen=True, slots=True)
class InlineContext:
    """What the results of one inline query, or the buttons of one inline message, have in common."""

    units: Units
    usual_provider: str
    query: str = ""
    unindexed: frozenset[Spot] = frozenset()
    """The keys of places that callback data cannot name."""
    has_inline_mode: bool = True
    """Whether a button may ask a query again; Telegram refuses such a button if inline mode is off."""

    def text(self, answer: Answer) -> str:
        """Return *answer* as HTML."""
        return VIEWS[answer.subject].render(answer, self.units, datetime.now(UTC), self.usual_provider)


def article(
    answer: Answer, context: InlineContext, position: int, *, here: bool = False
) -> InlineQueryResultArticle:
    """Return *answer* as the result at *position*; *here* marks the weather at the user's location."""
    text, units = context.text(answer), context.units
    title = _title(answer, text, units.texts)
    return InlineQueryResultArticle(
        id=_result_id(answer, context, position),
        title=truncate(units.texts("inline-here", name=title) if here else title, MAX_TITLE_LENGTH),
        description=truncate(_description(answer, text, units), MAX_DESCRIPTION_LENGTH) or None,
        input_message_content=InputTextMessageContent(
            message_text=text,
            parse_mode=ParseMode.HTML,
            link_preview_options=LinkPreviewOptions(is_disabled=True),
        ),
        reply_markup=inline_keyboard(answer, context),
    )


def inline_keyboard(answer: Answer, context: InlineContext) -> InlineKeyboardMarkup | None:
    """Return the buttons under an inline message: one renews it, one shows its other page; None without buttons.

    If callback data cannot hold the page, the only button asks the query again.
    """
    rows = [row for row in (list(_buttons(answer, context)), *_choice_rows(answer, context)) if row]
    return InlineKeyboardMarkup(inline_keyboard=rows) if rows else None


def _result_id(answer: Answer, context: InlineContext, position: int) -> str:
    """Return the id of the result at *position*; that of a late answer also has the data to complete it."""
    shown = _shown(answer, PAGES.get(answer.subject), context) if answer.late else None
    return f"{position}:{shown.pack()}" if shown is not None else str(position)


def shown_of_late(chosen_id: str) -> Shown | None:
    """Return what a late result shows, by its id; None for other results."""
    _, _, data = chosen_id.partition(":")
    try:
        return Shown.unpack(InlineCallback.unpack(data)) if data else None
    except (TypeError, ValueError):  # not an id of this version
        return None


def hint_button(texts: Texts) -> InlineQueryResultsButton:
    """Return the button above the results of an empty query without saved places; it opens the bot."""
    return _start_button(texts("inline-hint"))


def problem_button(entry: Entry, texts: Texts) -> InlineQueryResultsButton:
    """Return the button that says why *entry* is not among the results; it opens the bot."""
    return _start_button(_plain(failed_entry(entry, texts)))


def text_result(text: str) -> InlineQueryResultArticle:
    """Return a result whose message is the HTML *text*, without buttons."""
    return InlineQueryResultArticle(
        id="text",
        title=truncate(_plain(text), MAX_TITLE_LENGTH),
        input_message_content=InputTextMessageContent(message_text=text, parse_mode=ParseMode.HTML),
    )


def _start_button(text: str) -> InlineQueryResultsButton:
    return InlineQueryResultsButton(text=truncate(text, MAX_BUTTON_LENGTH), start_parameter=START_INLINE)


def _buttons(answer: Answer, context: InlineContext) -> Iterator[InlineKeyboardButton]:
    texts = context.units.texts
    renewal = _shown(answer, PAGES.get(answer.subject), context)
    if renewal is None and context.has_inline_mode and answer.places:
        query = context.query or _names(answer)
        yield InlineKeyboardButton(text=texts("button-ask-again"), switch_inline_query_current_chat=query)
    elif renewal is not None:
        label = texts("button-retry" if answer.is_worth_retrying else "button-refresh")
        yield InlineKeyboardButton(text=label, callback_data=renewal.pack())
    if answer.subject is Subject.DAYS:
        label, other = texts("button-now"), _shown(answer, InlinePage.NOW, context)
    else:
        label, other = texts("button-days"), _shown(answer, InlinePage.DAYS, context)
    if other is not None and len(answer.entries) <= other.subject.limit:
        yield InlineKeyboardButton(text=label, callback_data=other.pack())


def _choice_rows(answer: Answer, context: InlineContext) -> Iterator[list[InlineKeyboardButton]]:
    """Yield a button for each place that the only name of *answer* may mean, if the name has no place."""
    match [entry.item for entry in answer.entries]:
        case [Ambiguous() | Unknown() as item]:
            for place in item.choices[:MAX_CHOICES]:
                shown = Shown(InlinePage.NOW, context.units, spots_of([place]))
                label = truncate(place.label, MAX_BUTTON_LENGTH)
                yield [InlineKeyboardButton(text=label, callback_data=shown.pack())]


def _shown(answer: Answer, page: InlinePage | None, context: InlineContext) -> Shown | None:
    """Return *page* with the places of *answer*; None if callback data cannot hold it."""
    places = answer.places
    if page is None or not 1 <= len(places) <= MAX_PLACES or len(places) < len(answer.entries):
        return None
    if not context.unindexed.isdisjoint(place.key for place in places):
        return None
    return Shown(page, context.units, spots_of(places))


def _title(answer: Answer, text: str, texts: Texts) -> str:
    place = answer.only_place
    if answer.subject is Subject.DAYS:
        key = "inline-days" if place is not None else "inline-comparison"
        return texts(key, names=place.label if place is not None else _names(answer))
    return _names(answer) if len(answer.places) > 1 else _plain(text.partition("\n")[0])


def _description(answer: Answer, text: str, units: Units) -> str:
    if len(answer.entries) == 1:
        lines = [line for line in _plain(text).split("\n") if line]
        return " · ".join(lines[1:])
    if answer.subject is Subject.NOW:
        return " · ".join(_glimpses(answer, units))
    return (
        units.texts("inline-comparison-hint")
        if answer.subject is Subject.DAYS
        else _plain(text).replace("\n", " · ")
    )


def _glimpses(answer: Answer, units: Units) -> Iterator[str]:
    """Yield the sky and the temperature of each place that has a report."""
    for name, entry in zip(distinct_names(answer.places), answer.entries, strict=True):
        if isinstance(entry.result, Report):
            yield " ".join([name, phrases.emoji(entry.result), *phrases.temperature(entry.result, units)])


def _names(answer: Answer) -> str:
    return ", ".join(distinct_names(answer.places))


def _plain(html: str) -> str:
    return unescape(HTML_TAG.sub("", html))
