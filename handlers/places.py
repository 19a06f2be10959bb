"""The command /places, which shows and changes the saved places of a chat.

In a group, every member may change the saved places.
"""

import re
from collections.abc import Callable, Sequence

from aiogram import F, Router
from aiogram.filters import CommandObject
from aiogram.types import CallbackQuery, Message, User

from handlers.answer_store import AnswerStore
from handlers.commands import NamedCommand
from handlers.conversations import asker_of
from handlers.editing import edit, edit_keyboard
from handlers.prompts import Prompt, PromptReply, Prompts
from handlers.recovery import answer_behind
from handlers.replies import answer_callback, can_share, reply, typing
from handlers.texts import Texts, texts_for
from handlers.views.callbacks import AnswerAction, AnswerCallback
from handlers.views.fitting import MAX_NAME_LENGTH, bold, truncate
from handlers.views.keyboards import answer_keyboard
from handlers.views.places import (
    PlaceAction,
    PlaceCallback,
    action_keyboard,
    clear_keyboard,
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
    ChatRecord,
    SavedPlace,
    SavedPlaceList,
    SavedPlaces,
)


def _argument_pattern(select: Callable[[CommandWords], frozenset[str]], argument: str) -> re.Pattern[str]:
    """Return a pattern for any of the words that *select* returns for a language, then the pattern *argument*."""
    words = sorted(word for language in LANGUAGES for word in select(language.commands))
    return re.compile(rf"(?:{'|'.join(words)}){argument}", re.IGNORECASE | re.DOTALL)


NAME_ARGUMENT = _argument_pattern(lambda words: words.name, r"(?:\s+(\d{1,2})(?:\s+(.+))?)?")
"""Matches the argument of /places that labels a place: `name 2 dacha`, `name 2` or `name`."""

ADD_ARGUMENT = _argument_pattern(lambda words: words.add, r"(?:\s+(.+))?")
"""Matches the argument of /places that adds places: `add Oslo` or `add`."""

REMOVE_ARGUMENT = _argument_pattern(lambda words: words.remove, r"(?:\s+(.+))?")
"""Matches the argument of /places that removes a place: `remove 2` or `remove`."""

CLEAR_WORDS = frozenset[str]().union(*(language.commands.clear for language in LANGUAGES))
ALL_WORDS = frozenset[str]().union(*(language.commands.all for language in LANGUAGES))


async def on_command(
    message: Message,
    command: CommandObject,
    texts: Texts,
    chat_record: ChatRecord,
    answers: AnswerService,
    saved_places: SavedPlaces,
    shares: Shares,
    prompts: Prompts,
) -> None:
    """Add, label or remove a place as the command says, and show the list; ask for what the command lacks."""
    text = (command.args or "").strip()
    places = await saved_places.get(message.chat.id)
    if name_match := NAME_ARGUMENT.fullmatch(text):
        saved = _find_place(places, name_match[1] or "")
        if name_match[2] or (name_match[1] and saved is None):
            await _label_place(message, _spot_of(saved), name_match[2] or "", texts, saved_places)
        elif saved is not None:
            await _ask_for_label(message, message.from_user, saved, texts, prompts)
        else:
            await _ask_which(message, places, PlaceAction.NAME, texts)
    elif text.casefold() in CLEAR_WORDS:
        await _confirm_clearing(message, places, texts)
    elif remove_match := REMOVE_ARGUMENT.fullmatch(text):
        reference = remove_match[1] or ""
        saved = _find_place(places, reference)
        if saved is None and reference.casefold() in ALL_WORDS:
            await _confirm_clearing(message, places, texts)
        elif reference:
            await _remove_place(message, _spot_of(saved), texts, saved_places)
        else:
            await _ask_which(message, places, PlaceAction.REMOVE, texts)
    elif (add_match := ADD_ARGUMENT.fullmatch(text)) and not add_match[1]:
        await prompts.ask(
            message,
            message.from_user,
            Prompt.PLACES,
            texts("places-add"),
            texts("places-add-request", chat=message.chat.type),
        )
    elif text:
        await on_place_names(
            message, add_match[1] if add_match else text, texts, chat_record, answers, saved_places, shares
        )
    else:
        await _show_list(message, places, texts)


async def on_place_names(
    message: Message,
    text: str,
    texts: Texts,
    chat_record: ChatRecord,
    answers: AnswerService,
    saved_places: SavedPlaces,
    shares: Shares,
) -> None:
    """Save the places that *text* names, and show the list."""
    chat_id = message.chat.id
    share = shares.share_for(asker_of(message), chat_record.saved)
    async with typing(message):
        answer = await answers.resolver.find_places(text, texts.language, chat_record.choices, share=share)
    before = after = await saved_places.get(chat_id)
    notes = unresolved_lines(answer, texts)
    if not answer.entries:
        notes.append(texts("no-name", command="/places"))
    if places := answer.places:
        after = await saved_places.add_all(chat_id, [SavedPlace(place) for place in places])
        if len(after) == MAX_SAVED_PLACES:
            spots = {saved.place.key for saved in after}
            left_out = [place for place in places if place.key not in spots]
            notes += [texts("places-full", name=bold(place.name), limit=MAX_SAVED_PLACES) for place in left_out]
    if added := [saved for saved in after if saved not in before]:
        notes.insert(0, texts("places-added", names=joined_titles(added)))
    await _show_list(message, after, texts, notes)


