import asyncio
import json
from collections.abc import Collection
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from sqlalchemy import insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from services.errors import StorageError
from services.places import Place
from services.questions import InDays, LastQuestion, OnDay, What
from services.schedule import Schedule, Weekdays
from services.storage import (
    MOST_PLACES,
    Chat,
    Chats,
    ChatSettings,
    Database,
    LastQuestions,
    SavedPlace,
    SavedPlaces,
    Subscriptions,
    chat_data,
)
from services.storage import chats as module
from services.storage.chat_data import MOST_CHOICES
from services.storage.schema import metadata
from services.storage.statements import add_chat
from services.units import OPTIONS, ClockFormat, PressureLevel, PressureUnit, TemperatureUnit, Theme, WindUnit
from tests.services.conftest import Clock

LONDON, ONTARIO = (51.51, -0.13), (42.98, -81.23)
GROUP, SUPERGROUP = -7, -1_000_000_000_007
MOSCOW = Place("Moscow", 55.75, 37.62, "Russia", "Moscow", "Europe/Moscow")
MORNING = Schedule(8 * 60, "Europe/Moscow", Weekdays.MONDAY | Weekdays.FRIDAY)
NO_CHATS = {"journal", "running_bots", "applied_changes"}
"""Tables that are not about chats."""
IMPERIAL = ChatSettings(
    language="en",
    temperature=TemperatureUnit.FAHRENHEIT,
    wind=WindUnit.MILES_PER_HOUR,
    pressure=PressureUnit.INCHES_OF_MERCURY,
    pressure_level=PressureLevel.SEA,
    clock=ClockFormat.HOURS_12,
    theme=Theme.DARK,
)


@pytest.fixture
def chats(database: Database) -> Chats:
    return Chats(database)


async def stored(database: Database, chat_id: int) -> tuple[bool, dict[str, tuple[float, float]]]:
    """Return what another process would read."""
    chat = await Chats(database).get(chat_id)
    return chat.gone, dict(chat.choices.spots)


async def test_of_a_chat_that_nothing_was_said_of_nothing_is_known(chats: Chats, database: Database) -> None:
    chat = await chats.get(1)
    assert (chat.gone, chat.choices.spots) == (False, {})
    await chats.mark_reachable(1)
    assert await stored(database, 1) == (False, {})


async def test_the_latest_choice_for_a_name_holds_also_for_the_next_process(
    chats: Chats, database: Database
) -> None:
    await chats.choose(1, "london", LONDON)
    await chats.choose(1, "london", ONTARIO)
    await chats.choose(1, "лондон", LONDON)
    await chats.choose(2, "london", LONDON)

    expected = {"london": ONTARIO, "лондон": LONDON}
    assert dict((await chats.get(1)).choices.spots) == expected
    assert await stored(database, 1) == (False, expected)


async def test_a_chat_has_a_bounded_number_of_choices(chats: Chats, database: Database) -> None:
    names = [f"name {number}" for number in range(MOST_CHOICES + 2)]
    for name in names:
        await chats.choose(1, name, LONDON)

    assert set((await chats.get(1)).choices.spots) == set((await stored(database, 1))[1]) == set(names[2:])


async def test_a_choice_takes_the_place_of_those_it_is_made_instead_of(chats: Chats, database: Database) -> None:
    await chats.choose(1, "london", ONTARIO)
    await chats.choose(1, "paris", (48.85, 2.35))
    await chats.choose(1, "лондон", LONDON, instead_of=[ONTARIO])

    assert await stored(database, 1) == (False, {"paris": (48.85, 2.35), "лондон": LONDON})
    assert dict((await chats.get(1)).choices.spots) == {"paris": (48.85, 2.35), "лондон": LONDON}


async def test_a_chat_that_is_gone_can_come_back(chats: Chats, database: Database) -> None:
    await chats.choose(1, "london", LONDON)

    await chats.mark_gone(1)
    assert (await chats.get(1)).gone
    assert await stored(database, 1) == (True, {"london": LONDON})

    await chats.mark_reachable(1)
    assert not (await chats.get(1)).gone
    assert await stored(database, 1) == (False, {"london": LONDON})


