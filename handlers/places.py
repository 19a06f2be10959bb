"""The command /places, which shows and changes the saved places of a chat.

In a group, every member may change the saved places.
"""

import re
from collections.abc import Callable

from aiogram import F, Router
from aiogram.filters import CommandObject
from aiogram.types import CallbackQuery, Message

from handlers.answer_store import AnswerStore
from handlers.commands import MultilingualCommand
from handlers.conversations import asker_id_of
from handlers.editing import edit, edit_keyboard
from handlers.place_lists import PlaceLists
from handlers.place_names import saved_in_language
from handlers.prompts import Prompt, PromptReply, Prompts
from handlers.recovery import answer_behind
from handlers.replies import answer_callback, can_share_answer, typing_action
from handlers.texts import Texts, texts_for
from handlers.views.callbacks import AnswerAction, AnswerCallback
from handlers.views.fitting import bold
from handlers.views.keyboards import answer_keyboard
from handlers.views.names import distinct_name
from handlers.views.places import (
    PlaceAction,
    PlaceCallback,
    joined_place_names,
    unresolved_lines,
)
from services.answers import AnswerService
from services.languages import LANGUAGES
from services.languages.language import CommandWords
from services.net.shares import Shares
from services.places import Spot
from services.storage import (
    MAX_SAVED_PLACES,
    ChatRecord,
    SavedPlace,
    SavedPlaceList,
    SavedPlaces,
)


def _argument_pattern(select: Callable[[CommandWords], frozenset[str]], rest: str) -> re.Pattern[str]:
    """Return a pattern for a word that *select* picks from any language, followed by the pattern *rest*."""
    words = sorted(word for language in LANGUAGES for word in select(language.commands))
    return re.compile(rf"(?:{'|'.join(words)}){rest}", re.IGNORECASE | re.DOTALL)


LABEL_ARGUMENT_PATTERN = _argument_pattern(lambda words: words.name, r"(?:\s+(\d{1,2})(?:\s+(.+))?)?")
"""Matches the argument of /places that labels a place: `name 2 dacha`, `name 2` or `name`."""

ADD_ARGUMENT_PATTERN = _argument_pattern(lambda words: words.add, r"(?:\s+(.+))?")
"""Matches the argument of /places that adds places: `add Oslo` or `add`."""

REMOVE_ARGUMENT_PATTERN = _argument_pattern(lambda words: words.remove, r"(?:\s+(.+))?")
"""Matches the argument of /places that removes a place: `remove 2` or `remove`."""

CLEAR_WORDS = frozenset[str]().union(*(language.commands.clear for language in LANGUAGES))
"""Arguments of /places, in all languages, that remove all saved places: "clear"."""

ALL_PLACES_WORDS = frozenset[str]().union(*(language.commands.all for language in LANGUAGES))
"""Words of all languages for all saved places: "everything" in `remove everything`."""


async def on_command(
    message: Message,
    command: CommandObject,
    texts: Texts,
    chat_record: ChatRecord,
    answer_service: AnswerService,
    saved_places: SavedPlaces,
    shares: Shares,
    prompts: Prompts,
) -> None:
    """Add, label or remove a place as the command says, and show the list.

    If the command lacks a place or a label, ask the user for the missing part.
    """
    text = (command.args or "").strip()
    lists = PlaceLists(message, texts, saved_places, answer_service)
    places = await lists.get_places()
    if name_match := LABEL_ARGUMENT_PATTERN.fullmatch(text):
        saved = await lists.find_place(name_match[1] or "")
        if name_match[2] or (name_match[1] and saved is None):
            await lists.label_place(_spot_of_place(saved), name_match[2] or "")
        elif saved is not None:
            await lists.ask_for_label(message.from_user, saved, prompts)
        else:
            await lists.ask_which_place(places, PlaceAction.NAME)
    elif text.casefold() in CLEAR_WORDS:
        await lists.ask_to_confirm_clearing(places)
    elif remove_match := REMOVE_ARGUMENT_PATTERN.fullmatch(text):
        reference = remove_match[1] or ""
        saved = await lists.find_place(reference)
        if saved is None and reference.casefold() in ALL_PLACES_WORDS:
            await lists.ask_to_confirm_clearing(places)
        elif reference:
            await lists.remove_place(_spot_of_place(saved))
        else:
            await lists.ask_which_place(places, PlaceAction.REMOVE)
    elif (add_match := ADD_ARGUMENT_PATTERN.fullmatch(text)) and not add_match[1]:
        await prompts.ask(
            message,
            message.from_user,
            Prompt.PLACES,
            texts("places-add"),
            texts("places-add-request", chat=message.chat.type),
        )
    elif text:
        await on_place_names(
            message, add_match[1] if add_match else text, texts, chat_record, answer_service, saved_places, shares
        )
    else:
        await lists.show(places)


