"""Moves, reads and limits all data of a chat."""

import json
from dataclasses import fields
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, Row, delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from services.storage.alert_models import MAX_WATCHES_PER_CHAT, AlertKinds, AlertSettings, Watch
from services.storage.alert_schema import alert_settings, alerts, watches
from services.storage.alert_settings import read_alert_settings
from services.storage.channels import read_channel_pushes
from services.storage.models import MAX_SAVED_PLACES, SavedPlace, Subscription
from services.storage.saved_places import read_saved_places, write_saved_places
from services.storage.schema import (
    answered_messages,
    button_answers,
    chats,
    choices,
    last_questions,
    subscriptions,
)
from services.storage.settings import ChatSettings
from services.storage.statements import lock_chat
from services.storage.subscriptions import read_subscriptions, schedule_next_pushes
from services.storage.watches import make_watches_due, read_watches

MAX_CHOICES_PER_CHAT = 200
"""Maximum number of a chat's stored choices among namesakes; the oldest choices are deleted."""

SETTING_COLUMNS = tuple(chats.c[field.name] for field in fields(ChatSettings))
"""Columns of the settings in the table of chats."""

STORED_PLACE_FIELDS = ("name", "latitude", "longitude", "country", "region", "timezone")
"""The names of the fields of Place that the database stores for each saved place."""


async def move_chat_data(connection: AsyncConnection, chat_id: int, new_chat_id: int, now: float) -> None:
    """Move all data of a chat to another chat.

    Data that the new chat already has are kept, because they are newer.

    *now* is the current Unix time.
    """
    for locked_id in sorted((chat_id, new_chat_id)):  # locking in a fixed order prevents deadlocks
        await lock_chat(connection, locked_id)
    old = {
        column.name: select(column).where(chats.c.id == chat_id).scalar_subquery() for column in SETTING_COLUMNS
    }
    merged_settings = {column.name: func.coalesce(column, old[column.name]) for column in SETTING_COLUMNS}
    await connection.execute(update(chats).where(chats.c.id == new_chat_id).values(merged_settings))
    new_names = select(choices.c.name).where(choices.c.chat_id == new_chat_id)
    old_choices = update(choices).where(choices.c.chat_id == chat_id, choices.c.name.not_in(new_names))
    await connection.execute(old_choices.values(chat_id=new_chat_id))
    await delete_oldest_choices(connection, new_chat_id)
    await connection.execute(
        update(subscriptions).where(subscriptions.c.chat_id == chat_id).values(chat_id=new_chat_id)
    )
    # If the old chat was marked as gone, its subscriptions have no next push.
    await schedule_next_pushes(connection, new_chat_id, now, ~subscriptions.c.paused)
    places = [
        saved
        for owner_id in (new_chat_id, chat_id)
        for saved in await connection.run_sync(read_saved_places, owner_id)
    ]
    first_by_spot = {saved.place.key: saved for saved in reversed(places)}
    merged_places = [saved for saved in places if first_by_spot[saved.place.key] is saved][:MAX_SAVED_PLACES]
    await write_saved_places(connection, new_chat_id, merged_places)
    await _move_watches(connection, chat_id, new_chat_id, now)
    await _move_last_question(connection, chat_id, new_chat_id)
    await connection.execute(
        update(button_answers).where(button_answers.c.chat_id == chat_id).values(chat_id=new_chat_id)
    )
    # A supergroup numbers its messages from 1, so the ids of the old messages are useless.
    await connection.execute(delete(answered_messages).where(answered_messages.c.chat_id == chat_id))
    await connection.execute(delete(chats).where(chats.c.id == chat_id))


async def _move_watches(connection: AsyncConnection, chat_id: int, new_chat_id: int, now: float) -> None:
    """Move the alert settings and the watches with their alerts.

    The oldest watches are moved first, until the new chat has MAX_WATCHES_PER_CHAT watches.
    """
    await make_watches_due(connection, watches.c.chat_id == chat_id, now)
    spots = list(await connection.scalars(select(watches.c.spot).where(watches.c.chat_id == new_chat_id)))
    moved = select(watches.c.id).where(watches.c.chat_id == chat_id, watches.c.spot.not_in(spots))
    oldest = moved.order_by(watches.c.id).limit(max(0, MAX_WATCHES_PER_CHAT - len(spots)))
    moved_ids = list(await connection.scalars(oldest))
    for table, watch_id in ((watches, watches.c.id), (alerts, alerts.c.watch_id)):
        await connection.execute(update(table).where(watch_id.in_(moved_ids)).values(chat_id=new_chat_id))
    has_choices = select(alert_settings.c.chat_id).where(alert_settings.c.chat_id == new_chat_id)
    if await connection.scalar(has_choices) is None:
        is_old = alert_settings.c.chat_id == chat_id
        await connection.execute(update(alert_settings).where(is_old).values(chat_id=new_chat_id))


async def _move_last_question(connection: AsyncConnection, chat_id: int, new_chat_id: int) -> None:
    is_old, is_new = last_questions.c.chat_id == chat_id, last_questions.c.chat_id == new_chat_id
    if await connection.scalar(select(last_questions.c.chat_id).where(is_new)) is None:
        await connection.execute(update(last_questions).where(is_old).values(chat_id=new_chat_id))
    else:
        await connection.execute(delete(last_questions).where(is_old))


