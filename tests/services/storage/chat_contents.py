"""A chat with one row in each table about chats."""

from datetime import UTC, datetime

from services.answers import Answer, Entry
from services.places import Unknown
from services.questions import InDays, LastQuestion, OnDay, Quantity
from services.schedule import Schedule, Weekdays
from services.storage import (
    AlertKinds,
    AlertSettings,
    AnsweredMessages,
    ButtonAnswers,
    Channel,
    Channels,
    Chats,
    Database,
    LastQuestions,
    SavedPlace,
    SavedPlaces,
    Subscriptions,
    Watches,
)
from tests.services.conftest import Clock
from tests.services.storage.examples import IMPERIAL, MOSCOW, ONTARIO
from tests.services.storage.watching import store_alerts

MORNING = Schedule(8 * 60, "Europe/Moscow", Weekdays.MONDAY | Weekdays.FRIDAY)

STRANGER = 500
"""A user who has set up pushes in the chats, as in channels."""


async def fill(database: Database, clock: Clock, chat_id: int) -> None:
    chats = Chats(database, clock=clock)
    await chats.save_settings(chat_id, IMPERIAL)
    await chats.save_choice(chat_id, "london", ONTARIO)
    await SavedPlaces(database).add(chat_id, MOSCOW, "дом")
    await Subscriptions(database, clock=clock).add(chat_id, MORNING, [SavedPlace(MOSCOW)])
    await Channels(database, lambda _: None, clock=clock).save(Channel(chat_id, STRANGER, "News"))
    questions = LastQuestions(database, clock=clock)
    questions.remember(chat_id, LastQuestion((MOSCOW,), clock(), when=OnDay(InDays(1)), quantity=Quantity.RAIN))
    answers, messages = ButtonAnswers(database, clock=clock), AnsweredMessages(database, clock=clock)
    answers.put(
        chat_id,
        "~token",
        Answer("en", (Entry(Unknown("Qwertyzz")),), asked_at=datetime.fromtimestamp(clock(), UTC)),
    )
    messages.remember(chat_id, 69, 70, (55.75, 37.62))
    for memory in (questions, answers, messages):
        await memory.flush()
    watches = Watches(database, clock=clock)
    await watches.add(chat_id, [SavedPlace(MOSCOW)], AlertKinds.PRECIPITATION | AlertKinds.FROST, language="ru")
    await watches.save_settings(
        chat_id, AlertSettings(thresholds={AlertKinds.FROST: -5.0}, quiet_from=23 * 60, quiet_until=450)
    )
    await store_alerts(database, clock)
