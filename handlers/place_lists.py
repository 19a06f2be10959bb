"""Changes the list of a chat's saved places, and sends messages with the list."""

from collections.abc import Sequence
from dataclasses import dataclass

from aiogram.types import InlineKeyboardMarkup, Message, User

from handlers.place_names import saved_in_language
from handlers.prompts import Prompt, Prompts
from handlers.replies import reply
from handlers.texts import Texts
from handlers.views.fitting import MAX_NAME_LENGTH, truncate
from handlers.views.places import (
    PlaceAction,
    confirm_clear_keyboard,
    place_action_keyboard,
    places_keyboard,
    places_text,
)
from services.answers import AnswerService
from services.languages import LANGUAGES
from services.places import Spot
from services.places.text import remove_symbols
from services.storage import MAX_LABEL_LENGTH, SavedPlace, SavedPlaceList, SavedPlaces


@dataclass(frozen=True, slots=True)
class PlaceLists:
    """Changes the saved places of a chat, and replies to *message* with their list in the language of *texts*."""

    message: Message
    texts: Texts
    saved_places: SavedPlaces
    answer_service: AnswerService

    async def get_places(self) -> SavedPlaceList:
        """Return the saved places of the chat, with their names as stored."""
        return await self.saved_places.get(self.message.chat.id)

    async def show(self, places: SavedPlaceList, notes: Sequence[str] = ()) -> None:
        """Reply with *notes* and the list of *places*."""
        named = await self._translated(places)
        await reply(self.message, places_text(named, self.texts, notes=notes), places_keyboard(named, self.texts))

    async def screen(
        self, places: SavedPlaceList, selected_spot: Spot | None = None
    ) -> tuple[str, InlineKeyboardMarkup]:
        """Return the text and the buttons of the list of *places*; mark the place at *selected_spot*."""
        named = await self._translated(places)
        return places_text(named, self.texts, selected_spot), places_keyboard(named, self.texts, selected_spot)

    async def ask_which_place(self, places: SavedPlaceList, action: PlaceAction) -> None:
        """Ask to which of *places* the chat wants to apply *action*; if no place is saved, show the empty list."""
        if places:
            keyboard = place_action_keyboard(await self._translated(places), self.texts, action)
            await reply(self.message, self.texts("places-which", action=action), keyboard)
        else:
            await self.show(places)

    async def ask_for_label(self, user: User | None, saved_place: SavedPlace, prompts: Prompts) -> None:
        """Ask for a label of the place *saved_place*; the name of the place is the title of the prompt."""
        chat_type = self.message.chat.type
        request = self.texts("places-name-request", chat=chat_type, limit=MAX_LABEL_LENGTH)
        (named,) = await self._translated((saved_place,))
        await prompts.ask(self.message, user, Prompt.NAME, _prompt_title(named), request)

    async def ask_to_confirm_clearing(self, places: SavedPlaceList) -> None:
        """Ask whether all *places* shall be removed; if no place is saved, show the empty list."""
        if places:
            text = self.texts("places-clear-sure", count=len(places))
            await reply(self.message, text, confirm_clear_keyboard(self.texts))
        else:
            await self.show(places)

    async def remove_place(self, spot: Spot | None) -> None:
        """Remove the place at *spot* and show the list.

        *spot* is None if no saved place was found.
        """
        if spot is not None:
            await self.show(await self.saved_places.remove(self.message.chat.id, spot))
        else:
            # If an update is handled twice, the place is missing because the first handling removed it.
            notes = [] if await self.saved_places.has_changed() else [self.texts("places-gone")]
            await self.show(await self.get_places(), notes)

    async def label_place(self, spot: Spot | None, typed_label: str) -> None:
        """Label the place at *spot* with *typed_label* and show the list.

        *spot* is None if no saved place was found.
        """
        label = " ".join(remove_symbols(typed_label).split())
        if spot is None:
            await self.show(await self.get_places(), [self.texts("places-gone")])
        elif not label:
            await reply(self.message, self.texts("places-name-empty"))
        elif len(label) > MAX_LABEL_LENGTH:
            await reply(self.message, self.texts("places-name-long", limit=MAX_LABEL_LENGTH))
        else:
            await self.show(await self.saved_places.rename(self.message.chat.id, spot, label))

    async def spot_in_prompt(self, title: str) -> Spot | None:
        """Return the spot of the place that the prompt *title* is about; None if the place was removed."""
        for saved, spellings in await self._places_in_all_languages():
            if title in map(_prompt_title, spellings):
                return saved.place.key
        return None

    async def find_place(self, reference: str) -> SavedPlace | None:
        """Return the saved place whose number, label or name in any language is *reference*, or None."""
        for number, (saved, spellings) in enumerate(await self._places_in_all_languages(), 1):
            names = {name.casefold() for spelling in spellings for name in (spelling.title, spelling.place.name)}
            if reference.casefold() in {str(number), *names}:
                return saved
        return None

    async def _translated(self, places: SavedPlaceList) -> SavedPlaceList:
        return await saved_in_language(places, self.texts.language, self.answer_service)

    async def _places_in_all_languages(self) -> list[tuple[SavedPlace, Sequence[SavedPlace]]]:
        """Return each saved place with all its spellings: as it is stored, and with its name in each language."""
        places = await self.get_places()
        named = [await saved_in_language(places, language.code, self.answer_service) for language in LANGUAGES]
        return [(saved, (saved, *spellings)) for saved, *spellings in zip(places, *named, strict=True)]


def _prompt_title(saved: SavedPlace) -> str:
    """Return the title of the prompt that asks for a label: the name of the place, without its current label."""
    return truncate(saved.place.full_name, MAX_NAME_LENGTH)
