"""The inline keyboards under answers and examples."""

from collections.abc import Collection, Iterator
from functools import cached_property, lru_cache

from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup, SwitchInlineQueryChosenChat

from handlers.texts import Texts
from handlers.views.callbacks import AnswerAction, UseUsUnitsCallback, answer_button, button
from handlers.views.fitting import MAX_NAME_LENGTH, truncate, utf16_length
from handlers.views.subjects import VIEWS, command_of
from services.answers import Answer
from services.places import Ambiguous, LookupFailed, Match, Resolution, Spot, Unknown
from services.questions import Subject

MAX_NAMES_WITH_CHOICES = 2
"""Maximum number of ambiguous names with buttons of their own; if there are more, all share one button."""

MAX_BUTTONS_PER_ROW = 3
"""Maximum number of buttons in a row; on a phone, four would be too narrow."""

MAX_INLINE_QUERY_LENGTH = 256
"""Maximum length of an inline query, in UTF-16 code units."""

MAX_CACHED_KEYBOARDS = 500
"""Maximum number of cached keyboards under answers; a keyboard takes about 2 KB of memory."""


class AnswerKeyboard(InlineKeyboardMarkup):
    """The keyboard under an answer, which is converted to JSON only once."""

    @cached_property
    def as_json(self) -> str:
        """The keyboard as JSON."""
        return self.model_dump_json(exclude_none=True)


def answer_keyboard(
    answer: Answer,
    answer_token: str,
    texts: Texts,
    saved_spots: Collection[Spot] = (),
    *,
    offers_us_units: bool = False,
    can_share_answer: bool = False,
) -> AnswerKeyboard | None:
    """Return the keyboard under *answer*, whose buttons contain *answer_token*; None without buttons.

    *saved_spots* are the spots of the chat's saved places, which need no button that saves them. If
    *can_share_answer* is true, a button asks about the places in another chat; Telegram accepts it only if inline
    mode is on.
    """
    rows: list[list[InlineKeyboardButton]] = []
    own_buttons = VIEWS[answer.subject].buttons
    if own_buttons is not None and not answer.then:
        rows += own_buttons(answer, answer_token, texts)
    for row in _action_rows(answer, saved_spots):
        rows.append([answer_button(texts(label), answer_token, action) for label, action in row])
    last_buttons = list(_watch_and_share_buttons(answer, answer_token, texts, can_share_answer=can_share_answer))
    if rows and len(rows[-1]) + len(last_buttons) <= MAX_BUTTONS_PER_ROW:
        rows[-1] += last_buttons
    elif last_buttons:
        rows.append(last_buttons)
    rows += _choice_rows(answer, answer_token, texts)
    if offers_us_units:
        rows.append([button(texts("button-us-units"), UseUsUnitsCallback(answer=answer_token))])
    return _cached_keyboard(tuple(map(tuple, rows))) if rows else None


@lru_cache(MAX_CACHED_KEYBOARDS)
def _cached_keyboard(rows: tuple[tuple[InlineKeyboardButton, ...], ...]) -> AnswerKeyboard:
    return AnswerKeyboard(inline_keyboard=[list(row) for row in rows])


def namesakes_keyboard(answer: Answer, answer_token: str, entry_index: int, texts: Texts) -> InlineKeyboardMarkup:
    """Return a button for each place that the name at *entry_index* of *answer* may mean, and a back button."""
    rows = [
        *_choice_buttons(answer.all_entries[entry_index].resolution, answer_token, entry_index),
        _back_row(answer_token, texts),
    ]
    return InlineKeyboardMarkup(inline_keyboard=rows)


def ambiguous_names_keyboard(answer: Answer, answer_token: str, texts: Texts) -> InlineKeyboardMarkup:
    """Return a button for each name in *answer* that may mean several places, and a back button."""
    rows = [
        [_namesakes_button(item, answer_token, entry_index, texts)]
        for entry_index, item in _ambiguous_names(answer)
    ]
    return InlineKeyboardMarkup(inline_keyboard=[*rows, _back_row(answer_token, texts)])


def examples_keyboard(
    texts: Texts, *, has_saved_places: bool = False, subject: Subject = Subject.NOW
) -> InlineKeyboardMarkup:
    """Return buttons with example questions about *subject*.

    If *has_saved_places* is true, one more button asks about the saved places.
    """
    command = command_of(subject)
    rows = [[button(text, command.callback(text=text)) for text in map(texts, command.examples)]]
    if has_saved_places:
        rows.insert(0, [button(texts("button-saved"), command.callback(text=""))])
    return InlineKeyboardMarkup(inline_keyboard=rows)


def start_keyboard(texts: Texts, *, has_saved_places: bool, group_link: str) -> InlineKeyboardMarkup:
    """Return buttons with example questions, and a button with *group_link*, which adds the bot to a group."""
    rows = examples_keyboard(texts, has_saved_places=has_saved_places).inline_keyboard
    group = InlineKeyboardButton(text=texts("button-add-to-group"), url=group_link)
    return InlineKeyboardMarkup(inline_keyboard=[*rows, [group]])


