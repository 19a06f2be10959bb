"""/places, handled again after a crash or a failed send: the list changes once, and the answer is the same."""

import pytest
from aiogram.filters import CommandObject

from handlers.places import on_command
from handlers.prompts import Prompts
from handlers.texts import texts_for
from sandbox.telegram import BotMessage
from services.net.shares import Shares
from services.places import Place
from services.storage import MAX_SAVED_PLACES, SavedPlace, apply_once
from tests.handlers.scene import Scene

PLACES = [Place("Oslo", 59.91, 10.75), Place("Paris", 48.85, 2.35), Place("Rome", 41.89, 12.48)]


async def told(scene: Scene, args: str, update_id: int) -> BotMessage:
    """Return what `/places` with *args*, as that update, is answered."""
    message = await scene.question(f"/places {args}")
    with apply_once(scene.bot.id, update_id):
        await on_command(
            message,
            CommandObject(command="places", args=args),
            texts_for("en"),
            await scene.chats.get(scene.chat.id),
            scene.answers,
            scene.saved_places,
            Shares(),
            Prompts(scene.last_questions),
        )
    return await scene.chat.next_message()


async def names(scene: Scene) -> list[str]:
    return [saved.title for saved in await scene.saved_places.get(scene.chat.id)]


@pytest.fixture
async def filled(scene: Scene) -> Scene:
    await scene.saved_places.add_all(scene.chat.id, [SavedPlace(place) for place in PLACES])
    return scene


@pytest.mark.parametrize(
    ("args", "left"),
    [
        ("remove 1", ["Paris", "Rome"]),
        ("remove Rome", ["Oslo", "Paris"]),
        ("name 2 home", ["Oslo", "home", "Rome"]),
        ("London, Madrid", ["Oslo", "Paris", "Rome", "London", "Madrid"]),
    ],
)
async def test_a_command_that_is_handled_twice_changes_the_list_once(
    filled: Scene, args: str, left: list[str]
) -> None:
    first = await told(filled, args, 7)
    assert await names(filled) == left

    again = await told(filled, args, 7)
    assert await names(filled) == left
    assert first.text.removeprefix("Saved: London, Madrid").strip() == again.text


async def test_removing_an_unknown_place_reports_that_it_is_missing(filled: Scene) -> None:
    assert "not on the list" in (await told(filled, "remove Lima", 7)).text
    assert await names(filled) == ["Oslo", "Paris", "Rome"]


async def test_a_list_takes_places_up_to_its_limit(filled: Scene) -> None:
    room = [SavedPlace(Place(str(number), number, 0)) for number in range(MAX_SAVED_PLACES - 4)]
    await filled.saved_places.add_all(filled.chat.id, room)
    said = (await told(filled, "London, Madrid", 7)).text
    assert (await names(filled))[-1] == "London"
    assert "Saved: London" in said
    assert "Madrid" in said
