"""The inline keyboards under answers and examples."""

from collections.abc import Collection, Iterator

from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup, SwitchInlineQueryChosenChat

from handlers.texts import Texts
from handlers.views.callbacks import AnswerAction, AnswerCallback, UseUsUnitsCallback, button
from handlers.views.fitting import MAX_NAME_LENGTH, truncate, utf16_length
from handlers.views.subjects import VIEWS, command_of
from services.answers import Answer
from services.places import Ambiguous, LookupFailed, Match, Resolution, Spot, Unknown
from services.questions import Subject

MAX_NAMES_WITH_CHOICES = 2
"""Maximum number of unclear names that have buttons of their own; if there are more, they share one button."""

MAX_INLINE_QUERY_LENGTH = 256
"""Maximum length of an inline query, in characters."""


def answer_keyboard(
    answer: Answer,
    token: str,
    texts: Texts,
    saved: Collection[Spot] = (),
    *,
    offers_us_units: bool = False,
    can_share: bool = False,
) -> InlineKeyboardMarkup | None:
    """Return the keyboard under *answer*, which is stored as *token*; None if it has no buttons.

    *saved* are the spots of the saved places; a saved place has no button to save it. *can_share* adds a button
    that asks about the places in another chat; the button needs inline mode.
    """
    rows: list[list[InlineKeyboardButton]] = []
    own_buttons = VIEWS[answer.subject].buttons
    if own_buttons is not None:
        rows += own_buttons(answer, token, texts)
    for row in _action_rows(answer, saved):
        rows.append([button(texts(label), AnswerCallback(answer=token, action=action)) for label, action in row])
    if can_share and answer.places:
        if not rows:
            rows.append([])
        rows[-1].append(_share_button(answer, texts))
    rows += _choice_rows(answer, token, texts)
    if offers_us_units:
        rows.append([button(texts("button-us-units"), UseUsUnitsCallback(answer=token))])
    return InlineKeyboardMarkup(inline_keyboard=rows) if rows else None


def namesakes_keyboard(answer: Answer, token: str, position: int, texts: Texts) -> InlineKeyboardMarkup:
    """Return a button for each namesake of the place at *position* in *answer*, and a button back."""
    rows = [*_choice_buttons(answer.entries[position].item, token, position), _back_row(token, texts)]
    return InlineKeyboardMarkup(inline_keyboard=rows)


def ambiguous_names_keyboard(answer: Answer, token: str, texts: Texts) -> InlineKeyboardMarkup:
    """Return a button for each name in *answer* that several places have, and a button back."""
    rows = [[_namesakes_button(item, token, position, texts)] for position, item in _ambiguous_names(answer)]
    return InlineKeyboardMarkup(inline_keyboard=[*rows, _back_row(token, texts)])


def examples_keyboard(
    texts: Texts, *, saved: bool = False, subject: Subject = Subject.NOW
) -> InlineKeyboardMarkup:
    """Return buttons with example questions about *subject*; *saved* adds a button for the saved places."""
    command = command_of(subject)
    rows = [[button(text, command.callback(text=text)) for text in map(texts, command.examples)]]
    if saved:
        rows.insert(0, [button(texts("button-saved"), command.callback(text=""))])
    return InlineKeyboardMarkup(inline_keyboard=rows)


def start_keyboard(texts: Texts, *, saved: bool, group_link: str) -> InlineKeyboardMarkup:
    """Return the buttons of `examples_keyboard`, and one for *group_link*, which adds the bot to a group."""
    rows = examples_keyboard(texts, saved=saved).inline_keyboard
    group = InlineKeyboardButton(text=texts("button-add-to-group"), url=group_link)
    return InlineKeyboardMarkup(inline_keyboard=[*rows, [group]])


def _share_button(answer: Answer, texts: Texts) -> InlineKeyboardButton:
    """Return the button that starts an inline query about the places of *answer* in a chosen chat."""
    query = ""
    for place in answer.places:
        longer = ", ".join(filter(None, (query, place.label if place.region else place.name)))
        if utf16_length(longer) > MAX_INLINE_QUERY_LENGTH:
            break
        query = longer
    chats = SwitchInlineQueryChosenChat(
        query=query, allow_user_chats=True, allow_group_chats=True, allow_channel_chats=True
    )
    return InlineKeyboardButton(text=texts("button-share"), switch_inline_query_chosen_chat=chats)


def _action_rows(answer: Answer, saved: Collection[Spot]) -> Iterator[list[tuple[str, AnswerAction]]]:
    """Yield rows of buttons, each as a pair of text key and action.

    Two or more buttons that switch the subject have a row of their own.
    """
    switches = [
        (switch.label, switch.action)
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
    is_new = any(place.key not in saved for place in answer.places)
    # Look-ups of saved places are not charged, so a user who has used up the look-ups may not save places.
    if is_new and answer.limit_failure is None and (answer.only_place is not None or len(answer.places) > 1):
        save_buttons.append(("button-save" if len(answer.places) == 1 else "button-save-all", AnswerAction.SAVE))
    if len(switches) > 1:
        yield switches
        switches = []
    if len(answer.places) > 1:  # four buttons in a row are too narrow on a phone
        yield from filter(None, ([*fetch_buttons, *switches], save_buttons))
    elif row := [*fetch_buttons, *switches, *save_buttons]:
        yield row


def _choice_rows(answer: Answer, token: str, texts: Texts) -> list[list[InlineKeyboardButton]]:
    """Return the rows of buttons that choose one of the places with the same name."""
    names = _ambiguous_names(answer)
    has_several_places = sum(isinstance(item, Match) for _, item in names) > 1
    if has_several_places or len(names) > MAX_NAMES_WITH_CHOICES:
        data = AnswerCallback(answer=token, action=AnswerAction.AMBIGUOUS)
        return [[button(texts("button-doubts"), data)]]
    rows: list[list[InlineKeyboardButton]] = []
    for position, item in names:
        if isinstance(item, Match):
            rows.append([_namesakes_button(item, token, position, texts)])
        else:
            rows += _choice_buttons(item, token, position)
    return rows


def _ambiguous_names(answer: Answer) -> list[tuple[int, Match | Ambiguous | Unknown]]:
    """Return the names that may mean several places, each with its position in *answer*."""
    return [
        (position, entry.item)
        for position, entry in enumerate(answer.entries)
        if not isinstance(entry.item, LookupFailed) and entry.item.choices
    ]


def _namesakes_button(
    item: Match | Ambiguous | Unknown, token: str, position: int, texts: Texts
) -> InlineKeyboardButton:
    """Return the button that shows the choices of *item*, which is at *position* in the answer."""
    key, name = ("button-others", item.place.name) if isinstance(item, Match) else ("button-which", item.asked)
    data = AnswerCallback(answer=token, action=AnswerAction.NAMESAKES, entry=position)
    return button(texts(key, name=truncate(name, MAX_NAME_LENGTH)), data)


def _choice_buttons(item: Resolution, token: str, position: int) -> Iterator[list[InlineKeyboardButton]]:
    """Yield a row with a button for each choice of *item*, which is at *position* in the answer."""
    for choice, place in enumerate(() if isinstance(item, LookupFailed) else item.choices):
        data = AnswerCallback(answer=token, action=AnswerAction.CHOOSE, entry=position, choice=choice)
        yield [button(place.label, data)]


def _back_row(token: str, texts: Texts) -> list[InlineKeyboardButton]:
    return [button(texts("button-back"), AnswerCallback(answer=token, action=AnswerAction.BACK))]
