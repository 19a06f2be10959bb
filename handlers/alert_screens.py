"""The messages about the watched places of a chat, with nowcasts and official warnings for the places."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime

from aiogram.types import InlineKeyboardMarkup

from handlers.place_names import saved_in_language
from handlers.views.alerts import (
    NowcastAndWarnings,
    watch_keyboard,
    watch_list_keyboard,
    watch_list_text,
    watch_text,
    watches_added_keyboard,
    watches_added_text,
)
from handlers.views.units import Units
from services.answers import AnswerService
from services.places import Place
from services.storage import Watch, Watches
from services.warnings import WarningService
from services.weather import WeatherService

LOOK_UP_TIMEOUT = 4.0
"""Maximum time, in seconds, to wait for nowcasts and official warnings; later results count as unknown."""

Screen = tuple[str, InlineKeyboardMarkup]
"""The HTML text of a message, and its buttons."""


class AlertScreens:
    """Renders the watched places of chats."""

    def __init__(
        self, watches: Watches, answer_service: AnswerService, weather: WeatherService, warnings: WarningService
    ) -> None:
        self._watches = watches
        self._answer_service = answer_service
        self._weather = weather
        self._warnings = warnings

    async def list_screen(self, chat_id: int, units: Units) -> Screen:
        """Return the list of all watched places of the chat."""
        watches = await self._translated(await self._watches.get(chat_id), units)
        settings, now = await self._watches.get_settings(chat_id), datetime.now(UTC)
        return watch_list_text(watches, settings, units, now), watch_list_keyboard(
            watches, settings, units.texts, now
        )

    async def watch_screen(self, chat_id: int, watch_id: int, units: Units) -> Screen:
        """Return the screen of the watch *watch_id*; if the chat has no such watch, the list of all watches."""
        matching = [watch for watch in await self._watches.get(chat_id) if watch.id == watch_id]
        if not matching:
            return await self.list_screen(chat_id, units)
        (watch,) = await self._translated(matching, units)
        (state,) = await self._nowcasts_and_warnings([watch.place.place])
        settings = await self._watches.get_settings(chat_id)
        return watch_text(watch, state, settings, units, datetime.now(UTC)), watch_keyboard(watch, units)

    async def added_screen(self, chat_id: int, watches: Sequence[Watch], units: Units) -> Screen:
        """Return the confirmation that the chat watches the places of *watches*."""
        named = await self._translated(watches, units)
        states = await self._nowcasts_and_warnings([watch.place.place for watch in named])
        settings = await self._watches.get_settings(chat_id)
        text = watches_added_text(list(zip(named, states, strict=True)), settings, units, datetime.now(UTC))
        return text, watches_added_keyboard(named, units.texts)

    async def _translated(self, watches: Sequence[Watch], units: Units) -> Sequence[Watch]:
        """Return *watches* with the names of their places in the language of *units*."""
        saved = tuple(watch.place for watch in watches)
        named = await saved_in_language(saved, units.texts.language, self._answer_service)
        return [replace(watch, place=place) for watch, place in zip(watches, named, strict=True)]

    async def _nowcasts_and_warnings(self, places: Sequence[Place]) -> Sequence[NowcastAndWarnings]:
        """Return the nowcast and the official warnings for each of *places*."""
        nowcasts, warnings = await asyncio.gather(
            self._weather.nowcasts(places, within=LOOK_UP_TIMEOUT),
            self._warnings.look_up(places, within=LOOK_UP_TIMEOUT),
        )
        return [
            NowcastAndWarnings(nowcast=nowcast, warnings=place_warnings)
            for nowcast, place_warnings in zip(nowcasts, warnings, strict=True)
        ]
