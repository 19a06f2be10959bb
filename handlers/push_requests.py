"""Adds the daily pushes that a command, a reply or a button requests, and asks for missing parts of a request."""

from datetime import UTC, datetime

from aiogram.types import InlineKeyboardMarkup, Message, User

from handlers.place_names import saved_in_language
from handlers.place_requests import PlaceRequests
from handlers.prompts import Prompt, Prompts
from handlers.replies import reply
from handlers.views.daily import (
    schedule_text,
    subscribed_keyboard,
    subscribed_text,
)
from handlers.views.offers import PushPlaceCallback, push_offer_keyboard, push_offer_text
from handlers.views.place_choice import NAME_SEPARATOR
from handlers.views.units import Units
from services.answers import AnswerService
from services.daily import (
    DEFAULT_PUSH_MINUTES,
    PushRequest,
)
from services.schedule import EVERY_DAY, Schedule, Weekdays
from services.storage import (
    MAX_SUBSCRIPTIONS_PER_CHAT,
    ChatLimitReached,
    ChatRecord,
    SavedPlaceList,
    SavedPlaces,
    Subscription,
    Subscriptions,
)


class PushRequests:
    """Subscribes chats to daily pushes that a command, a reply or a button requests."""

    def __init__(
        self,
        answer_service: AnswerService,
        saved_places: SavedPlaces,
        subscriptions: Subscriptions,
        place_requests: PlaceRequests,
        prompts: Prompts,
    ) -> None:
        self._answer_service = answer_service
        self._saved_places = saved_places
        self._subscriptions = subscriptions
        self._place_requests = place_requests
        self._prompts = prompts

    async def subscribe(
        self,
        message: Message,
        user: User | None,
        asker_id: int,
        push_request: PushRequest,
        units: Units,
        chat_record: ChatRecord,
    ) -> None:
        """Subscribe the chat of *message*, and reply with the time of the first push.

        If *push_request* names no place and the chat has no saved places, ask *user* for a place instead. Look-ups
        of the named places are charged to *asker_id*.
        """
        chat_id = message.chat.id
        named = await self._named_places(
            message, asker_id, push_request.places, push_request.minutes, push_request.weekdays, units, chat_record
        )
        if named is None:
            return
        places = named or await self._saved_places.get(chat_id)
        if not places:
            title = schedule_text(push_request.minutes, push_request.weekdays, units)
            await self._prompts.ask(
                message, user, Prompt.PUSH, title, units.texts("daily-where", chat=message.chat.type)
            )
            return
        topic = message.message_thread_id if message.is_topic_message else None
        confirmation = await self.add_push(message, chat_id, push_request, named, places, units, thread_id=topic)
        if confirmation is not None:
            await reply(message, *confirmation)

    async def add_push(
        self,
        message: Message,
        chat_id: int,
        push_request: PushRequest,
        stored_places: SavedPlaceList,
        reported_places: SavedPlaceList,
        units: Units,
        *,
        thread_id: int | None = None,
    ) -> tuple[str, InlineKeyboardMarkup] | None:
        """Add a push to the chat *chat_id*, and return its confirmation as HTML and the button below it.

        If the chat has an equal active push, no push is added, and the confirmation says that the push exists.
        If the chat has too many pushes, notify the user and return None.

        *stored_places* are stored with the subscription; empty if the push reports the saved places of the chat.
        *reported_places* are the places that the push reports now.
        """
        schedule = Schedule(
            push_request.minutes,
            await self._answer_service.timezone_name(reported_places[0].place),
            push_request.weekdays,
        )
        command = "/daily" if chat_id == message.chat.id else "/channel"
        active_ids = {push.id for push in await self._subscriptions.get(chat_id) if not push.paused}
        try:
            push = await self._subscriptions.add(
                chat_id, schedule, stored_places, thread_id=thread_id, language=units.language_tag
            )
        except ChatLimitReached:
            await reply(message, units.texts("daily-full", limit=MAX_SUBSCRIPTIONS_PER_CHAT, command=command))
            return None
        shown = await saved_in_language(reported_places, units.texts.language, self._answer_service)
        is_new = push.id not in active_ids
        text = subscribed_text(push, shown, units, datetime.now(UTC), command=command, is_new=is_new)
        return text, subscribed_keyboard(push, units.texts)

    async def offer_times(
        self, message: Message, asker_id: int, text: str, units: Units, chat_record: ChatRecord
    ) -> None:
        """Offer a push for the places that *text* names, with buttons for its time."""
        named = await self._named_places(message, asker_id, text, None, EVERY_DAY, units, chat_record)
        if named is not None:
            names = [saved.label or saved.place.full_name for saved in named]
            request = PushRequest(DEFAULT_PUSH_MINUTES)
            await reply(message, push_offer_text(names, request, units), push_offer_keyboard(request, units))
            await self._prompts.expect_answer(message, Prompt.TIME, NAME_SEPARATOR.join(names))

    async def _named_places(
        self,
        message: Message,
        asker_id: int,
        text: str,
        minutes: int | None,
        weekdays: Weekdays,
        units: Units,
        chat_record: ChatRecord,
    ) -> SavedPlaceList | None:
        """Return the places that *text* names. If a name is unclear, ask which place is meant and return None.

        *minutes* (after midnight) and *weekdays* are the schedule of the push. *minutes* is None if the user has
        not chosen a time yet.
        """
        if not text:
            return ()
        return await self._place_requests.named_places(
            message,
            asker_id,
            text,
            units,
            chat_record,
            callback_data_for=lambda position, choice: PushPlaceCallback(
                position=position, choice=choice, weekdays=weekdays.value, minutes=minutes
            ),
            schedule_text="" if minutes is None else schedule_text(minutes, weekdays, units),
            not_added_notice=units.texts("daily-not-set"),
            command="/daily 08:00",
        )

    async def places_of(self, chat_id: int, push_id: int) -> SavedPlaceList:
        """Return the places that a push reports now; empty if the chat has no such push or no saved places."""
        push = await self._find_push(chat_id, push_id)
        return () if push is None else push.places or await self._saved_places.get(chat_id)

    async def change_timezone(self, chat_id: int, push_id: int) -> str | None:
        """Set the time zone of a push to the next time zone of its places and of the saved places.

        Return the new time zone; None if all places are in the current time zone of the push.
        """
        push = await self._find_push(chat_id, push_id)
        if push is None:
            return None
        places = [*push.places, *await self._saved_places.get(chat_id)]
        zones = list(dict.fromkeys([await self._answer_service.timezone_name(saved.place) for saved in places]))
        current_zone = push.schedule.timezone
        after = zones.index(current_zone) + 1 if current_zone in zones else 0
        next_zone = [*zones[after:], *zones[:after], current_zone][0]
        if next_zone == current_zone:
            return None
        await self._subscriptions.set_timezone(chat_id, push_id, next_zone)
        return next_zone

    async def _find_push(self, chat_id: int, push_id: int) -> Subscription | None:
        """Return the push with the id *push_id*; None if the chat has no such push."""
        return next((push for push in await self._subscriptions.get(chat_id) if push.id == push_id), None)
