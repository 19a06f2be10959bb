"""Adds watched places that a command, a reply, a sentence or a button requests."""

from collections.abc import Iterable

from aiogram.types import MaybeInaccessibleMessageUnion, Message, User

from handlers.alert_screens import AlertScreens
from handlers.place_requests import PlaceRequests
from handlers.prompts import Prompt, Prompts
from handlers.replies import reply, topic_id, typing_action
from handlers.views.alert_callbacks import AlertChoiceCallback
from handlers.views.alert_words import joined_kind_names
from handlers.views.alerts import stop_alerts_keyboard, watch_saved_places_keyboard
from handlers.views.entries import failure_text
from handlers.views.units import Units
from services.errors import Failure
from services.net.shares import Shares
from services.places import Spot
from services.storage import (
    MAX_WATCHES_PER_CHAT,
    AlertKinds,
    ChatLimitReached,
    ChatRecord,
    SavedPlaceList,
    SavedPlaces,
    Watches,
)
from services.storage.alert_models import ALL_KINDS


class AlertRequests:
    """Adds watched places to chats; asks the user if a request names no place, or if a name is unclear."""

    def __init__(
        self,
        watches: Watches,
        saved_places: SavedPlaces,
        place_requests: PlaceRequests,
        screens: AlertScreens,
        prompts: Prompts,
        shares: Shares,
    ) -> None:
        self._watches = watches
        self._saved_places = saved_places
        self._place_requests = place_requests
        self._screens = screens
        self._prompts = prompts
        self._shares = shares

    async def watch_named_places(
        self,
        message: Message,
        asker_id: int,
        text: str,
        units: Units,
        chat_record: ChatRecord,
        kinds: AlertKinds = ALL_KINDS,
    ) -> None:
        """Watch the places that *text* names; if a name is unclear, ask which place is meant.

        *asker_id* is the user to whom look-ups are charged.
        """
        places = await self._place_requests.named_places(
            message,
            asker_id,
            text,
            units,
            chat_record,
            callback_data_for=lambda position, choice: AlertChoiceCallback(
                position=position, choice=choice, kinds=kinds.value
            ),
            not_added_notice=units.texts("alerts-not-set"),
            command="/alerts",
        )
        if places is not None:
            await self.watch_places(message, asker_id, places, units, kinds)

    async def watch_places(
        self,
        message: MaybeInaccessibleMessageUnion,
        asker_id: int,
        places: SavedPlaceList,
        units: Units,
        kinds: AlertKinds = ALL_KINDS,
    ) -> None:
        """Add *places* to the watched places of the chat, and reply with their nowcasts and official warnings.

        Each new place costs the user *asker_id* a look-up, because the weather of the place is checked at once.
        Add no place, and notify the user, if the user has too few look-ups left or the chat would watch too many
        places.
        """
        chat_id = message.chat.id
        watched = {watch.place.place.key for watch in await self._watches.get(chat_id)}
        if failure := self._charge_look_ups(asker_id, {saved.place.key for saved in places} - watched):
            await reply(message, units.texts("alerts-refused", reason=failure_text(failure, units.texts)))
            return
        try:
            added = await self._watches.add(
                chat_id, places, kinds, thread_id=topic_id(message), language=units.language_tag
            )
        except ChatLimitReached:
            await reply(message, units.texts("alerts-full", limit=MAX_WATCHES_PER_CHAT))
            return
        async with typing_action(message):
            screen = (
                await self._screens.added_screen(chat_id, added, units)
                if added
                else await self._screens.list_screen(chat_id, units)
            )
        await reply(message, *screen)

    def _charge_look_ups(self, asker_id: int, spots: Iterable[Spot]) -> Failure | None:
        """Charge the user for a look-up of each of *spots*; return a failure if the user has too few left."""
        share = self._shares.share_for(asker_id)
        if share is not None:
            for spot in spots:
                if isinstance(charge := share.charge_place(spot), Failure):
                    return charge
        return None

    async def show_watches(self, message: Message, user: User | None, units: Units) -> None:
        """Reply with the list of watched places; if the chat has none, ask for places."""
        if await self._watches.get(message.chat.id):
            await reply(message, *await self._screens.list_screen(message.chat.id, units))
        elif await self._saved_places.get(message.chat.id):
            await reply(message, units.texts("alerts-where-saved"), watch_saved_places_keyboard(units.texts))
            await self._prompts.expect_answer(message, Prompt.ALERTS, units.texts("alerts-add"))
        else:
            await self.ask_for_places(message, user, units)

    async def ask_for_places(
        self, message: Message, user: User | None, units: Units, kinds: AlertKinds = ALL_KINDS
    ) -> None:
        """Ask *user* for the names of the places to watch; the first line of the prompt names *kinds*."""
        title = units.texts("alerts-add") if kinds == ALL_KINDS else joined_kind_names(kinds, units)
        request = units.texts("alerts-where", chat=message.chat.type)
        await self._prompts.ask(message, user, Prompt.ALERTS, title, request)

    async def ask_to_confirm_stop(self, message: Message, units: Units) -> bool:
        """Ask whether to stop all alerts of the chat; return False if the chat watches no place."""
        watches = await self._watches.get(message.chat.id)
        if watches:
            text = units.texts("alerts-stop-sure", count=len(watches))
            await reply(message, text, stop_alerts_keyboard(watches, units.texts))
        return bool(watches)
