"""/places: the list of saved places, which `/weather` alone is about. Everybody in a group may change it."""

import re
from collections.abc import Callable, Sequence

from aiogram import Bot, F, Router
from aiogram.exceptions import TelegramBadRequest
from aiogram.filters import CommandObject
from aiogram.types import CallbackQuery, Message

from handlers.answer_store import AnswerStore
from handlers.commands import NamedCommand
from handlers.display import asker_of
from handlers.prompts import Prompt, Reply, ask
from handlers.replies import answer_callback, edit, expect, reply, typing
from handlers.texts import Texts, texts_for
from handlers.views.callbacks import AnswerAction, Press
from handlers.views.fitting import LONGEST_NAME, bold, cut
from handlers.views.keyboards import answer_keyboard
from handlers.views.places import Edit, PlacePress, named, not_found, places_keyboard, places_text
from services.answers import AnswerService
from services.languages import LANGUAGES
from services.languages.language import CommandWords
from services.net.shares import Shares
from services.places import Spot
from services.places.text import plain
from services.storage import (
    MAX_LABEL_LENGTH,
    MAX_SAVED_PLACES,
    Chat,
    SavedPlace,
    SavedPlaceList,
    SavedPlaces,
    TooMany,
)


def _command(select: Callable[[CommandWords], frozenset[str]], argument: str) -> re.Pattern[str]:
    """Return what matches one of the words that *select* takes from the packs, and the *argument* after it."""
    words = sorted(word for language in LANGUAGES for word in select(language.commands))
    return re.compile(rf"(?:{'|'.join(words)})\s+{argument}", re.IGNORECASE | re.DOTALL)


NAMING = _command(lambda words: words.name, r"(\d{1,2})(?:\s+(.+))?")
"""`/places name 2 dacha`; without a name the place is called by its own again."""

ADDING = _command(lambda words: words.add, "(.+)")
REMOVING = _command(lambda words: words.remove, "(.+)")
"""`/places add Oslo`, where the name alone would do, and `/places remove 2` or `/places remove Oslo`."""


async def on_command(
    message: Message,
    command: CommandObject,
    texts: Texts,
    chat: Chat,
    answers: AnswerService,
    saved_places: SavedPlaces,
    shares: Shares,
) -> None:
    """Show the list, after adding, naming or removing what the command says."""
    text = (command.args or "").strip()
    places = await saved_places.get(message.chat.id)
    if naming := NAMING.fullmatch(text):
        await _name(message, _listed(places, naming[1]), naming[2] or "", texts, saved_places)
    elif removing := REMOVING.fullmatch(text):
        await _remove(message, _listed(places, removing[1]), texts, saved_places)
    elif text:
        adding = ADDING.fullmatch(text)
        await on_names(message, adding[1] if adding else text, texts, chat, answers, saved_places, shares)
    else:
        await _show(message, places, texts)


async def on_names(
    message: Message,
    text: str,
    texts: Texts,
    chat: Chat,
    answers: AnswerService,
    saved_places: SavedPlaces,
    shares: Shares,
) -> None:
    """Add the places that *text* names."""
    chat_id = message.chat.id
    share = shares.of(asker_of(message), chat.saved)
    async with typing(message):
        found = await answers.find(text, texts.language, chat.choices, share=share)
    before = after = await saved_places.get(chat_id)
    notes = not_found(found, texts)
    if places := found.places:
        after = await saved_places.add_all(chat_id, [SavedPlace(place) for place in places])
        if len(after) == MAX_SAVED_PLACES:
            spots = {saved.place.key for saved in after}
            left_out = [place for place in places if place.key not in spots]
            notes += [texts("places-full", name=bold(place.name), limit=MAX_SAVED_PLACES) for place in left_out]
    if added := [saved for saved in after if saved not in before]:
        notes.insert(0, texts("places-added", names=named(added)))
    await _show(message, after, texts, notes)


async def on_name(message: Message, about: str, text: str, texts: Texts, saved_places: SavedPlaces) -> None:
    """Give the place of which a prompt was *about* the name in the reply to it."""
    places = await saved_places.get(message.chat.id)
    spot = next((saved.place.key for saved in places if _asked_about(saved) == about), None)
    await _name(message, spot, text, texts, saved_places)


