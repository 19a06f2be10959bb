"""Chats in the database: choices of places, and whether the bot can write to them."""

import pytest
from sqlalchemy import insert

from services.storage import (
    Chats,
    Database,
    SavedPlaces,
    chat_data,
)
from services.storage.chat_data import MAX_CHOICES_PER_CHAT
from services.storage.schema import metadata
from services.storage.statements import insert_chat_if_missing
from tests.services.conftest import Clock
from tests.services.storage.examples import LONDON, MOSCOW, ONTARIO, stored


async def test_an_unknown_chat_has_defaults(chats: Chats, database: Database) -> None:
    chat = await chats.get(1)
    assert (chat.gone, chat.place_preferences.spots) == (False, {})
    await chats.mark_reachable(1)
    assert await stored(database, 1) == (False, {})


async def test_the_latest_choice_for_a_name_is_read_by_the_next_process(chats: Chats, database: Database) -> None:
    await chats.save_choice(1, "london", LONDON)
    await chats.save_choice(1, "london", ONTARIO)
    await chats.save_choice(1, "лондон", LONDON)
    await chats.save_choice(2, "london", LONDON)

    expected = {"london": ONTARIO, "лондон": LONDON}
    assert dict((await chats.get(1)).place_preferences.spots) == expected
    assert await stored(database, 1) == (False, expected)


async def test_a_chat_has_a_bounded_number_of_choices(chats: Chats, database: Database) -> None:
    names = [f"name {number}" for number in range(MAX_CHOICES_PER_CHAT + 2)]
    for name in names:
        await chats.save_choice(1, name, LONDON)

    assert (
        set((await chats.get(1)).place_preferences.spots) == set((await stored(database, 1))[1]) == set(names[2:])
    )


async def test_a_choice_replaces_the_choices_of_the_other_namesakes(chats: Chats, database: Database) -> None:
    await chats.save_choice(1, "london", ONTARIO)
    await chats.save_choice(1, "paris", (48.85, 2.35))
    await chats.save_choice(1, "лондон", LONDON, replaced_spots=[ONTARIO])

    assert await stored(database, 1) == (False, {"paris": (48.85, 2.35), "лондон": LONDON})
    assert dict((await chats.get(1)).place_preferences.spots) == {"paris": (48.85, 2.35), "лондон": LONDON}


async def test_a_gone_chat_can_become_reachable_again(chats: Chats, database: Database) -> None:
    await chats.save_choice(1, "london", LONDON)

    await chats.mark_gone(1)
    assert (await chats.get(1)).gone
    assert await stored(database, 1) == (True, {"london": LONDON})

    await chats.mark_reachable(1)
    assert not (await chats.get(1)).gone
    assert await stored(database, 1) == (False, {"london": LONDON})


async def test_only_the_latest_choices_are_kept(
    database: Database, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(chat_data, "MAX_CHOICES_PER_CHAT", 3)
    chats = Chats(database, clock=clock)
    async with database.begin() as connection:  # a row of an earlier version, which recorded no time
        await insert_chat_if_missing(connection, 1)
        values = {"chat_id": 1, "name": "old", "latitude": 0, "longitude": 0}
        await connection.execute(insert(metadata.tables["choices"]), values)
    for name in "zabc":
        clock.advance(seconds=1)
        await chats.save_choice(1, name, LONDON)
    await chats.save_choice(2, "z", LONDON)
    assert set((await chats.get(1)).place_preferences.spots) == set("abc")

    await chats.move_to_supergroup(1, new_chat_id=2)
    assert set((await chats.get(2)).place_preferences.spots) == set("bcz")


async def test_labels_of_a_chat_are_up_to_date(database: Database) -> None:
    chats = Chats(database)
    places = SavedPlaces(database, chats.invalidate)
    await chats.save_choice(1, "london", ONTARIO)
    await places.add(1, MOSCOW, "Старый  Дом")
    await places.add(2, MOSCOW)
    for _ in range(2):
        choices = (await chats.get(1)).place_preferences
        place = choices.labels["старый дом"]
        assert (place.name, place.key) == ("Старый  Дом", MOSCOW.key)
        await chats.save_choice(1, "paris", LONDON)
    assert (await chats.get(2)).place_preferences.labels == {}

    await places.rename(1, MOSCOW.key, "home")
    assert set((await chats.get(1)).place_preferences.labels) == {"home"}
    await places.remove(1, MOSCOW.key)
    assert (await chats.get(1)).place_preferences.labels == {}
    assert (await chats.get(1)).place_preferences.spots == {"london": ONTARIO, "paris": LONDON}