async def test_a_group_takes_what_is_stored_along_however_often_it_is_said_to_move(
    chats: Chats, database: Database
) -> None:
    await chats.choose(GROUP, "london", LONDON)
    await chats.choose(GROUP, "paris", (48.85, 2.35))
    await chats.mark_gone(GROUP)
    await chats.choose(SUPERGROUP, "london", ONTARIO)

    for _ in range(2):
        await chats.move(GROUP, to=SUPERGROUP)

    assert await stored(database, SUPERGROUP) == (False, {"london": ONTARIO, "paris": (48.85, 2.35)})
    assert (await chats.get(SUPERGROUP)).choices.spots == {"london": ONTARIO, "paris": (48.85, 2.35)}
    assert await stored(database, GROUP) == (False, {})


async def test_what_is_not_in_memory_any_more_is_read_again(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "CHATS_KEPT", 1)
    chats = Chats(database)
    await chats.choose(1, "london", LONDON)
    await chats.get(2)
    assert (await chats.get(1)).choices.spots == {"london": LONDON}


async def test_settings_hold_for_their_chat_also_for_the_next_process(chats: Chats, database: Database) -> None:
    await chats.save_settings(1, IMPERIAL)
    assert (await chats.get(1)).settings == (await Chats(database).get(1)).settings == IMPERIAL
    assert (await chats.get(2)).settings == ChatSettings()

    changed = ChatSettings(wind=WindUnit.KNOTS)
    await chats.save_settings(1, changed)
    assert (await chats.get(1)).settings == (await Chats(database).get(1)).settings == changed


