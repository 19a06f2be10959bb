"""All data of a chat: moved and deleted."""

from datetime import UTC, datetime

from sqlalchemy import select

from services.places import Place
from services.storage import (
    MAX_SAVED_PLACES,
    MAX_WATCHES_PER_CHAT,
    AlertKinds,
    AlertSettings,
    Chats,
    ChatSettings,
    Database,
    SavedPlace,
    SavedPlaces,
    Subscriptions,
    Watches,
)
from services.storage.schema import metadata
from services.units import TemperatureUnit, WindUnit
from tests.services.conftest import Clock
from tests.services.storage.chat_contents import MORNING, fill
from tests.services.storage.examples import GROUP, IMPERIAL, LONDON, MOSCOW, ONTARIO, SUPERGROUP, stored
from tests.services.storage.watching import claim_all, store_alerts

NO_CHATS = {
    "journal",
    "running_bots",
    "applied_changes",
    "leaders",
    "queue_workers",
    "lane_leases",
    "watched_cells",
}
"""Tables that are not about chats."""


async def test_a_repeated_move_of_a_group_keeps_the_moved_data(chats: Chats, database: Database) -> None:
    await chats.save_choice(GROUP, "london", LONDON)
    await chats.save_choice(GROUP, "paris", (48.85, 2.35))
    await chats.mark_gone(GROUP)
    await chats.save_choice(SUPERGROUP, "london", ONTARIO)

    for _ in range(2):
        await chats.move_to_supergroup(GROUP, new_chat_id=SUPERGROUP)

    assert await stored(database, SUPERGROUP) == (False, {"london": ONTARIO, "paris": (48.85, 2.35)})
    assert (await chats.get(SUPERGROUP)).place_preferences.spots == {"london": ONTARIO, "paris": (48.85, 2.35)}
    assert await stored(database, GROUP) == (False, {})


async def test_a_group_moves_its_settings_places_and_pushes(database: Database) -> None:
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
    for number in range(MAX_SAVED_PLACES - 1):
        await places.add(GROUP, Place(str(number), number + 1, 0))
    push = await daily.add(GROUP, MORNING, [SavedPlace(MOSCOW)])
    await chats.mark_gone(GROUP)

    for _ in range(2):
        await chats.move_to_supergroup(GROUP, new_chat_id=SUPERGROUP)

    settings = (await chats.get(SUPERGROUP)).settings
    assert (settings.wind, settings.temperature) == (WindUnit.KNOTS, TemperatureUnit.FAHRENHEIT)
    titles = [saved.title for saved in await places.get(SUPERGROUP)]
    assert titles == ["Here already", *map(str, range(MAX_SAVED_PLACES - 1))]
    (moved,) = await daily.get(SUPERGROUP)
    assert (moved.id, moved.places, moved.next_at) == (push.id, push.places, push.next_at)
    assert await everything(database, GROUP) == {}


async def test_a_group_moves_its_watches_and_their_alerts(database: Database, clock: Clock) -> None:
    chats, watches = Chats(database, clock=clock), Watches(database, clock=clock)
    places = [SavedPlace(Place(str(number), number, 0)) for number in range(MAX_WATCHES_PER_CHAT)]
    await watches.add(SUPERGROUP, places[:2], AlertKinds.UV)
    old = await watches.add(GROUP, places)
    await watches.save_settings(GROUP, AlertSettings(tells_end=True))
    await store_alerts(database, clock)
    await chats.mark_gone(GROUP)
    await watches.add(GROUP, [places[2]])

    for _ in range(2):
        await chats.move_to_supergroup(GROUP, new_chat_id=SUPERGROUP)

    moved = await watches.get(SUPERGROUP)
    assert [watch.place for watch in moved] == places
    assert [watch.kinds for watch in moved[:2]] == [AlertKinds.UV] * 2
    assert [watch.id for watch in moved[2:]] == [watch.id for watch in old[2:]]
    assert (await watches.get_settings(SUPERGROUP)).tells_end
    assert len((await chats.export(SUPERGROUP))["alerts"]) == MAX_WATCHES_PER_CHAT
    assert await everything(database, GROUP) == {}
    _, cells = await claim_all(database, clock)
    assert {watch.chat_id for cell in cells for watch, _ in cell.watches} == {SUPERGROUP}


async def test_a_move_of_a_group_to_itself_changes_nothing(chats: Chats, database: Database) -> None:
    clock = Clock(datetime(2026, 1, 19, 12, tzinfo=UTC))
    await fill(database, clock, GROUP)
    kept = await everything(database, GROUP)
    await chats.move_to_supergroup(GROUP, new_chat_id=GROUP)
    assert await everything(database, GROUP) == kept


async def test_a_forgotten_chat_leaves_no_data(chats: Chats, database: Database) -> None:
    clock = Clock(datetime(2026, 1, 19, 12, tzinfo=UTC))
    await fill(database, clock, 1)
    await fill(database, clock, 2)
    kept = await everything(database, 2)
    # Whatever table is added, this test wants it filled, and emptied.
    assert set(await everything(database, 1)) == set(metadata.tables) - NO_CHATS
    await chats.get(1)

    await chats.delete_data(1)

    assert await everything(database, 1) == {}
    assert await everything(database, 2) == kept
    assert (await chats.get(1)).settings == ChatSettings()


async def everything(database: Database, chat_id: int) -> dict[str, int]:
    """Return the number of rows of the chat in each table that has any."""
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
