"""Messages about the saved places of a chat: the list, its buttons, and the names that were not found."""

from collections.abc import Iterable, Sequence
from enum import StrEnum
from html import escape

from aiogram.filters.callback_data import CallbackData
from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup

from handlers.texts import Texts
from handlers.views.callbacks import WeatherCallback, button
from handlers.views.entries import failure_text, region_and_country
from handlers.views.fitting import MAX_NAME_LENGTH, bold, fit, truncate
from handlers.views.names import distinct_names
from services.answers import Answer
from services.places import Ambiguous, LookupFailed, Spot, Unknown
from services.storage import MAX_SAVED_PLACES, SavedPlace, SavedPlaceList


class PlaceAction(StrEnum):
    """Actions of the buttons under the list of saved places."""

    LIST = "list"
    ADD = "add"
    PICK = "pick"
    UP = "up"
    DOWN = "down"
    NAME = "name"
    UNNAME = "unname"
    REMOVE = "remove"
    CLEAR = "clear"


class PlaceCallback(CallbackData, prefix="p"):
    """The callback data of a button under the list of saved places; rounded coordinates identify a place."""

    action: PlaceAction
    latitude: float = 0.0
    longitude: float = 0.0

    @property
    def spot(self) -> Spot:
        """The spot of the saved place that the button changes."""
        return self.latitude, self.longitude


def places_text(
    places: SavedPlaceList, texts: Texts, selected_spot: Spot | None = None, notes: Iterable[str] = ()
) -> str:
    """Return *notes*, then the list of *places*, as HTML of at most 4,096 characters.

    The place at *selected_spot* is marked in the list.
    """
    blocks = ["\n".join(notes)]
    if places:
        lines = [
            f"{'👉 ' if saved.place.key == selected_spot else ''}{number}. {_place_line(saved)}"
            for number, saved in enumerate(places, 1)
        ]
        blocks.append("\n".join([texts("places-title"), *lines]))
        blocks.append(texts("places-use"))
    else:
        blocks.append(texts("places-none"))
    return fit("\n\n".join(block for block in blocks if block))


def places_keyboard(
    places: SavedPlaceList, texts: Texts, selected_spot: Spot | None = None
) -> InlineKeyboardMarkup:
    """Return a button for each of *places*, and a button that adds places.

    If a place is at *selected_spot*, return the buttons that change this place instead.
    """
    index = next((index for index, saved in enumerate(places) if saved.place.key == selected_spot), None)
    if index is not None:
        return InlineKeyboardMarkup(inline_keyboard=_place_change_rows(places[index], index, len(places), texts))
    rows = _place_button_rows(places, PlaceAction.PICK)
    last = [button(texts("button-weather"), WeatherCallback(text=""))] if places else []
    if len(places) < MAX_SAVED_PLACES:
        last.append(button(texts("button-add"), PlaceCallback(action=PlaceAction.ADD)))
    return InlineKeyboardMarkup(inline_keyboard=[*rows, last])


def place_action_keyboard(places: SavedPlaceList, texts: Texts, action: PlaceAction) -> InlineKeyboardMarkup:
    """Return a button that applies *action* for each of *places*, and a button back to the list."""
    back = button(texts("button-back"), PlaceCallback(action=PlaceAction.LIST))
    return InlineKeyboardMarkup(inline_keyboard=[*_place_button_rows(places, action), [back]])


def confirm_clear_keyboard(texts: Texts) -> InlineKeyboardMarkup:
    """Return a button that removes all places, and a button back to the list."""
    actions = (PlaceAction.CLEAR, "button-clear"), (PlaceAction.LIST, "button-back")
    rows = [[button(texts(label), PlaceCallback(action=action))] for action, label in actions]
    return InlineKeyboardMarkup(inline_keyboard=rows)


def unresolved_lines(answer: Answer, texts: Texts) -> list[str]:
    """Return a line of HTML for each unclear name in *answer*, and a line with the names beyond the limit.

    A name is unclear if it is unknown or ambiguous, or if its look-up failed.
    """
    lines = [
        f"{bold(entry.resolution.asked)}: {_unresolved_reason_text(entry.resolution, texts)}"
        for entry in answer.entries
        if isinstance(entry.resolution, LookupFailed | Unknown | Ambiguous)
    ]
    if answer.left_out:
        names = escape(", ".join(truncate(name, MAX_NAME_LENGTH) for name in answer.left_out[:5]), quote=False)
        lines.append(texts("places-left-out", names=names))
    return lines


def not_added_text(problems: Sequence[str], notice: str) -> str:
    """Return *problems*, lines of HTML, with a *notice* that nothing was added, in at most 4,096 characters."""
    return fit("\n".join([*problems, "", notice]), lambda: "\n".join([notice, "", *problems]))


def joined_place_names(places: Sequence[SavedPlace]) -> str:
    """Return the titles of *places*, joined by commas, as HTML."""
    names = distinct_names([saved.labelled_place for saved in places])
    return escape(", ".join(truncate(name, MAX_NAME_LENGTH) for name in names), quote=False)


def _place_button_rows(places: SavedPlaceList, action: PlaceAction) -> list[list[InlineKeyboardButton]]:
    names = distinct_names([saved.labelled_place for saved in places])
    titles = [button(name, _callback_data(action, saved)) for name, saved in zip(names, places, strict=True)]
    return [titles[start : start + 2] for start in range(0, len(titles), 2)]


def _place_line(saved: SavedPlace) -> str:
    place = saved.labelled_place
    return " – ".join(filter(None, (bold(place.name), region_and_country(place))))


def _place_change_rows(
    saved: SavedPlace, index: int, count: int, texts: Texts
) -> list[list[InlineKeyboardButton]]:
    moves = [(PlaceAction.UP, "button-up", index > 0), (PlaceAction.DOWN, "button-down", index < count - 1)]
    changes = [
        (PlaceAction.NAME, "button-name", True),
        (PlaceAction.UNNAME, "button-unname", saved.label is not None),
        (PlaceAction.REMOVE, "button-remove", True),
        (PlaceAction.LIST, "button-back", True),
    ]
    first = [button(texts(label), _callback_data(action, saved)) for action, label, is_shown in moves if is_shown]
    rest = [
        [button(texts(label, name=saved.place.name), _callback_data(action, saved))]
        for action, label, is_shown in changes
        if is_shown
    ]
    return [first, *rest] if first else rest


def _callback_data(action: PlaceAction, saved: SavedPlace) -> PlaceCallback:
    latitude, longitude = saved.place.key
    return PlaceCallback(action=action, latitude=latitude, longitude=longitude)


def _unresolved_reason_text(item: LookupFailed | Unknown | Ambiguous, texts: Texts) -> str:
    if isinstance(item, LookupFailed):
        return failure_text(item.failure, texts)
    if not item.choices:
        return texts("no-such-place")
    choices = escape(
        "; ".join(truncate(place.full_name, MAX_NAME_LENGTH) for place in item.choices[:3]), quote=False
    )
    if isinstance(item, Unknown) and item.is_absent_from_area:
        return texts("not-there", choices=choices)
    return texts("did-you-mean" if isinstance(item, Unknown) else "which-of", choices=choices)
