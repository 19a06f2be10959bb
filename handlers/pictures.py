"""Draws the pictures for answers about the coming days, and sends them after the answers."""

import asyncio
import hashlib
import logging
import re
from collections.abc import Awaitable, Callable
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING, NamedTuple
from weakref import WeakValueDictionary

from aiogram import Bot
from aiogram.exceptions import TelegramAPIError, TelegramBadRequest
from aiogram.methods import SendPhoto
from aiogram.types import BufferedInputFile, MaybeInaccessibleMessageUnion, Message
from cachetools import LRUCache, TTLCache

from handlers.editing import replace_photo
from handlers.reachability import is_chat_closed
from handlers.replies import reply, reraise_unless, send_photo
from handlers.views.subjects import VIEWS, has_picture
from handlers.views.units import Units
from services.answers import Answer
from services.charts import Chart, ChartRenderer, RendererBusyError, RenderError
from services.net.budget import Pace
from services.tasks import BackgroundTasks

if TYPE_CHECKING:
    from services.shared.results import SharedResults
    from services.shared.state import SharedState

logger = logging.getLogger(__name__)

MAX_REMEMBERED_PICTURES = 5_000
"""Maximum number of file ids in memory, and of sent pictures in memory; each takes about 100 bytes."""

MAX_CLOSED_CHATS = 1_000
"""Maximum number of remembered chats in which the bot has no right to send pictures."""

CLOSED_CHAT_PERIOD = 3600.0
"""Time in seconds for which a chat gets no pictures after Telegram has refused to send a picture there."""

MAX_CHARTS_PER_SECOND = 100
"""Maximum number of charts that are built in a second; each chart blocks the event loop for some 2 ms."""

SHARED_FILE_ID_SECONDS = 6 * 3600.0
"""Time in seconds for which processes share a file id.

After some hours, the forecast and the picture of a place have changed.
"""

FILE_ID_PATTERN = re.compile(r"[\w-]{1,200}", re.ASCII)
"""Matches the id of a file that Telegram stores."""

CLOSE_TIMEOUT = 3.0
"""Time limit for unfinished pictures when the bot stops, in seconds."""


class SentPicture(NamedTuple):
    """The message with the picture of an answer."""

    message_id: int
    chart_key: bytes
    """The hash of the chart in the picture."""