class SlowReads:
    """Holds each read of chats after its statements until told to go on, and records what was read."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.read: list[set[int]] = []
        self.begun = asyncio.Event()
        self.go_on = asyncio.Event()
        self._read = module._read
        monkeypatch.setattr(module, "_read", self)

    async def __call__(self, chat_ids: Collection[int], connection: AsyncConnection) -> dict[int, Chat]:
        found = await self._read(chat_ids, connection)
        self.read.append(set(chat_ids))
        self.begun.set()
        await self.go_on.wait()
        return found


@pytest.fixture
def slow_reads(monkeypatch: pytest.MonkeyPatch) -> SlowReads:
    return SlowReads(monkeypatch)


@pytest.mark.parametrize("changed", [1, 2])
async def test_what_was_read_before_a_change_is_not_kept(
    chats: Chats, slow_reads: SlowReads, changed: int
) -> None:
    reading = [asyncio.create_task(chats.get(chat_id)) for chat_id in (1, 2)]
    await slow_reads.begun.wait()
    await chats.save_settings(changed, IMPERIAL)
    slow_reads.go_on.set()
    await asyncio.gather(*reading)
    assert (await chats.get(changed)).settings == IMPERIAL
    assert (await chats.get(3 - changed)).settings == ChatSettings()
    assert slow_reads.read == [{1, 2}, {changed}]


async def test_chats_that_are_asked_for_during_a_read_are_read_together(
    chats: Chats, slow_reads: SlowReads, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "MOST_AT_ONCE", 3)
    await chats.save_settings(4, IMPERIAL)
    first = asyncio.create_task(chats.get(1))
    await slow_reads.begun.wait()
    others = [asyncio.create_task(chats.get(chat_id)) for chat_id in (2, 3, 4, 5, 2)]
    await asyncio.sleep(0)
    slow_reads.go_on.set()
    found = await asyncio.gather(first, *others)
    assert slow_reads.read == [{1}, {2, 3, 4}, {2, 5}]
    assert [chat.settings == IMPERIAL for chat in found] == [False, False, False, True, False, False]


@pytest.mark.parametrize("odd", [2**63, -(2**63) - 1, 10**400])
async def test_an_id_that_no_database_stores_spoils_the_reading_of_no_other_chat(chats: Chats, odd: int) -> None:
    await chats.save_settings(1, IMPERIAL)
    found = await asyncio.gather(chats.get(odd), chats.get(1))
    assert [chat.settings for chat in found] == [ChatSettings(), IMPERIAL]


async def test_who_gives_up_waiting_for_a_chat_takes_it_from_nobody_else(
    chats: Chats, slow_reads: SlowReads
) -> None:
    impatient, patient = (asyncio.create_task(chats.get(1)) for _ in range(2))
    await slow_reads.begun.wait()
    impatient.cancel()
    slow_reads.go_on.set()
    assert (await patient).settings == ChatSettings()
    assert slow_reads.read == [{1}]


async def test_of_many_choices_the_latest_are_kept(
    database: Database, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(chat_data, "MOST_CHOICES", 3)
    chats = Chats(database, clock=clock)
    async with database.begin() as connection:  # as one from before their times were recorded
        await add_chat(connection, 1)
        values = {"chat_id": 1, "name": "old", "latitude": 0, "longitude": 0}
        await connection.execute(insert(metadata.tables["choices"]), values)
    for name in "zabc":
        clock.advance(seconds=1)
        await chats.choose(1, name, LONDON)
    await chats.choose(2, "z", LONDON)
    assert set((await chats.get(1)).choices.spots) == set("abc")

    await chats.move(1, to=2)
    assert set((await chats.get(2)).choices.spots) == set("bcz")


async def test_a_chats_own_words_for_places_are_known_as_they_are_now(database: Database) -> None:
    chats = Chats(database)
    places = SavedPlaces(database, chats.invalidate)
    await chats.choose(1, "london", ONTARIO)
    await places.add(1, MOSCOW, "Старый  Дом")
    await places.add(2, MOSCOW)
    for _ in range(2):
        choices = (await chats.get(1)).choices
        place = choices.labels["старый дом"]
        assert (place.name, place.key) == ("Старый  Дом", MOSCOW.key)
        await chats.choose(1, "paris", LONDON)
    assert (await chats.get(2)).choices.labels == {}

    await places.rename(1, MOSCOW.key, "home")
    assert set((await chats.get(1)).choices.labels) == {"home"}
    await places.remove(1, MOSCOW.key)
    assert (await chats.get(1)).choices.labels == {}
    assert (await chats.get(1)).choices.spots == {"london": ONTARIO, "paris": LONDON}


async def test_the_database_itself_refuses_a_language_that_is_none(chats: Chats) -> None:
    with pytest.raises(StorageError):
        await chats.save_settings(1, ChatSettings(language="?"))


@pytest.mark.parametrize("setting", OPTIONS)
async def test_an_option_of_a_later_version_counts_as_not_set_and_is_logged_once(
    database: Database, setting: str, caplog: pytest.LogCaptureFixture
) -> None:
    of_later_version = f"later {setting} on {database.url.drivername}"
    later = replace(IMPERIAL, **{setting: of_later_version})  # type: ignore[arg-type]
    for chat_id in (1, 2):
        await Chats(database).save_settings(chat_id, later)

    for chat_id in (1, 2):
        assert (await Chats(database).get(chat_id)).settings == replace(IMPERIAL, **{setting: None})
    assert (await Chats(database).export(1))["settings"][setting] == of_later_version
    assert [record.levelname for record in caplog.records if of_later_version in record.getMessage()] == [
        "WARNING"
    ]


@pytest.mark.parametrize("setting", OPTIONS)
async def test_every_option_is_read_back_as_it_was_stored(database: Database, setting: str) -> None:
    for option in OPTIONS[setting]:
        settings = replace(IMPERIAL, **{setting: option})  # type: ignore[arg-type]
        await Chats(database).save_settings(1, settings)
        assert (await Chats(database).get(1)).settings == settings


async def test_a_group_takes_its_settings_places_and_pushes_along(database: Database) -> None:
    clock = Clock(datetime(2026, 1, 19, 12, tzinfo=UTC))
    chats, places, daily = (
        Chats(database, clock=clock),
        SavedPlaces(database),
        Subscriptions(database, clock=clock),
    )
    await chats.save_settings(GROUP, IMPERIAL)
    await chats.save_settings(SUPERGROUP, ChatSettings(wind=WindUnit.KNOTS))
    await places.add(SUPERGROUP, Place("Here already", 0, 0))
    await places.add(GROUP, Place("The same by another name", 0, 0))
    for number in range(MOST_PLACES - 1):
        await places.add(GROUP, Place(str(number), number + 1, 0))
    push = await daily.add(GROUP, MORNING, [SavedPlace(MOSCOW)])
    await chats.mark_gone(GROUP)

    for _ in range(2):
        await chats.move(GROUP, to=SUPERGROUP)

    settings = (await chats.get(SUPERGROUP)).settings
    assert (settings.wind, settings.temperature) == (WindUnit.KNOTS, TemperatureUnit.FAHRENHEIT)
    titles = [saved.title for saved in await places.of(SUPERGROUP)]
    assert titles == ["Here already", *map(str, range(MOST_PLACES - 1))]
    (moved,) = await daily.of(SUPERGROUP)
    assert (moved.id, moved.places, moved.next_at) == (push.id, push.places, push.next_at)
    assert await everything(database, GROUP) == {}


async def test_a_group_that_becomes_itself_keeps_all_that_is_stored(chats: Chats, database: Database) -> None:
    clock = Clock(datetime(2026, 1, 19, 12, tzinfo=UTC))
    await fill(database, clock, GROUP)
    kept = await everything(database, GROUP)
    await chats.move(GROUP, to=GROUP)
    assert await everything(database, GROUP) == kept


async def test_all_that_is_stored_of_a_chat_can_be_handed_out(database: Database) -> None:
    clock = Clock(datetime(2026, 1, 19, 12, tzinfo=UTC))
    chats, daily = Chats(database, clock=clock), Subscriptions(database, clock=clock)
    await fill(database, clock, 1)
    (paused, *_) = await daily.of(1)
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
        },
        "us_units_offered": False,
        "choices": [{"name": "london", "latitude": 42.98, "longitude": -81.23}],
        "places": [moscow | {"label": "дом"}],
        "last_question": {
            "asked_at": "2026-01-19T12:00:00+00:00",
            "places": [moscow],
            "subject": "now",
            "what": "rain",
            "when": {"kind": "day", "day": {"kind": "in_days", "days": 1}, "part": None, "hour": None},
        },
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
    }
    await daily.resume(1, paused.id)
    await chats.mark_gone(1)
    assert (await chats.export(1))["gone_since"] == "2026-01-19T12:00:00+00:00"
    await chats.mark_reachable(1)
    assert (await chats.export(1))["daily"][0]["next"] == "2026-01-23T05:00:00+00:00"


async def test_of_a_chat_that_nothing_is_stored_of_there_is_nothing_to_hand_out(chats: Chats) -> None:
    nothing = await chats.export(1)
    assert nothing.pop("chat") == 1
    assert set(nothing.pop("settings").values()) == {None}
    assert not any(nothing.values())


async def test_a_chat_is_forgotten_with_all_that_is_stored_of_it(chats: Chats, database: Database) -> None:
    clock = Clock(datetime(2026, 1, 19, 12, tzinfo=UTC))
    await fill(database, clock, 1)
    await fill(database, clock, 2)
    kept = await everything(database, 2)
    # Whatever table is added, this test wants it filled, and emptied.
    assert set(await everything(database, 1)) == set(metadata.tables) - NO_CHATS
    await chats.get(1)

    await chats.forget(1)

    assert await everything(database, 1) == {}
    assert await everything(database, 2) == kept
    assert (await chats.get(1)).settings == ChatSettings()


async def fill(database: Database, clock: Clock, chat_id: int) -> None:
    chats = Chats(database, clock=clock)
    await chats.save_settings(chat_id, IMPERIAL)
    await chats.choose(chat_id, "london", ONTARIO)
    await SavedPlaces(database).add(chat_id, MOSCOW, "дом")
    await Subscriptions(database, clock=clock).add(chat_id, MORNING, [SavedPlace(MOSCOW)])
    questions = LastQuestions(database, clock=clock)
    questions.remember(chat_id, LastQuestion((MOSCOW,), clock(), when=OnDay(InDays(1)), what=What.RAIN))
    await questions.flush()


async def everything(database: Database, chat_id: int) -> dict[str, int]:
    """Return how many rows each table has of the chat, where it has any."""
    tables = metadata.tables
    mine = select(tables["subscriptions"].c.id).where(tables["subscriptions"].c.chat_id == chat_id)
    found = {}
    async with database.connect() as connection:
        for name, table in tables.items():
            if name in NO_CHATS:
                continue
            if name == "subscription_places":
                wanted = select(table).where(table.c.subscription_id.in_(mine))
            else:
                wanted = select(table).where(table.c["id" if name == "chats" else "chat_id"] == chat_id)
            found[name] = len((await connection.execute(wanted)).all())
    return {name: count for name, count in found.items() if count}
