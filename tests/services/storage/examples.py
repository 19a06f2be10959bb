"""Chats, places and settings for tests of storage."""

from services.places import Place
from services.storage import (
    Chats,
    ChatSettings,
    Database,
)
from services.units import (
    AnswerLayout,
    ClockFormat,
    DailyPictureOption,
    PictureTheme,
    PressureLevel,
    PressureUnit,
    TemperatureUnit,
    WindUnit,
)

LONDON, ONTARIO = (51.51, -0.13), (42.98, -81.23)

GROUP, SUPERGROUP = -7, -1_000_000_000_007

MOSCOW = Place("Moscow", 55.75, 37.62, "Russia", "Moscow", "Europe/Moscow")

IMPERIAL = ChatSettings(
    language="en",
    temperature=TemperatureUnit.FAHRENHEIT,
    wind=WindUnit.MILES_PER_HOUR,
    pressure=PressureUnit.INCHES_OF_MERCURY,
    pressure_level=PressureLevel.SEA,
    clock=ClockFormat.HOURS_12,
    theme=PictureTheme.DARK,
    daily_picture=DailyPictureOption.WITH_PICTURE,
    layout=AnswerLayout.AS_TABLE,
)


async def stored(database: Database, chat_id: int) -> tuple[bool, dict[str, tuple[float, float]]]:
    """Return the stored data of a chat, without the cache."""
    chat = await Chats(database).get(chat_id)
    return chat.gone, dict(chat.place_preferences.spots)