class Pictures:
    """Draws and sends the pictures of answers. A picture that was sent before is sent again by its file id.

    With *shared*, several processes share the file ids.
    """

    def __init__(self, renderer: ChartRenderer, shared: "SharedState | None" = None) -> None:
        self._renderer = renderer
        self._background = BackgroundTasks()
        self._pace = Pace(MAX_CHARTS_PER_SECOND)
        self._file_ids: LRUCache[bytes, str] = LRUCache(MAX_REMEMBERED_PICTURES)
        self._shared_file_ids: SharedResults[str] | None = None
        if shared is not None:
            self._shared_file_ids = shared.results("picture", str, lambda _: SHARED_FILE_ID_SECONDS)
        self._sent: LRUCache[tuple[int, int], SentPicture] = LRUCache(MAX_REMEMBERED_PICTURES)
        self._closed_chats: TTLCache[int, bool] = TTLCache(MAX_CLOSED_CHATS, CLOSED_CHAT_PERIOD)
        """The chats in which the bot has no right to send pictures."""
        self._locks: WeakValueDictionary[tuple[int, int], asyncio.Lock] = WeakValueDictionary()

    def start_drawing_process(self) -> None:
        """Start the drawing process in the background, before the first picture is needed."""
        self._background.start(self._renderer.start_process())

    def send_later(self, message: MaybeInaccessibleMessageUnion, answer: Answer, units: Units) -> None:
        """Draw the picture of *answer* in the background and send the picture after *message*.

        A picture that was sent earlier after *message* is replaced. Answers without a chart get no picture.
        """
        if has_picture(answer.subject, answer.when) and message.chat.id not in self._closed_chats:
            self._background.start(self._update_picture(message, answer, units))

    async def send(self, bot: Bot, chat_id: int, chart: Chart, thread_id: int | None = None) -> None:
        """Draw *chart* and send the picture to a chat, without a notification sound.

        Raise RenderError if the chart cannot be drawn, TelegramAPIError if the picture cannot be sent.
        """

        def send(photo: BufferedInputFile | str) -> Awaitable[Message]:
            call = SendPhoto(chat_id=chat_id, photo=photo, message_thread_id=thread_id, disable_notification=True)
            return call.as_(bot)

        await self._send_picture(send, _hash_of_chart(chart), chart)

    async def aclose(self) -> None:
        """Wait at most CLOSE_TIMEOUT seconds for unfinished pictures, then cancel the pictures that are left."""
        await self._background.aclose(grace_seconds=CLOSE_TIMEOUT)

    async def _update_picture(self, message: MaybeInaccessibleMessageUnion, answer: Answer, units: Units) -> None:
        build = VIEWS[answer.subject].chart
        await self._pace.wait_turn()
        chart = build(answer, units) if build is not None else None
        if chart is None:
            return
        key, answered = _hash_of_chart(chart), (message.chat.id, message.message_id)
        async with self._locks.setdefault(answered, asyncio.Lock()):
            earlier = self._sent.get(answered)
            if earlier is not None and earlier.chart_key == key:
                return
            try:
                sent = await self._send_picture(partial(_send_or_replace, message, earlier), key, chart)
            except RendererBusyError:
                if earlier is None:
                    with suppress(TelegramAPIError):
                        await reply(message, units.texts("picture-busy"))
            except RenderError as error:
                logger.error("could not draw a picture: %s", error)  # noqa: TRY400 - the worker logs the traceback
            except TelegramAPIError as error:
                logger.info("could not send a picture: %s", error)
                if isinstance(error, TelegramBadRequest) and is_chat_closed(error):
                    self._closed_chats[message.chat.id] = True
            else:
                self._sent[answered] = SentPicture(sent.message_id, key)

    async def _send_picture(
        self, send: Callable[[BufferedInputFile | str], Awaitable[Message]], key: bytes, chart: Chart
    ) -> Message:
        """Call *send* with the picture of *chart*: the file id of an identical picture, else the drawn image."""
        file_id = self._file_ids.get(key)
        if file_id is None and self._shared_file_ids is not None:
            file_id = await self._load_file_id(self._shared_file_ids, key)
        if file_id is not None:
            try:
                return await send(file_id)
            except TelegramBadRequest as error:  # the messages of this error vary if Telegram lacks the file
                if is_chat_closed(error):
                    raise
                logger.info("uploading a picture again: %s", error.message)
        png = await self._renderer.draw(chart)
        sent = await send(BufferedInputFile(png, "forecast.png"))
        if sent.photo:
            self._file_ids[key] = sent.photo[-1].file_id
            if self._shared_file_ids is not None:
                self._shared_file_ids.save(key.hex(), sent.photo[-1].file_id)
        return sent

    async def _load_file_id(self, shared: "SharedResults[str]", key: bytes) -> str | None:
        loaded = await shared.load(key.hex())
        # A value that is no file id is rejected, because Telegram would download a picture from a URL.
        if loaded is None or FILE_ID_PATTERN.fullmatch(loaded.result) is None:
            return None
        self._file_ids[key] = loaded.result
        return loaded.result


def _hash_of_chart(chart: Chart) -> bytes:
    """Return a hash of *chart*, which is equal in all chats with equal forecasts, settings and languages."""
    return hashlib.sha256(repr(chart).encode()).digest()


async def _send_or_replace(
    message: MaybeInaccessibleMessageUnion, earlier: SentPicture | None, photo: BufferedInputFile | str
) -> Message:
    """Replace the *earlier* picture with *photo*; if the picture is missing or deleted, send *photo*."""
    if earlier is not None:
        try:
            return await replace_photo(message, earlier.message_id, photo)
        except TelegramBadRequest as error:
            reraise_unless(error, "message to edit not found")  # the user has deleted the picture
    return await send_photo(message, photo)
