"""The pictures that follow answers about the days to come."""

import asyncio
import hashlib
import logging
from contextlib import suppress
from typing import NamedTuple
from weakref import WeakValueDictionary

from aiogram.exceptions import TelegramAPIError, TelegramBadRequest
from aiogram.types import BufferedInputFile, MaybeInaccessibleMessageUnion, Message
from cachetools import LRUCache

from handlers.replies import expect, follow, reply, show_instead
from handlers.views.subjects import draws, view_of
from handlers.views.units import Units
from services.answers import Answer
from services.charts import Chart, ChartRenderer, RendererBusyError, RenderError
from services.tasks import Background

logger = logging.getLogger(__name__)

PICTURES_KEPT = 5_000
"""Pictures that Telegram has, and messages with one; a hundred bytes each."""

FINISHED_WITHIN = 3.0
"""Seconds that pictures under way get when the bot stops: their answers are there already."""


class Shown(NamedTuple):
    """The message with a picture, and what it shows."""

    message_id: int
    key: bytes


class Pictures:
    """Draws what answers tell, each picture once: after that Telegram is told which one to send again."""

    def __init__(self, renderer: ChartRenderer) -> None:
        self._renderer = renderer
        self._background = Background()
        self._file_ids: LRUCache[bytes, str] = LRUCache(PICTURES_KEPT)
        self._shown: LRUCache[str, Shown] = LRUCache(PICTURES_KEPT)
        self._locks: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    def prepare(self) -> None:
        """Have everything ready for a picture that will be wanted soon."""
        self._background.start(self._renderer.prepare())

    def accompany(self, message: MaybeInaccessibleMessageUnion, token: str, answer: Answer, units: Units) -> None:
        """Send the picture of *answer*, stored as *token*, after its *message*, or change the one that is there.

        It is drawn and sent in the background. A subject without a chart has no picture.
        """
        if draws(answer.subject, answer.when):
            self._background.start(self._show(message, token, answer, units))

    async def aclose(self) -> None:
        """Finish what is under way, within reason."""
        await self._background.aclose(within=FINISHED_WITHIN)

    async def _show(
        self, message: MaybeInaccessibleMessageUnion, token: str, answer: Answer, units: Units
    ) -> None:
        draw = view_of(answer.subject).chart
        chart = draw(answer, units) if draw is not None else None
        if chart is None:
            return
        # The same forecast, settings and language make the same chart, whoever asks.
        key = hashlib.sha256(repr(chart).encode()).digest()
        async with self._locks.setdefault(token, asyncio.Lock()):
            shown = self._shown.get(token)
            if shown is not None and shown.key == key:
                return
            try:
                sent = await self._send(message, shown, key, chart)
            except RendererBusyError:
                if shown is None:
                    with suppress(TelegramAPIError):
                        await reply(message, units.texts("picture-busy"))
            except RenderError as error:
                logger.error("a picture was not drawn: %s", error)  # noqa: TRY400 - the trace is the worker's
            except TelegramAPIError as error:
                logger.info("a picture was not sent: %s", error)
            else:
                self._shown[token] = Shown(sent.message_id, key)
                if sent.photo:
                    self._file_ids[key] = sent.photo[-1].file_id

    async def _send(
        self, message: MaybeInaccessibleMessageUnion, shown: Shown | None, key: bytes, chart: Chart
    ) -> Message:
        known = self._file_ids.get(key)
        if known is not None:
            try:
                return await _put(message, shown, known)
            except TelegramBadRequest as error:  # Telegram has lost the file, in whatever words it says so
                logger.info("a picture is sent anew: %s", error.message)
        png = await self._renderer.draw(chart)
        return await _put(message, shown, BufferedInputFile(png, "forecast.png"))


async def _put(
    message: MaybeInaccessibleMessageUnion, shown: Shown | None, photo: BufferedInputFile | str
) -> Message:
    """Put *photo* in place of the picture that is *shown*, or after *message* when there is none any more."""
    if shown is not None:
        try:
            return await show_instead(message, shown.message_id, photo)
        except TelegramBadRequest as error:
            expect(error, "message to edit not found")  # deleted
    return await follow(message, photo)