async def on_press(
    query: CallbackQuery, callback_data: PlacePress, texts: Texts, saved_places: SavedPlaces
) -> None:
    """Do with the list, or with a place in it, what the button says."""
    if not isinstance(query.message, Message):
        await answer_callback(query, texts("toast-old"))
        return
    places = await _edited(query.message.chat.id, callback_data, saved_places)
    picked = callback_data.spot
    saved = next((saved for saved in places if saved.place.key == picked), None)
    if callback_data.edit is Edit.ADD:
        await ask(query.message, query.from_user, Prompt.PLACES, texts("places-add"), texts("places-add-request"))
    elif callback_data.edit is Edit.NAME and saved is not None:
        request = texts("places-name-request", limit=MAX_LABEL_LENGTH)
        await ask(query.message, query.from_user, Prompt.NAME, _asked_about(saved), request)
    else:
        shown = None if callback_data.edit is Edit.LIST else picked
        text, keyboard = places_text(places, texts, shown), places_keyboard(places, texts, shown)
        await edit(query.message, text, keyboard)
    await answer_callback(query)


async def on_save(
    query: CallbackQuery,
    callback_data: Press,
    bot: Bot,
    texts: Texts,
    answer_store: AnswerStore,
    saved_places: SavedPlaces,
) -> None:
    """Save the place of a one-city answer, and take the button away."""
    answer = (
        answer_store.answer(query.message.chat.id, callback_data.answer) if query.message is not None else None
    )
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
    spots = {saved.place.key for saved in places}
    try:
        await bot.edit_message_reply_markup(
            chat_id=chat_id,
            message_id=query.message.message_id,
            reply_markup=answer_keyboard(answer, callback_data.answer, texts_for(answer.language), spots),
        )
    except TelegramBadRequest as error:
        expect(error, "message is not modified")  # pressed twice
    await answer_callback(query, texts("toast-saved"))


async def _edited(chat_id: int, press: PlacePress, saved_places: SavedPlaces) -> SavedPlaceList:
    match press.edit:
        case Edit.UP:
            return await saved_places.shift(chat_id, press.spot, -1)
        case Edit.DOWN:
            return await saved_places.shift(chat_id, press.spot, 1)
        case Edit.UNNAME:
            return await saved_places.rename(chat_id, press.spot, None)
        case Edit.REMOVE:
            return await saved_places.remove(chat_id, press.spot)
        case _:
            return await saved_places.get(chat_id)


def _listed(places: SavedPlaceList, told: str) -> Spot | None:
    """Return where the place is that is *told* by its number in the list or its name, None where there is none."""
    for number, saved in enumerate(places, 1):
        if told.casefold() in {str(number), saved.title.casefold(), saved.place.name.casefold()}:
            return saved.place.key
    return None


async def _remove(message: Message, spot: Spot | None, texts: Texts, saved_places: SavedPlaces) -> None:
    if spot is not None:
        await _show(message, await saved_places.remove(message.chat.id, spot), texts)
    else:
        # Handled again, the command finds gone what it has removed itself.
        notes = [] if await saved_places.has_changed() else [texts("places-gone")]
        await _show(message, await saved_places.get(message.chat.id), texts, notes)


async def _name(message: Message, spot: Spot | None, text: str, texts: Texts, saved_places: SavedPlaces) -> None:
    label = " ".join(plain(text).split())
    if spot is None:
        await _show(message, await saved_places.get(message.chat.id), texts, [texts("places-gone")])
    elif len(label) > MAX_LABEL_LENGTH:
        await reply(message, texts("places-name-long", limit=MAX_LABEL_LENGTH))
    else:
        await _show(message, await saved_places.rename(message.chat.id, spot, label or None), texts)


async def _show(message: Message, places: SavedPlaceList, texts: Texts, notes: Sequence[str] = ()) -> None:
    await reply(message, places_text(places, texts, notes=notes), places_keyboard(places, texts))


def _asked_about(saved: SavedPlace) -> str:
    """Return what a prompt for a name calls the place: the same whatever the chat's name for it is by then."""
    return cut(saved.place.label, LONGEST_NAME)


def router() -> Router:
    """Return a router for the list and its buttons."""
    router = Router(name="places")
    router.message.register(on_command, NamedCommand("places"))
    router.message.register(on_names, Reply(Prompt.PLACES))
    router.message.register(on_name, Reply(Prompt.NAME))
    router.callback_query.register(on_press, PlacePress.filter())
    router.callback_query.register(on_save, Press.filter(F.action == AnswerAction.SAVE))
    return router
