"""Sends a picture after each daily push in the chats that want pictures."""

import asyncio
import logging

from aiogram import Bot
from aiogram.exceptions import TelegramAPIError

from handlers.pictures import Pictures
from handlers.views.pictures import chart_of_forecasts
from handlers.views.units import Units
from services.charts import RenderError
from services.errors import Failure
from services.net.budget import Pace
from services.places import Place
from services.questions import Subject
from services.storage import DuePush
from services.tasks import BackgroundTasks
from services.weather import WeatherService

logger = logging.getLogger(__name__)

MAX_WAITING_PICTURES = 2_000
"""Maximum number of pictures that wait to be drawn or sent; each is a task that takes some kilobytes."""

MAX_CONCURRENT_PICTURES = 8
"""Maximum number of pictures handled concurrently; the drawing process draws one at a time."""

FORECAST_TIMEOUT = 15.0
"""Time limit in seconds for fetching the forecasts of a picture; the forecasts are usually cached."""


class PushPictures:
    """Draws the pictures of pushes in the background, and sends the pictures.

    *pace* limits the total number of pushes and pictures that are sent per second. A picture that fails is not
    sent again, because the text of the push contains the same weather.
    """

    def __init__(self, bot: Bot, weather: WeatherService, pictures: Pictures, pace: Pace) -> None:
        self._bot = bot
        self._weather = weather
        self._pictures = pictures
        self._pace = pace
        self._background = BackgroundTasks()
        self._waiting = 0
        self._turns = asyncio.Semaphore(MAX_CONCURRENT_PICTURES)

    def send_later(self, due_push: DuePush, units: Units, thread_id: int | None) -> None:
        """Draw the picture of *due_push* in the background, and send it to the topic *thread_id* of the chat."""
        if self._waiting >= MAX_WAITING_PICTURES:
            logger.warning("%d pictures of pushes are waiting; another push gets no picture", self._waiting)
            return
        places = [saved.labelled_place for saved in due_push.places[: Subject.DAYS.limit]]
        self._waiting += 1
        self._background.start(self._send(due_push.subscription.chat_id, places, units, thread_id))

    async def aclose(self) -> None:
        """Cancel the pictures that are not sent yet."""
        await self._background.aclose()

    async def _send(self, chat_id: int, places: list[Place], units: Units, thread_id: int | None) -> None:
        try:
            async with self._turns:
                forecasts = await self._weather.forecasts(places, within=FORECAST_TIMEOUT)
                known = [
                    (place, forecast)
                    for place, forecast in zip(places, forecasts, strict=True)
                    if not isinstance(forecast, Failure)
                ]
                chart = chart_of_forecasts(known, units)
                if chart is None:
                    return
                await self._pace.wait_turn()
                await self._pictures.send(self._bot, chat_id, chart, thread_id)
        except RenderError as error:
            logger.error("could not draw the picture of a push: %s", error)  # noqa: TRY400 - the worker logs the traceback
        except TelegramAPIError as error:
            logger.info("could not send the picture of a push: %s", error)
        finally:
            self._waiting -= 1
