"""Adds watched places that a command, a reply, a sentence or a button requests."""

from aiogram.types import MaybeInaccessibleMessageUnion, Message, User

from handlers.alert_screens import AlertScreens
from handlers.place_requests import PlaceRequests
from handlers.prompts import Prompt, Prompts
from handlers.replies import reply, topic_id, typing
from handlers.views.alert_callbacks import AlertChoiceCallback
from handlers.views.alert_words import kinds_title
from handlers.views.alerts import saved_places_keyboard, stop_keyboard
from handlers.views.units import Units
from services.storage import (
    MAX_WATCHES,
    AlertKinds,
    ChatLimitReached,
    ChatRecord,
    SavedPlaceList,
    SavedPlaces,
    Watches,
)
from services.storage.alert_models import ALL_KINDS


class AlertRequests:
    """Adds watched places to chats; asks the user if a request names no place or an unclear one."""

    def __init__(
        self,
        watches: Watches,
        saved_places: SavedPlaces,
        place_requests: PlaceRequests,
        screens: AlertScreens,
        prompts: Prompts,
    ) -> None:
        self._watches = watches
        self._saved_places = saved_places
        self._place_requests = place_requests
        self._screens = screens
        self._prompts = prompts

    async def watch(
        self,
        message: Message,
        text: str,
        units: Units,
        chat_record: ChatRecord,
        kinds: AlertKinds = ALL_KINDS,
    ) -> None:
        """Watch the places that *text* names; if a name is unclear, ask which place is meant."""
        places = await self._place_requests.named_places(
            message,
            text,
            units,
            chat_record,
            callback=lambda position, choice: AlertChoiceCallback(
                position=position, choice=choice, kinds=kinds.value
            ),
            not_added=units.texts("alerts-not-set"),
            command="/alerts",
        )
        if places is not None:
            await self.add(message, places, units, kinds)

    async def add(
        self,
        message: MaybeInaccessibleMessageUnion,
        places: SavedPlaceList,
        units: Units,
        kinds: AlertKinds = ALL_KINDS,
    ) -> None:
        """Add *places* to the watched places of the chat, and reply with the present state of their weather.

        If the chat would watch too many places, add none and notify the user.
        """
        chat_id = message.chat.id
        try:
            added = await self._watches.add(
                chat_id, places, kinds, thread_id=topic_id(message), language=units.language_tag
            )
        except ChatLimitReached:
            await reply(message, units.texts("alerts-full", limit=MAX_WATCHES))
            return
        async with typing(message):
            screen = (
                await self._screens.added(chat_id, added, units)
                if added
                else await self._screens.list(chat_id, units)
            )
        await reply(message, *screen)

    async def show(self, message: Message, user: User | None, units: Units) -> None:
        """Reply with the list of watched places; if the chat has none, ask for places."""
        if await self._watches.get(message.chat.id):
            await reply(message, *await self._screens.list(message.chat.id, units))
        elif await self._saved_places.get(message.chat.id):
            await reply(message, units.texts("alerts-where-saved"), saved_places_keyboard(units.texts))
            await self._prompts.await_answer(message, Prompt.ALERTS, units.texts("alerts-add"))
        else:
            await self.ask(message, user, units)

    async def ask(self, message: Message, user: User | None, units: Units, kinds: AlertKinds = ALL_KINDS) -> None:
        """Ask *user* for the names of the places to watch; the title of the prompt contains *kinds*."""
        title = units.texts("alerts-add") if kinds == ALL_KINDS else kinds_title(kinds, units)
        request = units.texts("alerts-where", chat=message.chat.type)
        await self._prompts.ask(message, user, Prompt.ALERTS, title, request)

    async def confirm_stop(self, message: Message, units: Units) -> bool:
        """Ask whether to stop all alerts of the chat; return False, and send nothing, if it watches no place."""
        watches = await self._watches.get(message.chat.id)
        if watches:
            text = units.texts("alerts-stop-sure", count=len(watches))
            await reply(message, text, stop_keyboard(watches, units.texts))
        return bool(watches)