async def on_label(
    message: Message, prompt_title: str, text: str, texts: Texts, saved_places: SavedPlaces
) -> None:
    """Label a place with *text*, the reply to a prompt; *prompt_title* is the name of the place."""
    places = await saved_places.get(message.chat.id)
    spot = next((saved.place.key for saved in places if _prompt_title(saved) == prompt_title), None)
    await _label_place(message, spot, text, texts, saved_places)


async def on_button(
    query: CallbackQuery, callback_data: PlaceCallback, texts: Texts, saved_places: SavedPlaces, prompts: Prompts
) -> None:
    """Change or show the list of saved places, or ask the user for places or a label."""
    if not isinstance(query.message, Message):
        await answer_callback(query, texts("toast-old"))
        return
    places = await _apply(query.message.chat.id, callback_data, saved_places)
    selected = callback_data.spot
    saved = next((saved for saved in places if saved.place.key == selected), None)
    if callback_data.action is PlaceAction.ADD:
        title, request = texts("places-add"), texts("places-add-request", chat=query.message.chat.type)
        await prompts.ask(query.message, query.from_user, Prompt.PLACES, title, request)
    elif callback_data.action is PlaceAction.NAME and saved is not None:
        await _ask_for_label(query.message, query.from_user, saved, texts, prompts)
    else:
        shown = None if callback_data.action is PlaceAction.LIST else selected
        text, keyboard = places_text(places, texts, shown), places_keyboard(places, texts, shown)
        await edit(query.message, text, keyboard)
    await answer_callback(query)


async def on_save(
    query: CallbackQuery,
    callback_data: AnswerCallback,
    texts: Texts,
    chat_record: ChatRecord,
    answers: AnswerService,
    answer_store: AnswerStore,
    saved_places: SavedPlaces,
) -> None:
    """Save the places of an answer, and remove the button that saves them."""
    answer = await answer_behind(query, callback_data, texts, chat_record, answers, answer_store)
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
        answer = await answers.renewed(answer)
    keyboard = answer_keyboard(
        answer,
        answer_store.token_for(chat_id, answer, query.message),
        texts_for(answer.language),
        spots,
        can_share=await can_share(query.message),
    )
    await edit_keyboard(query.message, keyboard)
    await answer_callback(query, texts("toast-saved", count=len(answer.places)))


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
        case PlaceAction.CLEAR:
            return await saved_places.clear(chat_id)
        case _:
            return await saved_places.get(chat_id)


def _find_place(places: SavedPlaceList, reference: str) -> SavedPlace | None:
    """Return the place whose number, label or name is *reference*; None if there is no such place."""
    for number, saved in enumerate(places, 1):
        if reference.casefold() in {str(number), saved.title.casefold(), saved.place.name.casefold()}:
            return saved
    return None


def _spot_of(saved: SavedPlace | None) -> Spot | None:
    return None if saved is None else saved.place.key


async def _ask_which(message: Message, places: SavedPlaceList, action: PlaceAction, texts: Texts) -> None:
    """Ask which place *action* is for; if no place is saved, show the empty list."""
    if places:
        await reply(message, texts("places-which", action=action), action_keyboard(places, texts, action))
    else:
        await _show_list(message, places, texts)


async def _confirm_clearing(message: Message, places: SavedPlaceList, texts: Texts) -> None:
    if places:
        await reply(message, texts("places-clear-sure", count=len(places)), clear_keyboard(texts))
    else:
        await _show_list(message, places, texts)


async def _ask_for_label(
    message: Message, user: User | None, saved: SavedPlace, texts: Texts, prompts: Prompts
) -> None:
    request = texts("places-name-request", chat=message.chat.type, limit=MAX_LABEL_LENGTH)
    await prompts.ask(message, user, Prompt.NAME, _prompt_title(saved), request)


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
    elif not label:
        await reply(message, texts("places-name-empty"))
    elif len(label) > MAX_LABEL_LENGTH:
        await reply(message, texts("places-name-long", limit=MAX_LABEL_LENGTH))
    else:
        await _show_list(message, await saved_places.rename(message.chat.id, spot, label), texts)


async def _show_list(message: Message, places: SavedPlaceList, texts: Texts, notes: Sequence[str] = ()) -> None:
    await reply(message, places_text(places, texts, notes=notes), places_keyboard(places, texts))


def _prompt_title(saved: SavedPlace) -> str:
    """Return the title of the prompt that asks for a label: the name of the place, without its current label."""
    return truncate(saved.place.label, MAX_NAME_LENGTH)


def router() -> Router:
    """Return a router for /places, the replies to its prompts, and its buttons."""
    router = Router(name="places")
    router.message.register(on_command, NamedCommand("places"))
    router.message.register(on_place_names, PromptReply(Prompt.PLACES))
    router.message.register(on_label, PromptReply(Prompt.NAME))
    router.callback_query.register(on_button, PlaceCallback.filter())
    router.callback_query.register(on_save, AnswerCallback.filter(F.action == AnswerAction.SAVE))
    return router
