"""Sentences that ask for a daily message: the bot offers a push with place and time."""

import json

import pytest

from tests.e2e.stage import Stage

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_a_wish_for_a_message_every_day_is_offered_with_place_and_time(database_stage: Stage) -> None:
    chat = database_stage.telegram.private_chat(language="ru")
    offer = await database_stage.ask("присылай погоду в Москве каждое утро", chat)
    assert offer.text.splitlines()[0] == "Москва, Россия: присылать прогноз каждый день в 08:00?"
    assert offer.buttons == [["Да, в 08:00", "07:00"], ["Другое время"]]

    chat.press(offer, "Да, в 08:00")
    done = await chat.next_message()

    assert done.text.startswith("✅ 08:00, каждый день – Москва, Россия")
    assert (await chat.next_edit(offer)).buttons == []
    assert "Москва" in (await database_stage.ask("/daily", chat)).text


async def test_another_time_can_be_chosen_with_one_more_press(stage: Stage) -> None:
    chat = stage.telegram.private_chat()
    offer = await stage.ask("send me the weather in Oslo and Rome every weekday at 6:30", chat)
    assert offer.text.splitlines()[0] == "Oslo, Norway; Rome, Italy: shall I send the forecast Mon–Fri at 06:30?"

    chat.press(offer, "Another time")
    hours = await chat.next_edit(offer)
    assert len([button for row in hours.buttons for button in row]) == 24
    chat.press(hours, "09:00")

    done = await chat.next_message()
    assert done.text.startswith("✅ 09:00, Mon–Fri – Oslo, Norway; Rome, Italy")


async def test_all_places_are_subscribed_even_if_the_offer_shows_only_some(stage: Stage) -> None:
    chat = stage.telegram.private_chat()
    cities = "Oslo, Rome, Tokyo, Berlin, Madrid, Vienna"
    offer = await stage.ask(f"send me the weather in {cities} every day", chat)
    chat.press(offer, "Yes, at")
    await chat.next_message()
    pushes = (await stage.ask("/privacy export", chat)).file
    assert pushes is not None
    assert [place["name"] for place in json.loads(pushes.content)["daily"][0]["places"]] == cities.split(", ")


async def test_a_wish_after_a_command_gets_the_same_offer(stage: Stage) -> None:
    chat = stage.telegram.private_chat()
    offer = await stage.ask("/weather Oslo every day at 7", chat)
    assert offer.text.startswith("Oslo, Norway: shall I send the forecast every day at 07:00")


async def test_a_wish_without_a_place_uses_the_last_place(stage: Stage) -> None:
    chat = stage.telegram.private_chat()
    await stage.ask("/weather Oslo", chat)
    offer = await stage.ask("wake me with the weather daily", chat)
    assert offer.text.startswith("Oslo, Norway: shall I send the forecast every day at 08:00")


async def test_a_wish_without_a_last_place_uses_the_saved_places_or_asks_for_a_place(stage: Stage) -> None:
    chat = stage.telegram.private_chat()
    asked = await stage.ask("wake me with the weather daily", chat)
    assert "For which places?" in asked.text
    assert "Send me their names" in asked.text
    await stage.ask("/places Oslo", chat)

    offer = await stage.ask("wake me with the weather daily", chat)
    assert offer.text.startswith("Saved places: shall I send")
    chat.press(offer, "Yes, at")

    assert (await chat.next_message()).text.startswith("✅ 08:00, every day – Oslo")
