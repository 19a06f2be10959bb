"""Changes by an update that is handled twice."""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import select

from services.places import Place
from services.schedule import Schedule
from services.storage import (
    ALL_KINDS,
    MAX_SUBSCRIPTIONS_PER_CHAT,
    AlertKinds,
    AlertSettings,
    ChatLimitReached,
    Chats,
    ChatSettings,
    Database,
    Journal,
    SavedPlace,
    SavedPlaces,
    Subscriptions,
    Watches,
    apply_once,
)
from services.storage.schema import applied_changes

OSLO, PARIS, ROME, LIMA = (
    Place(name, latitude, 0) for latitude, name in enumerate(["Oslo", "Paris", "Rome", "Lima"])
)
MORNING, EVENING = Schedule(8 * 60, "UTC"), Schedule(20 * 60, "UTC")
BOT, CHAT = 42, 1


class Store:
    """Store places, a choice, settings, a subscription and a watch of the chat."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.chats = Chats(database)
        self.places = SavedPlaces(database, self.chats.invalidate)
        self.daily = Subscriptions(database)
        self.watches = Watches(database)

    async def fill(self) -> None:
        await self.places.add_all(CHAT, [SavedPlace(place) for place in (OSLO, PARIS, ROME)])
        await self.chats.save_choice(CHAT, "london", (1, 1))
        await self.daily.add(CHAT, MORNING)
        await self.watches.add(CHAT, [SavedPlace(OSLO)])

    async def first(self) -> Place:
        return (await self.places.get(CHAT))[0].place

    async def push(self) -> int:
        return (await self.daily.get(CHAT))[0].id

    async def watch(self) -> int:
        return (await self.watches.get(CHAT))[0].id


@pytest.fixture
async def store(database: Database) -> Store:
    store = Store(database)
    await store.fill()
    return store


Change = Callable[[Store], Awaitable[Any]]


async def remove_first(store: Store) -> object:
    return await store.places.remove(CHAT, (await store.first()).key)


async def lower_first(store: Store) -> object:
    return await store.places.shift(CHAT, (await store.first()).key, 1)


async def name_first(store: Store) -> object:
    return await store.places.rename(CHAT, (await store.first()).key, "home")


async def add_lima(store: Store) -> object:
    return await store.places.add(CHAT, LIMA)


async def choose(store: Store) -> None:
    await store.chats.save_choice(CHAT, "london", (2, 2))


async def save_settings(store: Store) -> None:
    await store.chats.save_settings(CHAT, ChatSettings(language="ru"))


async def forget(store: Store) -> None:
    await store.chats.delete_data(CHAT)


async def subscribe(store: Store) -> object:
    return (await store.daily.add(CHAT, EVENING)).schedule


async def pause(store: Store) -> None:
    await store.daily.pause(CHAT, await store.push())


async def resume(store: Store) -> None:
    await store.daily.resume(CHAT, await store.push())


async def set_timezone(store: Store) -> None:
    await store.daily.set_timezone(CHAT, await store.push(), "Asia/Tokyo")


async def unsubscribe(store: Store) -> None:
    await store.daily.remove(CHAT, await store.push())


async def unsubscribe_evening(store: Store) -> None:
    evening = next(one for one in await store.daily.get(CHAT) if one.schedule == EVENING)
    await store.daily.remove(CHAT, evening.id)


async def to_utc(store: Store) -> None:
    await store.daily.set_timezone(CHAT, await store.push(), "UTC")


async def watch_rome(store: Store) -> object:
    return await store.watches.add(CHAT, [SavedPlace(ROME)])


async def watch_frost(store: Store) -> None:
    await store.watches.set_kinds(CHAT, await store.watch(), AlertKinds.FROST)


async def watch_all(store: Store) -> None:
    await store.watches.set_kinds(CHAT, await store.watch(), ALL_KINDS)


async def pause_watch(store: Store) -> None:
    await store.watches.pause(CHAT, await store.watch())


async def resume_watch(store: Store) -> None:
    await store.watches.resume(CHAT, await store.watch())


async def unwatch(store: Store) -> None:
    await store.watches.remove(CHAT, await store.watch())


async def unwatch_rome(store: Store) -> None:
    await store.watches.remove(CHAT, (await store.watches.get(CHAT))[-1].id)


async def mute(store: Store) -> None:
    await store.watches.mute(CHAT, datetime(2026, 1, 20, tzinfo=UTC))


UNDONE: list[tuple[Change, Change | None]] = [
    (remove_first, None),
    (lower_first, None),
    (name_first, lambda store: store.places.rename(CHAT, OSLO.key, "work")),
    (add_lima, lambda store: store.places.remove(CHAT, LIMA.key)),
    (choose, lambda store: store.chats.save_choice(CHAT, "london", (3, 3))),
    (save_settings, lambda store: store.chats.save_settings(CHAT, ChatSettings(language="en"))),
    (forget, Store.fill),
    (subscribe, unsubscribe_evening),
    (pause, resume),
    (resume, pause),
    (set_timezone, to_utc),
    (unsubscribe, lambda store: store.daily.add(CHAT, MORNING)),
    (watch_rome, unwatch_rome),
    (watch_frost, watch_all),
    (pause_watch, resume_watch),
    (resume_watch, pause_watch),
    (unwatch, lambda store: store.watches.add(CHAT, [SavedPlace(OSLO)])),
    (mute, lambda store: store.watches.save_settings(CHAT, AlertSettings())),
]
"""Each type of change, and a change by another update before it is repeated."""


@pytest.mark.parametrize(("change", "undo"), UNDONE, ids=[change.__name__ for change, _ in UNDONE])
async def test_an_update_handled_twice_changes_nothing_twice(
    store: Store, change: Change, undo: Change | None
) -> None:
    with apply_once(BOT, 7):
        first = await change(store)
    if undo is not None:
        await undo(store)
    before = await store.chats.export(CHAT)

    with apply_once(BOT, 7):
        again = await change(store)
    assert await store.chats.export(CHAT) == before
    if undo is None:
        assert again == first

    with apply_once(BOT, 8):
        await change(store)
    assert await store.chats.export(CHAT) != before


async def test_several_changes_of_an_update_are_each_made_once(store: Store) -> None:
    for _ in range(2):
        with apply_once(BOT, 7):
            await store.places.remove(CHAT, OSLO.key)
            await store.places.add(CHAT, LIMA)
            assert await store.places.has_changed()
    assert [saved.place for saved in await store.places.get(CHAT)] == [PARIS, ROME, LIMA]
    with apply_once(BOT, 8):
        assert not await store.places.has_changed()


async def test_the_remaining_changes_of_a_half_finished_update_are_made(store: Store) -> None:
    with apply_once(BOT, 7):
        await remove_first(store)
    with apply_once(BOT, 7):
        await remove_first(store)
        await remove_first(store)
    assert [saved.place for saved in await store.places.get(CHAT)] == [ROME]


async def test_a_failed_change_is_not_marked(store: Store) -> None:
    for hour in range(1, MAX_SUBSCRIPTIONS_PER_CHAT):
        await store.daily.add(CHAT, Schedule(hour, "UTC"))
    with apply_once(BOT, 7), pytest.raises(ChatLimitReached):
        await subscribe(store)
    assert await marked(store) == []
    await unsubscribe(store)
    with apply_once(BOT, 7):
        await subscribe(store)
    assert EVENING in [push.schedule for push in await store.daily.get(CHAT)]
    assert await marked(store) == [(BOT, 7)]


async def test_bots_that_share_a_database_do_not_share_their_updates(store: Store) -> None:
    for bot in (BOT, 43):
        with apply_once(bot, 7):
            await remove_first(store)
    assert await store.first() == ROME


async def test_marks_are_deleted_when_their_update_is_finished_and_acknowledged(store: Store) -> None:
    journal = Journal(store.database, BOT)
    for update_id in (1, 2, 3):
        with apply_once(BOT, update_id):
            await save_settings(store)
    with apply_once(43, 1):
        await save_settings(store)

    await journal.write({1: {}}, (), offset=3)  # 2 was finished before it needed to be written
    assert await marked(store) == [(BOT, 1), (BOT, 3), (43, 1)]
    await journal.write({}, [1], offset=4)
    assert await marked(store) == [(43, 1)]


async def marked(store: Store) -> list[tuple[int, int]]:
    async with store.database.connect() as connection:
        rows = await connection.execute(select(applied_changes).order_by("bot_id", "update_id"))
        return [(row.bot_id, row.update_id) for row in rows]