async def on_place_names(
    message: Message,
    text: str,
    texts: Texts,
    chat_record: ChatRecord,
    answer_service: AnswerService,
    saved_places: SavedPlaces,
    shares: Shares,
) -> None:
    """Save the places that *text* names, and show the list."""
    chat_id = message.chat.id
    share = shares.share_for(asker_id_of(message), chat_record.saved)
    async with typing_action(message):
        answer = await answer_service.resolver.find_places(
            text, texts.language, chat_record.place_preferences, share=share
        )
    before = after = await saved_places.get(chat_id)
    notes = unresolved_lines(answer, texts)
    if not answer.entries:
        notes.append(texts("no-name", command="/places"))
    if places := answer.places:
        after = await saved_places.add_all(chat_id, [SavedPlace(place) for place in places])
        if len(after) == MAX_SAVED_PLACES:
            spots = {saved.place.key for saved in after}
            left_out = [place for place in places if place.key not in spots]
            notes += [
                texts("places-full", name=bold(distinct_name(place)), limit=MAX_SAVED_PLACES) for place in left_out
            ]
    if added := [saved for saved in after if saved not in before]:
        named = await saved_in_language(tuple(added), texts.language, answer_service)
        notes.insert(0, texts("places-added", names=joined_place_names(named)))
    await PlaceLists(message, texts, saved_places, answer_service).show(after, notes)


async def on_label(
    message: Message,
    prompt_title: str,
    text: str,
    texts: Texts,
    saved_places: SavedPlaces,
    answer_service: AnswerService,
) -> None:
    """Label a place with *text*, the reply to a prompt; *prompt_title* is the name of the place."""
    lists = PlaceLists(message, texts, saved_places, answer_service)
    await lists.label_place(await lists.spot_in_prompt(prompt_title), text)


async def on_button(
    query: CallbackQuery,
    callback_data: PlaceCallback,
    texts: Texts,
    saved_places: SavedPlaces,
    prompts: Prompts,
    answer_service: AnswerService,
) -> None:
    """Change or show the list of saved places, or ask the user for places or a label."""
    if not isinstance(query.message, Message):
        await answer_callback(query, texts("toast-old"))
        return
    lists = PlaceLists(query.message, texts, saved_places, answer_service)
    places = await _change_saved_places(query.message.chat.id, callback_data, saved_places)
    selected = callback_data.spot
    saved = next((saved for saved in places if saved.place.key == selected), None)
    if callback_data.action is PlaceAction.ADD:
        title, request = texts("places-add"), texts("places-add-request", chat=query.message.chat.type)
        await prompts.ask(query.message, query.from_user, Prompt.PLACES, title, request)
    elif callback_data.action is PlaceAction.NAME and saved is not None:
        await lists.ask_for_label(query.from_user, saved, prompts)
    else:
        shown = None if callback_data.action is PlaceAction.LIST else selected
        await edit(query.message, *await lists.screen(places, shown))
    await answer_callback(query)


async def on_save(
    query: CallbackQuery,
    callback_data: AnswerCallback,
    texts: Texts,
    chat_record: ChatRecord,
    answer_service: AnswerService,
    answer_store: AnswerStore,
    saved_places: SavedPlaces,
) -> None:
    """Save the places of an answer, and remove the button that saves them."""
    answer = await answer_behind(query, callback_data, texts, chat_record, answer_service, answer_store)
    if answer is None or query.message is None or not answer.places or answer.limit_failure is not None:
        await answer_callback(query, texts("toast-old"))
        return
    chat_id = query.message.chat.id
    places = await saved_places.add_all(chat_id, [SavedPlace(place) for place in answer.places])
    spots = {saved.place.key for saved in places}
    if any(place.key not in spots for place in answer.places):
        await answer_callback(query, texts("toast-full", limit=MAX_SAVED_PLACES))
        return
    if answer.lacks_results:
        answer = await answer_service.refetch(answer)
    keyboard = answer_keyboard(
        answer,
        answer_store.token_for(chat_id, answer, query.message),
        texts_for(answer.language),
        spots,
        can_share_answer=await can_share_answer(query.message),
    )
    await edit_keyboard(query.message, keyboard)
    await answer_callback(query, texts("toast-saved", count=len(answer.places)))


async def _change_saved_places(
    chat_id: int, callback_data: PlaceCallback, saved_places: SavedPlaces
) -> SavedPlaceList:
    match callback_data.action:
        case PlaceAction.UP:
            return await saved_places.shift(chat_id, callback_data.spot, -1)
        case PlaceAction.DOWN:
            return await saved_places.shift(chat_id, callback_data.spot, 1)
        case PlaceAction.UNNAME:
            return await saved_places.rename(chat_id, callback_data.spot, None)
        case PlaceAction.REMOVE:
            return await saved_places.remove(chat_id, callback_data.spot)
        case PlaceAction.CLEAR:
            return await saved_places.clear(chat_id)
        case _:
            return await saved_places.get(chat_id)


def _spot_of_place(saved: SavedPlace | None) -> Spot | None:
    return None if saved is None else saved.place.key


def router() -> Router:
    """Return a router for /places, the replies to its prompts, and its buttons."""
    router = Router(name="places")
    router.message.register(on_command, MultilingualCommand("places"))
    router.message.register(on_place_names, PromptReply(Prompt.PLACES))
    router.message.register(on_label, PromptReply(Prompt.NAME))
    router.callback_query.register(on_button, PlaceCallback.filter())
    router.callback_query.register(on_save, AnswerCallback.filter(F.action == AnswerAction.SAVE))
    return router