def _watch_and_share_buttons(
    answer: Answer, answer_token: str, texts: Texts, *, can_share_answer: bool
) -> Iterator[InlineKeyboardButton]:
    """Yield a button that watches the only place of *answer*, and a button that shares *answer*."""
    if answer.then:
        return
    # A user who has no look-ups left may not watch a place, because that takes a look-up.
    if answer.only_place is not None and answer.limit_failure is None:
        yield answer_button(texts("button-alert"), answer_token, AnswerAction.ALERTS)
    if can_share_answer and answer.places:
        yield _share_button(answer, texts)


def _share_button(answer: Answer, texts: Texts) -> InlineKeyboardButton:
    """Return the button that asks for a chat, and starts an inline query about the places of *answer* there."""
    query = ""
    for place in answer.places:
        longer = ", ".join(filter(None, (query, place.full_name if place.region else place.name)))
        if utf16_length(longer) > MAX_INLINE_QUERY_LENGTH:
            break
        query = longer
    chats = SwitchInlineQueryChosenChat(
        query=query, allow_user_chats=True, allow_group_chats=True, allow_channel_chats=True
    )
    return InlineKeyboardButton(text=texts("button-share"), switch_inline_query_chosen_chat=chats)


def _action_rows(answer: Answer, saved_spots: Collection[Spot]) -> Iterator[list[tuple[str, AnswerAction]]]:
    """Yield rows of buttons; each button is a pair (key of its text, action).

    Two or more buttons that switch the subject have rows of their own. Under the answers to several questions,
    there are only the buttons that fetch the weather again.
    """
    switches = [
        (switch.text_key, switch.action)
        for subject, view in VIEWS.items()
        if (switch := view.switch) is not None
        and subject is not answer.subject
        and len(answer.entries) <= subject.limit
        and switch.is_offered(answer)
    ]
    fetch_buttons, save_buttons = [], []
    if answer.results:
        fetch_buttons.append(("button-refresh", AnswerAction.REFRESH))
    if answer.is_worth_retrying:
        fetch_buttons.append(("button-retry", AnswerAction.RETRY))
    if answer.then:
        yield from filter(None, [fetch_buttons])
        return
    is_new = any(place.key not in saved_spots for place in answer.places)
    # A user who has no look-ups left may not save a place, because look-ups of saved places are free.
    if is_new and answer.limit_failure is None and (answer.only_place is not None or len(answer.places) > 1):
        save_buttons.append(("button-save" if len(answer.places) == 1 else "button-save-all", AnswerAction.SAVE))
    if len(switches) > 1:
        rows = -(-len(switches) // MAX_BUTTONS_PER_ROW)
        length = -(-len(switches) // rows)
        for start in range(0, len(switches), length):
            yield switches[start : start + length]
        switches = []
    if len(answer.places) > 1:  # four buttons in a row would be too narrow on a phone
        yield from filter(None, ([*fetch_buttons, *switches], save_buttons))
    elif row := [*fetch_buttons, *switches, *save_buttons]:
        yield row


def _choice_rows(answer: Answer, answer_token: str, texts: Texts) -> list[list[InlineKeyboardButton]]:
    """Return rows of buttons with which the user chooses the places that ambiguous names mean."""
    names = _ambiguous_names(answer)
    has_several_places = sum(isinstance(item, Match) for _, item in names) > 1
    if has_several_places or len(names) > MAX_NAMES_WITH_CHOICES:
        return [[answer_button(texts("button-doubts"), answer_token, AnswerAction.AMBIGUOUS)]]
    rows: list[list[InlineKeyboardButton]] = []
    for entry_index, item in names:
        if isinstance(item, Match):
            rows.append([_namesakes_button(item, answer_token, entry_index, texts)])
        else:
            rows += _choice_buttons(item, answer_token, entry_index)
    return rows


def _ambiguous_names(answer: Answer) -> list[tuple[int, Match | Ambiguous | Unknown]]:
    """Return pairs: the index of an entry in `Answer.all_entries`, and its name, which may mean several places."""
    return [
        (entry_index, entry.resolution)
        for entry_index, entry in enumerate(answer.all_entries)
        if not isinstance(entry.resolution, LookupFailed) and entry.resolution.choices
    ]


def _namesakes_button(
    item: Match | Ambiguous | Unknown, answer_token: str, entry_index: int, texts: Texts
) -> InlineKeyboardButton:
    """Return the button that shows the places that *item*, from the entry at *entry_index*, may mean."""
    key, name = ("button-others", item.place.name) if isinstance(item, Match) else ("button-which", item.asked)
    label = texts(key, name=truncate(name, MAX_NAME_LENGTH))
    return answer_button(label, answer_token, AnswerAction.NAMESAKES, entry_index=entry_index)


def _choice_buttons(item: Resolution, answer_token: str, entry_index: int) -> Iterator[list[InlineKeyboardButton]]:
    """Yield a row with a button for each place that the name of the entry at *entry_index* may mean."""
    for choice, place in enumerate(() if isinstance(item, LookupFailed) else item.choices):
        yield [
            answer_button(
                place.full_name, answer_token, AnswerAction.CHOOSE, entry_index=entry_index, choice=choice
            )
        ]


def _back_row(answer_token: str, texts: Texts) -> list[InlineKeyboardButton]:
    return [answer_button(texts("button-back"), answer_token, AnswerAction.BACK)]
