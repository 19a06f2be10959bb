"""Results of inline queries, and the buttons under inline messages."""

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
from aiogram.utils.text_decorations import HtmlDecoration

from handlers.texts import Texts
from handlers.views import report as phrases
from handlers.views.callbacks import MAX_BUTTON_TEXT_LENGTH
from handlers.views.entries import failed_entry_text
from handlers.views.fitting import HTML_TAG, MAX_MESSAGE_LENGTH, truncate, utf16_length
from handlers.views.inline_data import (
    MAX_PLACES_IN_CALLBACK,
    PAGES_BY_SUBJECT,
    InlineCallback,
    InlineContent,
    InlinePage,
    spots_with_regions,
)
from handlers.views.names import distinct_names
from handlers.views.subjects import VIEWS
from handlers.views.units import Units
from services.answers import Answer, Entry
from services.places import Ambiguous, Spot, Unknown
from services.questions import Subject
from services.weather import Report

MAX_INLINE_RESULTS = 50
"""Maximum number of results of one inline query that Telegram accepts."""

MAX_TITLE_LENGTH = 80
"""Maximum length of the title of a result, in UTF-16 code units."""

MAX_DESCRIPTION_LENGTH = 160
"""Maximum length of the description of a result, in UTF-16 code units."""

HTML_DECORATION = HtmlDecoration()

RELATIVE_TIME_FORMAT = "r"
"""The format of a `date_time` entity that Telegram shows as "5 minutes ago"."""

NBSP = "\u00a0"

MAX_PLACE_BUTTONS = 8
"""Maximum number of buttons with the places that an ambiguous or unknown name may mean."""

INLINE_START_PARAMETER = "inline"
"""The parameter of the /start that Telegram sends if a user presses the button above the results."""


@dataclass(frozen=True, slots=True)
class InlineContext:
    """Data for rendering the results of one inline query, or one inline message and its buttons."""

    units: Units
    usual_provider: str
    query: str = ""
    unindexed: frozenset[Spot] = frozenset()
    """Spots of places that the place index lacks, so that callback data cannot contain them."""
    has_update_time: bool = False
    """Whether a message ends with the time at which its weather was updated."""
    has_inline_mode: bool = True
    """Whether inline mode is on; if it is off, Telegram refuses buttons that start an inline query."""

    def text(self, answer: Answer) -> str:
        """Render *answer* as HTML."""
        return VIEWS[answer.subject].render(answer, self.units, datetime.now(UTC), self.usual_provider)

    def message_text(self, answer: Answer) -> str:
        """Render *answer* as the HTML of a message; if `has_update_time`, it ends with the present time."""
        text = self.text(answer)
        if not self.has_update_time or not answer.results:
            return text
        now = datetime.now(UTC)
        # A Telegram client that does not support `date_time` entities shows the time in UTC instead.
        time = self.units.texts("inline-updated-at", time=f"{self.units.time(now)}{NBSP}UTC")
        line = self.units.texts("inline-updated", time=HTML_DECORATION.date_time(time, now, RELATIVE_TIME_FORMAT))
        longer = f"{text}\n\n<i>{line}</i>"
        return longer if utf16_length(longer) <= MAX_MESSAGE_LENGTH else text


def answer_article(
    answer: Answer, context: InlineContext, result_index: int, *, is_user_location: bool = False
) -> InlineQueryResultArticle:
    """Return *answer* as the inline result at *result_index*; mark it if it is about the location of the user."""
    text, units = context.text(answer), context.units
    title = _title(answer, text, units.texts)
    return InlineQueryResultArticle(
        id=_result_id(answer, context, result_index),
        title=truncate(units.texts("inline-here", name=title) if is_user_location else title, MAX_TITLE_LENGTH),
        description=truncate(_description(answer, text, units), MAX_DESCRIPTION_LENGTH) or None,
        input_message_content=InputTextMessageContent(
            message_text=context.message_text(answer),
            parse_mode=ParseMode.HTML,
            link_preview_options=LinkPreviewOptions(is_disabled=True),
        ),
        reply_markup=inline_keyboard(answer, context),
    )


def inline_keyboard(answer: Answer, context: InlineContext) -> InlineKeyboardMarkup | None:
    """Return the buttons under an inline message; None if it has no buttons.

    One button fetches the weather again, and one shows the weather now or the coming days. If callback data cannot
    contain the places of the message, the only button starts the inline query again.
    """
    rows = [row for row in (list(_action_buttons(answer, context)), *_place_choice_rows(answer, context)) if row]
    return InlineKeyboardMarkup(inline_keyboard=rows) if rows else None


def _result_id(answer: Answer, context: InlineContext, result_index: int) -> str:
    """Return the id of the result at *result_index*.

    If *answer* is late, the id encodes its content, so that `on_chosen_result` can complete the message.
    """
    shown = _page_content(answer, PAGES_BY_SUBJECT.get(answer.subject), context) if answer.is_late else None
    return f"{result_index}:{shown.pack()}" if shown is not None else str(result_index)


