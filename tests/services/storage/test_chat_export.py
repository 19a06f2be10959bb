"""The export of all data of a chat."""

import json
from datetime import UTC, datetime

from services.storage import (
    Chats,
    Database,
    Subscriptions,
)
from tests.services.conftest import Clock
from tests.services.storage.chat_contents import fill

STORED_ANSWER = {
    "language": "en",
    "subject": "now",
    "day": None,
    "when": None,
    "what": "weather",
    "asked_at": 1768824000.0,
    "left_out": [],
    "more_left_out": 0,
    "items": [{"kind": "unknown", "asked": "Qwertyzz", "choices": []}],
}


async def test_all_data_of_a_chat_are_exported(database: Database) -> None:
    clock = Clock(datetime(2026, 1, 19, 12, tzinfo=UTC))
    chats, daily = Chats(database, clock=clock), Subscriptions(database, clock=clock)
    await fill(database, clock, 1)
    (paused, *_) = await daily.get(1)
    await daily.pause(1, paused.id)

    handed_out = json.loads(json.dumps(await chats.export(1)))

    moscow = {
        "name": "Moscow",
        "latitude": 55.75,
        "longitude": 37.62,
        "country": "Russia",
        "region": "Moscow",
        "timezone": "Europe/Moscow",
    }
    assert handed_out == {
        "chat": 1,
        "gone_since": None,
        "settings": {
            "language": "en",
            "temperature": "fahrenheit",
            "wind": "mph",
            "pressure": "inHg",
            "pressure_level": "sea",
            "clock": "12",
            "theme": "dark",
            "daily_picture": "picture",
            "layout": "table",
        },
        "us_units_offered": False,
        "choices": [{"name": "london", "latitude": 42.98, "longitude": -81.23}],
        "places": [moscow | {"label": "дом"}],
        "last_questions": [
            {
                "topic": None,
                "asked_at": "2026-01-19T12:00:00+00:00",
                "places": [moscow],
                "subject": "now",
                "what": "rain",
                "when": {
                    "kind": "day",
                    "day": {"kind": "in_days", "days": 1},
                    "part": None,
                    "hour": None,
                    "until": None,
                    "names_day": True,
                    "is_ahead": False,
                    "is_tonight": False,
                },
            }
        ],
        "answers": [{"stored_at": "2026-01-19T12:00:00+00:00", **STORED_ANSWER}],
        "answered_messages": [
            {
                "message": 69,
                "answer": 70,
                "answered_at": "2026-01-19T12:00:00+00:00",
                "latitude": 55.75,
                "longitude": 37.62,
            }
        ],
        "daily": [
            {
                "time": "08:00",
                "weekdays": ["MONDAY", "FRIDAY"],
                "timezone": "Europe/Moscow",
                "places": [moscow | {"label": None}],
                "thread": None,
                "language": None,
                "paused": True,
                "next": None,
            }
        ],
        "watches": [
            {
                "place": moscow | {"label": None},
                "kinds": ["precipitation", "frost"],
                "thread": None,
                "language": "ru",
                "paused": False,
            }
        ],
        "alert_settings": {
            "thresholds": {"frost": -5.0},
            "quiet_from": "23:00",
            "quiet_until": "07:30",
            "tells_end": False,
            "min_severity": "Moderate",
            "muted_until": None,
        },
        "alerts": [
            {
                "created_at": "2026-01-19T12:00:00+00:00",
                "expires_at": "2026-01-19T13:00:00+00:00",
                "event": "rain",
                "is_finished": False,
                "body": "rain",
            }
        ],
        "channels": [],
    }
    await daily.resume(1, paused.id)
    await chats.mark_gone(1)
    assert (await chats.export(1))["gone_since"] == "2026-01-19T12:00:00+00:00"
    await chats.mark_reachable(1)
    assert (await chats.export(1))["daily"][0]["next"] == "2026-01-23T05:00:00+00:00"


async def test_the_export_of_an_unknown_chat_is_empty(chats: Chats) -> None:
    nothing = await chats.export(1)
    assert nothing.pop("chat") == 1
    assert set(nothing.pop("settings").values()) == {None}
    assert not any(nothing.values())
