"""If /places is handled twice, after a crash or a failed send, the list changes once."""

import pytest
from aiogram.filters import CommandObject

from handlers.places import on_command, on_label
from handlers.prompts import Prompt, Prompts
from handlers.texts import texts_for
from sandbox.telegram import BotMessage
from services.net.shares import Shares
from services.places import Place, PlaceIndex
from services.storage import MAX_SAVED_PLACES, SavedPlace, apply_once
from tests.handlers.scene import Scene

PLACES = [Place("Oslo", 59.91, 10.75), Place("Paris", 48.85, 2.35), Place("Rome", 41.89, 12.48)]


async def answer_to(scene: Scene, args: str, update_id: int, language: str = "en") -> BotMessage:
    """Return the answer to `/places` with *args*, a message in the update *update_id*."""
    message = await scene.question(f"/places {args}")
    with apply_once(scene.bot.id, update_id):
        await on_command(
            message,
            CommandObject(command="places", args=args),
            texts_for(language),
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
    first = await answer_to(filled, args, 7)
    assert await names(filled) == left

    again = await answer_to(filled, args, 7)
    assert await names(filled) == left
    assert first.text.removeprefix("Saved: London, Madrid").strip() == again.text


async def test_removing_an_unknown_place_reports_that_it_is_missing(filled: Scene) -> None:
    assert "not on the list" in (await answer_to(filled, "remove Lima", 7)).text
    assert await names(filled) == ["Oslo", "Paris", "Rome"]


async def test_a_list_takes_places_up_to_its_limit(filled: Scene) -> None:
    room = [SavedPlace(Place(str(number), number, 0)) for number in range(MAX_SAVED_PLACES - 4)]
    await filled.saved_places.add_all(filled.chat.id, room)
    said = (await answer_to(filled, "London, Madrid", 7)).text
    assert (await names(filled))[-1] == "London"
    assert "Saved: London" in said
    assert "Madrid" in said


@pytest.fixture
async def munich(scene: Scene, index: PlaceIndex) -> Scene:
    """A chat that has saved Munich by its English name."""
    (place, *_) = index.candidates("munich")
    await scene.saved_places.add_all(scene.chat.id, [SavedPlace(index.place_of(place, "en"))])
    return scene


async def test_the_list_and_its_buttons_have_names_in_the_language_of_the_chat(munich: Scene) -> None:
    message = await answer_to(munich, "", 7, "ru")

    assert "Мюнхен" in message.text
    assert "Германия" in message.text
    assert "Munich" not in message.text
    assert message.buttons[0] == ["Мюнхен"]


@pytest.mark.parametrize("name", ["Munich", "мюнхен", "1"])
async def test_a_place_is_found_by_its_name_in_any_language(munich: Scene, name: str) -> None:
    await answer_to(munich, f"remove {name}", 7, "ru")

    assert not await names(munich)


async def test_added_places_are_named_in_the_language_of_the_chat(munich: Scene) -> None:
    assert "Осло" in (await answer_to(munich, "Oslo", 7, "ru")).text


async def test_the_prompt_for_a_label_names_the_place_in_the_language_of_the_chat(munich: Scene) -> None:
    prompt = await answer_to(munich, "name 1", 7, "ru")
    assert "Мюнхен" in prompt.text

    # The chat changes its language, and then answers the prompt.
    answer = await munich.question("home")
    title = prompt.text.splitlines()[0].removeprefix(f"{Prompt.NAME} ")
    await on_label(answer, title, "home", texts_for("en"), munich.saved_places, munich.answers)

    assert await names(munich) == ["home"]
