import pytest
from sqlalchemy import insert

from services.errors import StorageError
from services.places import Place
from services.storage import MAX_SAVED_PLACES, ChatLimitReached, Database, SavedPlace, SavedPlaces
from services.storage.saved_places import place_rows
from services.storage.schema import chats, saved_places

MOSCOW = Place("Moscow", 55.75222, 37.61556, "Russia", "Moscow", "Europe/Moscow")
LONDON = Place("London", 51.50853, -0.12574, "United Kingdom", "England", "Europe/London")
NULL_ISLAND = Place("Null Island", 0.0, 0.0)


@pytest.fixture
def places(database: Database) -> SavedPlaces:
    return SavedPlaces(database)


async def titles(places: SavedPlaces, chat_id: int = 1) -> list[str]:
    return [saved.title for saved in await places.get(chat_id)]


async def test_places_are_stored_in_order_with_all_their_fields(places: SavedPlaces) -> None:
    await places.add(1, MOSCOW)
    added = await places.add(1, LONDON, "дача")
    await places.add(2, LONDON)

    assert added == await places.get(1) == (SavedPlace(MOSCOW), SavedPlace(LONDON, "дача"))
    assert await titles(places) == ["Moscow", "дача"]
    assert await titles(places, 2) == ["London"]


async def test_a_place_is_saved_once_under_any_name(places: SavedPlaces) -> None:
    await places.add(1, MOSCOW)
    await places.add(1, Place("Москва", 55.751, 37.6156))
    await places.add(1, NULL_ISLAND)
    await places.add(1, Place("Just south of it", -0.001, -0.001))
    assert await titles(places) == ["Moscow", "Null Island"]


async def test_the_number_of_saved_places_is_limited(places: SavedPlaces) -> None:
    for number in range(MAX_SAVED_PLACES):
        await places.add(1, Place(str(number), number, 0))
    with pytest.raises(ChatLimitReached):
        await places.add(1, MOSCOW)
    assert len(await places.add(1, Place("again", 3, 0))) == MAX_SAVED_PLACES


async def test_a_place_moves_up_and_down_within_the_list(places: SavedPlaces) -> None:
    for number, name in enumerate("abcd"):
        await places.add(1, Place(name, number, 0))
    moves = [(0, 1, "bacd"), (1, -1, "bacd"), (3, 1, "bacd"), (3, -1, "badc"), (2, -9, "cbad"), (1, 9, "cadb")]
    for latitude, by, expected in moves:
        moved = await places.shift(1, (latitude, 0), by)
        assert "".join(await titles(places)) == "".join(saved.title for saved in moved) == expected


async def test_a_label_can_be_set_and_removed(places: SavedPlaces) -> None:
    await places.add(1, MOSCOW)
    await places.rename(1, MOSCOW.key, "дом 🏠")
    assert await titles(places) == ["дом 🏠"]
    await places.rename(1, MOSCOW.key, None)
    assert await titles(places) == ["Moscow"]


async def test_a_place_is_removed_from_one_list_only(places: SavedPlaces) -> None:
    for chat_id in (1, 2):
        await places.add(chat_id, MOSCOW)
        await places.add(chat_id, LONDON)
    assert await places.remove(1, MOSCOW.key) == (SavedPlace(LONDON),)
    assert await titles(places, 2) == ["Moscow", "London"]


async def test_a_button_for_a_removed_place_changes_nothing(places: SavedPlaces, database: Database) -> None:
    assert await places.remove(1, MOSCOW.key) == ()
    assert await places.shift(1, MOSCOW.key, 1) == ()
    assert await places.rename(1, MOSCOW.key, "дача") == ()
    async with database.connect() as connection:
        assert (await connection.execute(chats.select())).all() == []


async def test_the_database_rejects_invalid_values(places: SavedPlaces, database: Database) -> None:
    wrong: list[dict[str, object]] = [
        {"chat_id": 2},
        {"position": -1},
        {"position": MAX_SAVED_PLACES},
        {"position": 0},
        {"spot": "55.75 37.62"},
        {"label": ""},
        {"label": "x" * 33},
        {"latitude": 90.1},
        {"longitude": -180.1},
        {"name": None},
    ]
    await places.add(1, MOSCOW)
    (row,) = place_rows({"chat_id": 1}, [SavedPlace(LONDON)])
    for one in wrong:
        with pytest.raises(StorageError):
            async with database.begin() as connection:
                await connection.execute(insert(saved_places), {**row, "position": 1, **one})
