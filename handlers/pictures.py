"""The pictures that follow answers about the coming days."""

import asyncio
import hashlib
import logging
from collections.abc import Awaitable, Callable
from contextlib import suppress
from functools import partial
from typing import NamedTuple
from weakref import WeakValueDictionary

from aiogram import Bot
from aiogram.exceptions import TelegramAPIError, TelegramBadRequest
from aiogram.methods import SendPhoto
from aiogram.types import BufferedInputFile, MaybeInaccessibleMessageUnion, Message
from cachetools import LRUCache

from handlers.replies import replace_photo, reply, reraise_unless, send_photo
from handlers.views.subjects import has_picture, view_of
from handlers.views.units import Units
from services.answers import Answer
from services.charts import Chart, ChartRenderer, RendererBusyError, RenderError
from services.tasks import Background

logger = logging.getLogger(__name__)

PICTURES_KEPT = 5_000
"""Number of pictures whose file ids, and of answers whose pictures, are remembered; 100 bytes each."""

FINISHED_WITHIN = 3.0
"""Seconds that unfinished pictures get when the bot stops."""


class SentPicture(NamedTuple):
    """A message with a picture."""

    message_id: int
    chart_key: bytes
    """The hash of the chart that the picture shows."""


class Pictures:
    """Draws and sends the pictures of answers; an identical picture is sent again by its file id."""

    def __init__(self, renderer: ChartRenderer) -> None:
        self._renderer = renderer
        self._background = Background()
        self._file_ids: LRUCache[bytes, str] = LRUCache(PICTURES_KEPT)
        self._sent: LRUCache[str, SentPicture] = LRUCache(PICTURES_KEPT)
        self._locks: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    def prepare(self) -> None:
        """Start the drawing process in the background, for a picture that will soon be needed."""
        self._background.start(self._renderer.prepare())

    def send_later(self, message: MaybeInaccessibleMessageUnion, token: str, answer: Answer, units: Units) -> None:
        """Send the picture of *answer*, stored as *token*, after its *message*, or replace the earlier one.

        The picture is drawn and sent in the background. Answers without a chart get none.
        """
        if has_picture(answer.subject, answer.when):
            self._background.start(self._show(message, token, answer, units))

    async def send(self, bot: Bot, chat_id: int, chart: Chart, thread_id: int | None = None) -> None:
        """Draw *chart* and send it silently to a chat.

        Raise RenderError if it cannot be drawn, TelegramAPIError if it cannot be sent.
        """

        def put(photo: BufferedInputFile | str) -> Awaitable[Message]:
            sending = SendPhoto(
                chat_id=chat_id, photo=photo, message_thread_id=thread_id, disable_notification=True
            )
            return sending.as_(bot)

        await self._send(put, _key_of(chart), chart)

    async def aclose(self) -> None:
        """Finish the pictures under way within FINISHED_WITHIN seconds, then cancel the rest."""
        await self._background.aclose(within=FINISHED_WITHIN)

    async def _show(
        self, message: MaybeInaccessibleMessageUnion, token: str, answer: Answer, units: Units
    ) -> None:
        draw = view_of(answer.subject).chart
        chart = draw(answer, units) if draw is not None else None
        if chart is None:
            return
        key = _key_of(chart)
        async with self._locks.setdefault(token, asyncio.Lock()):
            earlier = self._sent.get(token)
            if earlier is not None and earlier.chart_key == key:
                return
            try:
                sent = await self._send(partial(_put, message, earlier), key, chart)
            except RendererBusyError:
                if earlier is None:
                    with suppress(TelegramAPIError):
                        await reply(message, units.texts("picture-busy"))
            except RenderError as error:
                logger.error("could not draw a picture: %s", error)  # noqa: TRY400 - the worker logs the traceback
            except TelegramAPIError as error:
                logger.info("could not send a picture: %s", error)
            else:
                self._sent[token] = SentPicture(sent.message_id, key)

    async def _send(
        self, put: Callable[[BufferedInputFile | str], Awaitable[Message]], key: bytes, chart: Chart
    ) -> Message:
        """Send *chart* by *put*, by the file id of an identical picture if there is one."""
        file_id = self._file_ids.get(key)
        if file_id is not None:
            try:
                return await put(file_id)
            except TelegramBadRequest as error:  # any wording: Telegram has lost the file
                logger.info("uploading a picture again: %s", error.message)
        png = await self._renderer.draw(chart)
        sent = await put(BufferedInputFile(png, "forecast.png"))
        if sent.photo:
            self._file_ids[key] = sent.photo[-1].file_id
        return sent


def _key_of(chart: Chart) -> bytes:
    """Return a key by which the same forecast, settings and language have the same picture in every chat."""
    return hashlib.sha256(repr(chart).encode()).digest()


async def _put(
    message: MaybeInaccessibleMessageUnion, earlier: SentPicture | None, photo: BufferedInputFile | str
) -> Message:
    """Replace the *earlier* picture by *photo*; if there is none or it was deleted, send *photo*."""
    if earlier is not None:
        try:
            return await replace_photo(message, earlier.message_id, photo)
        except TelegramBadRequest as error:
            reraise_unless(error, "message to edit not found")  # deleted
    return await send_photo(message, photo)
