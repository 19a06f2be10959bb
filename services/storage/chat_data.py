"""All that is stored of a chat at once: to hand it on, or to hand it out."""

import json
from dataclasses import asdict, fields
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Row, delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from services.storage.models import MOST_PLACES, SavedPlace, Subscription
from services.storage.saved_places import read_saved_places, write_saved_places
from services.storage.schema import chats, choices, last_questions, subscriptions
from services.storage.settings import ChatSettings
from services.storage.statements import lock_chat
from services.storage.subscriptions import read_subscriptions, schedule_again

MOST_CHOICES = 200
"""Names for which a chat's choice is remembered: the latest."""

SETTINGS = tuple(chats.c[field.name] for field in fields(ChatSettings))


async def move_all(connection: AsyncConnection, chat_id: int, to: int, now: float) -> None:
    """Hand all that is stored of a chat to another; what the other has of its own is newer, and stays."""
    for either in sorted((chat_id, to)):  # in one order, so that nobody waits in a circle
        await lock_chat(connection, either)
    mine = {column.name: select(column).where(chats.c.id == chat_id).scalar_subquery() for column in SETTINGS}
    settled = {column.name: func.coalesce(column, mine[column.name]) for column in SETTINGS}
    await connection.execute(update(chats).where(chats.c.id == to).values(settled))
    theirs = select(choices.c.name).where(choices.c.chat_id == to)
    moving = update(choices).where(choices.c.chat_id == chat_id, choices.c.name.not_in(theirs))
    await connection.execute(moving.values(chat_id=to))
    await forget_oldest_choices(connection, to)
    await connection.execute(update(subscriptions).where(subscriptions.c.chat_id == chat_id).values(chat_id=to))
    # The group may have been noted as gone: where it has moved to, the bot can write.
    await schedule_again(connection, to, now, ~subscriptions.c.paused)
    places = [*await read_saved_places(connection, to), *await read_saved_places(connection, chat_id)]
    first_of_each = {saved.place.key: saved for saved in reversed(places)}
    merged = [saved for saved in places if first_of_each[saved.place.key] is saved][:MOST_PLACES]
    await write_saved_places(connection, to, merged)
    await _move_last_question(connection, chat_id, to)
    await connection.execute(delete(chats).where(chats.c.id == chat_id))


async def _move_last_question(connection: AsyncConnection, chat_id: int, to: int) -> None:
    mine, theirs = last_questions.c.chat_id == chat_id, last_questions.c.chat_id == to
    if await connection.scalar(select(last_questions.c.chat_id).where(theirs)) is None:
        await connection.execute(update(last_questions).where(mine).values(chat_id=to))
    else:
        await connection.execute(delete(last_questions).where(mine))


async def forget_oldest_choices(connection: AsyncConnection, chat_id: int) -> None:
    """Delete the oldest choices of the chat, until it has MOST_CHOICES."""
    mine = choices.c.chat_id == chat_id
    latest = select(choices.c.name).where(mine).order_by(choices.c.chosen_at.desc().nulls_last(), choices.c.name)
    await connection.execute(delete(choices).where(mine, choices.c.name.not_in(latest.limit(MOST_CHOICES))))


async def exported(chat_id: int, connection: AsyncConnection) -> dict[str, Any]:
    """Return all that is stored of a chat, ready for JSON."""
    row = (await connection.execute(select(chats).where(chats.c.id == chat_id))).one_or_none()
    meant = await connection.execute(select(choices).where(choices.c.chat_id == chat_id).order_by(choices.c.name))
    asked = await connection.execute(select(last_questions).where(last_questions.c.chat_id == chat_id))
    gone = row and row.gone_since is not None
    return {
        "chat": chat_id,
        "gone_since": datetime.fromtimestamp(row.gone_since, UTC).isoformat() if row and gone else None,
        "settings": {column.name: row and getattr(row, column.name) for column in SETTINGS},
        "us_units_offered": bool(row and row.us_units_offered),
        "choices": [{"name": one.name, "latitude": one.latitude, "longitude": one.longitude} for one in meant],
        "places": [_place(saved) for saved in await read_saved_places(connection, chat_id)],
        "last_question": next(map(_last_question, asked), None),
        "daily": [_subscription(one) for one in await read_subscriptions(connection, chat_id)],
    }


def _last_question(row: Row[Any]) -> dict[str, Any]:
    question: dict[str, Any] = json.loads(row.question)
    return {"asked_at": datetime.fromtimestamp(row.asked_at, UTC).isoformat()} | question


def _place(saved: SavedPlace) -> dict[str, Any]:
    place = asdict(saved.place)
    del place["population"], place["key"]  # which are not stored
    return place | {"label": saved.label}


def _subscription(one: Subscription) -> dict[str, Any]:
    hours, minutes = divmod(one.schedule.minutes, 60)
    return {
        "time": f"{hours:02}:{minutes:02}",
        "weekdays": [day.name for day in one.schedule.weekdays],
        "timezone": one.schedule.timezone,
        "places": [_place(saved) for saved in one.places],
        "thread": one.thread_id,
        "language": one.language,
        "paused": one.paused,
        "next": one.next_at and one.next_at.isoformat(),
    }
