import pytest

from services.storage import Chats, Database
from services.storage import chats as module

LONDON, ONTARIO = (51.51, -0.13), (42.98, -81.23)
GROUP, SUPERGROUP = -7, -1_000_000_000_007


@pytest.fixture
def chats(database: Database) -> Chats:
    return Chats(database)


async def stored(database: Database, chat_id: int) -> tuple[bool, dict[str, tuple[float, float]]]:
    """Return what another process would read."""
    chat = await Chats(database).get(chat_id)
    return chat.gone, dict(chat.choices)


async def test_of_a_chat_that_nothing_was_said_of_nothing_is_known(chats: Chats, database: Database) -> None:
    chat = await chats.get(1)
    assert (chat.gone, chat.choices) == (False, {})
    await chats.mark_back(1)
    assert await stored(database, 1) == (False, {})


async def test_the_latest_choice_for_a_name_holds_also_for_the_next_process(
    chats: Chats, database: Database
) -> None:
    await chats.choose(1, "london", LONDON)
    await chats.choose(1, "london", ONTARIO)
    await chats.choose(1, "лондон", LONDON)
    await chats.choose(2, "london", LONDON)

    expected = {"london": ONTARIO, "лондон": LONDON}
    assert dict((await chats.get(1)).choices) == expected
    assert await stored(database, 1) == (False, expected)


async def test_a_chat_that_is_gone_can_come_back(chats: Chats, database: Database) -> None:
    await chats.choose(1, "london", LONDON)

    await chats.mark_gone(1)
    assert (await chats.get(1)).gone
    assert await stored(database, 1) == (True, {"london": LONDON})

    await chats.mark_back(1)
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
    assert (await chats.get(SUPERGROUP)).choices == {"london": ONTARIO, "paris": (48.85, 2.35)}
    assert await stored(database, GROUP) == (False, {})


async def test_what_is_not_in_memory_any_more_is_read_again(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "CHATS_KEPT", 1)
    chats = Chats(database)
    await chats.choose(1, "london", LONDON)
    await chats.get(2)
    assert (await chats.get(1)).choices == {"london": LONDON}