async def delete_oldest_choices(connection: AsyncConnection, chat_id: int) -> None:
    """Delete the oldest choices of the chat until MAX_CHOICES_PER_CHAT are left."""
    is_own = choices.c.chat_id == chat_id
    latest = select(choices.c.name).where(is_own).order_by(choices.c.chosen_at.desc().nulls_last(), choices.c.name)
    await connection.execute(
        delete(choices).where(is_own, choices.c.name.not_in(latest.limit(MAX_CHOICES_PER_CHAT)))
    )


def read_chat_data(chat_id: int, connection: Connection) -> dict[str, Any]:
    """Return all data of a chat, except its updates in the journal, as values for JSON."""
    row = connection.execute(select(chats).where(chats.c.id == chat_id)).one_or_none()
    choice_rows = connection.execute(select(choices).where(choices.c.chat_id == chat_id).order_by(choices.c.name))
    question_rows = connection.execute(
        select(last_questions).where(last_questions.c.chat_id == chat_id).order_by(last_questions.c.topic_id)
    )
    answer_rows = connection.execute(
        select(button_answers).where(button_answers.c.chat_id == chat_id).order_by(button_answers.c.stored_at)
    )
    message_rows = connection.execute(
        select(answered_messages)
        .where(answered_messages.c.chat_id == chat_id)
        .order_by(answered_messages.c.message_id)
    )
    alert_rows = connection.execute(select(alerts).where(alerts.c.chat_id == chat_id).order_by(alerts.c.id))
    gone = row and row.gone_since is not None
    return {
        "chat": chat_id,
        "gone_since": datetime.fromtimestamp(row.gone_since, UTC).isoformat() if row and gone else None,
        "settings": {column.name: row and getattr(row, column.name) for column in SETTING_COLUMNS},
        "us_units_offered": bool(row and row.us_units_offered),
        "choices": [
            {"name": choice.name, "latitude": choice.latitude, "longitude": choice.longitude}
            for choice in choice_rows
        ],
        "places": [_place_json(saved) for saved in read_saved_places(connection, chat_id)],
        "last_questions": [_last_question_json(question) for question in question_rows],
        "answers": [_answer_json(answer) for answer in answer_rows],
        "answered_messages": [_message_json(message) for message in message_rows],
        "daily": [_subscription_json(subscription) for subscription in read_subscriptions(connection, chat_id)],
        "watches": [_watch_json(watch) for watch in read_watches(connection, watches.c.chat_id == chat_id)],
        "alert_settings": _alert_settings_json(read_alert_settings(connection, chat_id)),
        "alerts": [_alert_json(alert) for alert in alert_rows],
        "channels": [
            {
                "chat": channel.id,
                "title": channel.title,
                "daily": [_subscription_json(push) for push in pushes],
            }
            for channel, pushes in read_channel_pushes(connection, chat_id)
        ],
    }


def _last_question_json(row: Row[Any]) -> dict[str, Any]:
    question: dict[str, Any] = json.loads(row.question)
    asked_at = datetime.fromtimestamp(row.asked_at, UTC).isoformat()
    return {"topic": row.topic_id or None, "asked_at": asked_at} | question


def _answer_json(row: Row[Any]) -> dict[str, Any]:
    answer: dict[str, Any] = json.loads(row.answer)
    return {"stored_at": datetime.fromtimestamp(row.stored_at, UTC).isoformat()} | answer


def _message_json(row: Row[Any]) -> dict[str, Any]:
    spot = {} if row.latitude is None else {"latitude": row.latitude, "longitude": row.longitude}
    answered_at = datetime.fromtimestamp(row.answered_at, UTC).isoformat()
    return {"message": row.message_id, "answer": row.answer_id, "answered_at": answered_at} | spot


def _place_json(saved: SavedPlace) -> dict[str, Any]:
    return {name: getattr(saved.place, name) for name in STORED_PLACE_FIELDS} | {"label": saved.label}


def _subscription_json(subscription: Subscription) -> dict[str, Any]:
    return {
        "time": _time_json(subscription.schedule.minutes),
        "weekdays": [day.name for day in subscription.schedule.weekdays],
        "timezone": subscription.schedule.timezone,
        "places": [_place_json(saved) for saved in subscription.places],
        "thread": subscription.thread_id,
        "language": subscription.language,
        "paused": subscription.paused,
        "next": subscription.next_at and subscription.next_at.isoformat(),
    }


def _watch_json(watch: Watch) -> dict[str, Any]:
    return {
        "place": _place_json(watch.place),
        "kinds": _kind_names(watch.kinds),
        "thread": watch.thread_id,
        "language": watch.language,
        "paused": watch.paused,
    }


def _alert_settings_json(settings: AlertSettings) -> dict[str, Any] | None:
    if settings == AlertSettings():
        return None
    return {
        "thresholds": {name: value for kind, value in settings.thresholds.items() for name in _kind_names(kind)},
        "quiet_from": _time_json(settings.quiet_from),
        "quiet_until": _time_json(settings.quiet_until),
        "tells_end": settings.tells_end,
        "min_severity": settings.min_severity.value,
        "muted_until": settings.muted_until and settings.muted_until.isoformat(),
    }


def _alert_json(row: Row[Any]) -> dict[str, Any]:
    body: dict[str, Any] = json.loads(row.body)
    times = {
        name: datetime.fromtimestamp(getattr(row, name), UTC).isoformat() for name in ("created_at", "expires_at")
    }
    return times | {"event": row.event, "is_finished": row.claimable_at is None, "body": body}


def _kind_names(kinds: AlertKinds) -> list[str]:
    return [kind.name.lower() for kind in kinds if kind.name is not None]


def _time_json(minutes: int | None) -> str | None:
    return None if minutes is None else "{:02}:{:02}".format(*divmod(minutes, 60))
