"""The command /places, which shows and changes the saved places of a chat.

In a group, every member may change the list.
"""

import re
from collections.abc import Callable, Sequence

from aiogram import F, Router
from aiogram.filters import CommandObject
from aiogram.types import CallbackQuery, Message

from handlers.answer_store import AnswerStore
from handlers.commands import NamedCommand
from handlers.display import asker_of
from handlers.prompts import Prompt, PromptReply, ask
from handlers.recovery import answer_behind
from handlers.replies import answer_callback, can_share, edit, edit_keyboard, reply, typing
from handlers.texts import Texts, texts_for
from handlers.views.callbacks import AnswerAction, AnswerCallback
from handlers.views.fitting import MAX_NAME_LENGTH, bold, truncate
from handlers.views.keyboards import answer_keyboard
from handlers.views.places import (
    PlaceAction,
    PlaceCallback,
    joined_titles,
    places_keyboard,
    places_text,
    unresolved_lines,
)
from services.answers import AnswerService
from services.languages import LANGUAGES
from services.languages.language import CommandWords
from services.net.shares import Shares
from services.places import Spot
from services.places.text import remove_symbols
from services.storage import (
    MAX_LABEL_LENGTH,
    MAX_SAVED_PLACES,
    Chat,
    SavedPlace,
    SavedPlaceList,
    SavedPlaces,
    TooMany,
)


def _argument_pattern(select: Callable[[CommandWords], frozenset[str]], argument: str) -> re.Pattern[str]:
    """Return a pattern that matches one of the words in *select* of any language, followed by *argument*."""
    words = sorted(word for language in LANGUAGES for word in select(language.commands))
    return re.compile(rf"(?:{'|'.join(words)})\s+{argument}", re.IGNORECASE | re.DOTALL)


NAME_ARGUMENT = _argument_pattern(lambda words: words.name, r"(\d{1,2})(?:\s+(.+))?")
"""Matches the argument of /places that labels a place: `name 2 dacha`; `name 2` removes the label."""

ADD_ARGUMENT = _argument_pattern(lambda words: words.add, "(.+)")
REMOVE_ARGUMENT = _argument_pattern(lambda words: words.remove, "(.+)")
"""Match the arguments of /places that add and remove a place: `add Oslo`, `remove 2` or `remove Oslo`."""


async def on_command(
    message: Message,
    command: CommandObject,
    texts: Texts,
    chat: Chat,
    answers: AnswerService,
    saved_places: SavedPlaces,
    shares: Shares,
) -> None:
    """Add, label or remove a place as the command says, and show the list."""
    text = (command.args or "").strip()
    places = await saved_places.get(message.chat.id)
    if name_match := NAME_ARGUMENT.fullmatch(text):
        await _label_place(message, _find_spot(places, name_match[1]), name_match[2] or "", texts, saved_places)
    elif remove_match := REMOVE_ARGUMENT.fullmatch(text):
        await _remove_place(message, _find_spot(places, remove_match[1]), texts, saved_places)
    elif text:
        add_match = ADD_ARGUMENT.fullmatch(text)
        await on_names(message, add_match[1] if add_match else text, texts, chat, answers, saved_places, shares)
    else:
        await _show_list(message, places, texts)


async def on_names(
    message: Message,
    text: str,
    texts: Texts,
    chat: Chat,
    answers: AnswerService,
    saved_places: SavedPlaces,
    shares: Shares,
) -> None:
    """Save the places that *text* names, and show the list."""
    chat_id = message.chat.id
    share = shares.share_for(asker_of(message), chat.saved)
    async with typing(message):
        answer = await answers.find(text, texts.language, chat.choices, share=share)
    before = after = await saved_places.get(chat_id)
    notes = unresolved_lines(answer, texts)
    if places := answer.places:
        after = await saved_places.add_all(chat_id, [SavedPlace(place) for place in places])
        if len(after) == MAX_SAVED_PLACES:
            spots = {saved.place.key for saved in after}
            left_out = [place for place in places if place.key not in spots]
            notes += [texts("places-full", name=bold(place.name), limit=MAX_SAVED_PLACES) for place in left_out]
    if added := [saved for saved in after if saved not in before]:
        notes.insert(0, texts("places-added", names=joined_titles(added)))
    await _show_list(message, after, texts, notes)


async def on_name(message: Message, prompt_title: str, text: str, texts: Texts, saved_places: SavedPlaces) -> None:
    """Label a place with *text*, the reply to a prompt; *prompt_title* is the name of the place."""
    places = await saved_places.get(message.chat.id)
    spot = next((saved.place.key for saved in places if _prompt_title(saved) == prompt_title), None)
    await _label_place(message, spot, text, texts, saved_places)