def content_of_late_result(result_id: str) -> InlineContent | None:
    """Return the content that *result_id* encodes; None if the answer of the result was complete."""
    _, _, data = result_id.partition(":")
    try:
        return InlineContent.unpack(InlineCallback.unpack(data)) if data else None
    except (TypeError, ValueError):  # the id is from another version of the bot
        return None


def open_bot_button(texts: Texts) -> InlineQueryResultsButton:
    """Return the button that opens the bot; it is shown to users without saved places, for an empty query."""
    return _start_button(texts("inline-hint"))


def problem_button(entry: Entry, texts: Texts) -> InlineQueryResultsButton:
    """Return a button that opens the bot; it says why the results lack *entry*."""
    return _start_button(_plain_text(failed_entry_text(entry, texts)))


def text_article(html: str) -> InlineQueryResultArticle:
    """Return a result whose message is *html*, without buttons."""
    return InlineQueryResultArticle(
        id="text",
        title=truncate(_plain_text(html), MAX_TITLE_LENGTH),
        input_message_content=InputTextMessageContent(message_text=html, parse_mode=ParseMode.HTML),
    )


def _start_button(text: str) -> InlineQueryResultsButton:
    return InlineQueryResultsButton(
        text=truncate(text, MAX_BUTTON_TEXT_LENGTH), start_parameter=INLINE_START_PARAMETER
    )


def _action_buttons(answer: Answer, context: InlineContext) -> Iterator[InlineKeyboardButton]:
    texts = context.units.texts
    renewal = _page_content(answer, PAGES_BY_SUBJECT.get(answer.subject), context)
    if renewal is None and context.has_inline_mode and answer.places:
        query = context.query or _joined_names(answer)
        yield InlineKeyboardButton(text=texts("button-ask-again"), switch_inline_query_current_chat=query)
    elif renewal is not None:
        label = texts("button-retry" if answer.is_worth_retrying else "button-refresh")
        yield InlineKeyboardButton(text=label, callback_data=renewal.pack())
    if answer.subject is Subject.DAYS:
        label, other = texts("button-now"), _page_content(answer, InlinePage.NOW, context)
    else:
        label, other = texts("button-days"), _page_content(answer, InlinePage.DAYS, context)
    if other is not None and len(answer.entries) <= other.subject.limit:
        yield InlineKeyboardButton(text=label, callback_data=other.pack())


def _place_choice_rows(answer: Answer, context: InlineContext) -> Iterator[list[InlineKeyboardButton]]:
    """Yield a button for each place that the name of *answer* may mean, if the name is ambiguous or unknown."""
    match [entry.resolution for entry in answer.entries]:
        case [Ambiguous() | Unknown() as item]:
            for place in item.choices[:MAX_PLACE_BUTTONS]:
                shown = InlineContent(InlinePage.NOW, context.units, spots_with_regions([place]))
                label = truncate(place.full_name, MAX_BUTTON_TEXT_LENGTH)
                yield [InlineKeyboardButton(text=label, callback_data=shown.pack())]


def _page_content(answer: Answer, page: InlinePage | None, context: InlineContext) -> InlineContent | None:
    """Return the content *page* about the places of *answer*; None if callback data cannot contain the places."""
    places = answer.places
    if page is None or not 1 <= len(places) <= MAX_PLACES_IN_CALLBACK or len(places) < len(answer.entries):
        return None
    if not context.unindexed.isdisjoint(place.key for place in places):
        return None
    return InlineContent(page, context.units, spots_with_regions(places))


def _title(answer: Answer, text: str, texts: Texts) -> str:
    place = answer.only_place
    if answer.subject is Subject.DAYS:
        key = "inline-days" if place is not None else "inline-comparison"
        return texts(key, names=place.full_name if place is not None else _joined_names(answer))
    return _joined_names(answer) if len(answer.places) > 1 else _plain_text(text.partition("\n")[0])


def _description(answer: Answer, text: str, units: Units) -> str:
    if len(answer.entries) == 1:
        lines = [line for line in _plain_text(text).split("\n") if line]
        return " · ".join(lines[1:])
    if answer.subject is Subject.NOW:
        return " · ".join(_names_with_temperatures(answer, units))
    return (
        units.texts("inline-comparison-hint")
        if answer.subject is Subject.DAYS
        else _plain_text(text).replace("\n", " · ")
    )


def _names_with_temperatures(answer: Answer, units: Units) -> Iterator[str]:
    """Yield a text with the name, the emoji and the temperature of each place that has a report."""
    for name, entry in zip(distinct_names(answer.places), answer.entries, strict=True):
        if isinstance(entry.result, Report):
            yield " ".join(
                [name, phrases.condition_emoji(entry.result), *phrases.temperature_phrase(entry.result, units)]
            )


def _joined_names(answer: Answer) -> str:
    return ", ".join(distinct_names(answer.places))


def _plain_text(html: str) -> str:
    return unescape(HTML_TAG.sub("", html))