async def on_button(
    query: CallbackQuery, callback_data: PlaceCallback, texts: Texts, saved_places: SavedPlaces
) -> None:
    """Change or show the list of saved places, or ask the user for places or a label."""
    if not isinstance(query.message, Message):
        await answer_callback(query, texts("toast-old"))
        return
    places = await _apply(query.message.chat.id, callback_data, saved_places)
    selected = callback_data.spot
    saved = next((saved for saved in places if saved.place.key == selected), None)
    if callback_data.action is PlaceAction.ADD:
        await ask(query.message, query.from_user, Prompt.PLACES, texts("places-add"), texts("places-add-request"))
    elif callback_data.action is PlaceAction.NAME and saved is not None:
        request = texts("places-name-request", limit=MAX_LABEL_LENGTH)
        await ask(query.message, query.from_user, Prompt.NAME, _prompt_title(saved), request)
    else:
        shown = None if callback_data.action is PlaceAction.LIST else selected
        text, keyboard = places_text(places, texts, shown), places_keyboard(places, texts, shown)
        await edit(query.message, text, keyboard)
    await answer_callback(query)


async def on_save(
    query: CallbackQuery,
    callback_data: AnswerCallback,
    texts: Texts,
    chat: Chat,
    answers: AnswerService,
    answer_store: AnswerStore,
    saved_places: SavedPlaces,
) -> None:
    """Save the place of an answer about one place, and remove the button that saves it."""
    answer = await answer_behind(query, callback_data, texts, chat, answers, answer_store)
    place = answer.only_place if answer is not None else None
    if answer is None or query.message is None or place is None or answer.refusal is not None:
        await answer_callback(query, texts("toast-old"))
        return
    chat_id = query.message.chat.id
    try:
        places = await saved_places.add(chat_id, place)
    except TooMany:
        await answer_callback(query, texts("toast-full", limit=MAX_SAVED_PLACES))
        return
    if answer.lacks_results:
        answer = await answers.renewed(answer)
    spots = {saved.place.key for saved in places}
    keyboard = answer_keyboard(
        answer,
        answer_store.token_for(chat_id, answer, query.message),
        texts_for(answer.language),
        spots,
        can_share=await can_share(query.message),
    )
    await edit_keyboard(query.message, keyboard)
    await answer_callback(query, texts("toast-saved"))


async def _apply(chat_id: int, callback_data: PlaceCallback, saved_places: SavedPlaces) -> SavedPlaceList:
    match callback_data.action:
        case PlaceAction.UP:
            return await saved_places.shift(chat_id, callback_data.spot, -1)
        case PlaceAction.DOWN:
            return await saved_places.shift(chat_id, callback_data.spot, 1)
        case PlaceAction.UNNAME:
            return await saved_places.rename(chat_id, callback_data.spot, None)
        case PlaceAction.REMOVE:
            return await saved_places.remove(chat_id, callback_data.spot)
        case _:
            return await saved_places.get(chat_id)


def _find_spot(places: SavedPlaceList, reference: str) -> Spot | None:
    """Return the spot of the place whose number, label or name is *reference*; None if there is no such place."""
    for number, saved in enumerate(places, 1):
        if reference.casefold() in {str(number), saved.title.casefold(), saved.place.name.casefold()}:
            return saved.place.key
    return None


async def _remove_place(message: Message, spot: Spot | None, texts: Texts, saved_places: SavedPlaces) -> None:
    if spot is not None:
        await _show_list(message, await saved_places.remove(message.chat.id, spot), texts)
    else:
        # If an update is handled twice, the place is missing because the first handling removed it.
        notes = [] if await saved_places.has_changed() else [texts("places-gone")]
        await _show_list(message, await saved_places.get(message.chat.id), texts, notes)


async def _label_place(
    message: Message, spot: Spot | None, text: str, texts: Texts, saved_places: SavedPlaces
) -> None:
    label = " ".join(remove_symbols(text).split())
    if spot is None:
        await _show_list(message, await saved_places.get(message.chat.id), texts, [texts("places-gone")])
    elif len(label) > MAX_LABEL_LENGTH:
        await reply(message, texts("places-name-long", limit=MAX_LABEL_LENGTH))
    else:
        await _show_list(message, await saved_places.rename(message.chat.id, spot, label or None), texts)


async def _show_list(message: Message, places: SavedPlaceList, texts: Texts, notes: Sequence[str] = ()) -> None:
    await reply(message, places_text(places, texts, notes=notes), places_keyboard(places, texts))


def _prompt_title(saved: SavedPlace) -> str:
    """Return the title of the prompt that asks for a label: the name of the place, without its current label."""
    return truncate(saved.place.label, MAX_NAME_LENGTH)


def router() -> Router:
    """Return a router for the command, the replies to its prompts, and its buttons."""
    router = Router(name="places")
    router.message.register(on_command, NamedCommand("places"))
    router.message.register(on_names, PromptReply(Prompt.PLACES))
    router.message.register(on_name, PromptReply(Prompt.NAME))
    router.callback_query.register(on_button, PlaceCallback.filter())
    router.callback_query.register(on_save, AnswerCallback.filter(F.action == AnswerAction.SAVE))
    return router
