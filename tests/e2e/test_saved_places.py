"""A chat's own places: saved, put in order, named, and told by /weather alone."""

import pytest

from sandbox.telegram import BotMessage, Chat
from sandbox.weather import City
from tests.e2e.stage import Stage, blocks

pytestmark = pytest.mark.asyncio(loop_scope="session")


def listed(message: BotMessage) -> list[str]:
    """Return the lines of the list."""
    return [line for line in message.text.splitlines() if line.lstrip("👉 ")[:1].isdigit()]


async def save(stage: Stage, chat: Chat, *cities: City) -> BotMessage:
    """Save these cities in the chat and return the list."""
    return await stage.ask("/places " + ", ".join(city.name_en for city in cities), chat)


@pytest.mark.parametrize("kind", ["private", "group"])
async def test_weather_alone_answers_the_saved_places_in_one_message(remembering: Stage, kind: str) -> None:
    telegram = remembering.telegram
    chat = telegram.private_chat() if kind == "private" else telegram.group(telegram.user(), telegram.user("Bob"))
    first, second = remembering.cities(2)
    shown = await save(remembering, chat, first, second)
    assert shown.text.startswith(f"Saved: {first.name_en}, {second.name_en}")
    assert listed(shown) == [f"1. {first.name_en}", f"2. {second.name_en}"]

    answer = await remembering.ask("/weather", chat)

    assert [block.splitlines()[0] for block in blocks(answer)] == [first.name_en, second.name_en]
    assert answer.buttons == [["🔄 Refresh", "📅 5 days"]]


async def test_a_place_is_saved_from_its_weather_and_stays_when_it_is_pressed_again(remembering: Stage) -> None:
    city = remembering.city()
    chat = remembering.telegram.private_chat()
    answer = await remembering.ask(f"/weather {city.name_en}", chat)
    assert answer.buttons == [["📅 5 days", "🕒 Hours", "📅 10 days"], ["🔄 Refresh", "⭐ Save"]]

    presses = [chat.press(answer, "⭐ Save") for _ in range(2)]

    assert [(await press.toast()).text for press in presses] == ["Saved: /weather alone shows it from now on"] * 2
    assert (await chat.next_edit(answer)).buttons == [["📅 5 days", "🕒 Hours", "📅 10 days"], ["🔄 Refresh"]]
    assert (await remembering.ask("/weather", chat)).text.startswith(city.name_en)

    again = await remembering.ask(f"/weather {city.name_en}", chat)
    assert again.buttons == [["📅 5 days", "🕒 Hours", "📅 10 days"], ["🔄 Refresh"]]


@pytest.mark.parametrize("text", ["abc123", "123 456", "!!!"])
async def test_a_text_without_any_name_is_not_taken_for_the_saved_places(with_key: Stage, text: str) -> None:
    chat = with_key.telegram.private_chat()
    await with_key.ask("/places Moscow", chat)
    assert (await with_key.ask(f"/weather {text}", chat)).text.startswith("I see no place name in that.")
    assert (await with_key.ask("/weather now please", chat)).text.startswith("Moscow")


async def test_places_are_moved_named_and_removed_with_buttons(remembering: Stage) -> None:
    chat = remembering.telegram.private_chat()
    first, second = remembering.cities(2)
    shown = await save(remembering, chat, first, second)

    chat.press(shown, second.name_en)
    picked = await chat.next_edit(shown)
    assert listed(picked) == [f"1. {first.name_en}", f"👉 2. {second.name_en}"]
    chat.press(picked, "Up")
    moved = await chat.next_edit(picked)
    assert listed(moved) == [f"👉 1. {second.name_en}", f"2. {first.name_en}"]

    chat.press(moved, "Rename")
    prompt = await chat.next_message()
    chat.send("дача <3", reply_to=prompt.message_id)
    named = await chat.next_message()
    assert listed(named) == [f"1. дача <3 – {second.name_en}", f"2. {first.name_en}"]
    assert [block.splitlines()[0] for block in blocks(await remembering.ask("/weather", chat))] == [
        f"дача <3, {second.name_en}",
        first.name_en,
    ]

    chat.press(named, "дача <3")
    picked = await chat.next_edit(named)
    chat.press(picked, f"Call it {second.name_en} again")
    unnamed = await chat.next_edit(picked)
    assert listed(unnamed)[0] == f"👉 1. {second.name_en}"
    chat.press(unnamed, "Remove")
    assert listed(await chat.next_edit(unnamed)) == [f"1. {first.name_en}"]


async def test_a_name_given_to_a_place_can_be_asked_for_in_this_chat(remembering: Stage) -> None:
    group, elsewhere = remembering.telegram.group(), remembering.telegram.private_chat()
    city, other = remembering.cities(2)
    await save(remembering, group, city)
    await remembering.ask("/places name 1 Gran’s <dacha>", group)

    answer = await remembering.ask(f"/weather {other.name_en} GRAN’S  <dacha>", group)

    assert [block.splitlines()[0] for block in blocks(answer)] == [
        other.name_en,
        f"Gran’s <dacha>, {city.name_en}",
    ]
    daily = await remembering.ask("/daily 8:00 gran’s <dacha>", group)
    assert daily.text.startswith("✅ 08:00, every day – Gran’s <dacha>\n")
    assert city.name_en not in (await remembering.ask("/weather Gran’s <dacha>", elsewhere)).text


async def test_in_private_the_name_alone_is_enough(remembering: Stage) -> None:
    chat = remembering.telegram.private_chat(language="ru")
    await save(remembering, chat, remembering.city(name_ru="Булавск"))
    await remembering.ask("/places name 1 дача", chat)
    assert (await remembering.ask("Дача", chat)).text.startswith("дача, Булавск")
    assert (await remembering.ask("дача и Москва", chat)).text.startswith("дача, Булавск")
    assert (await remembering.ask("погода на даче", chat)).text.startswith("дача, Булавск")
    await remembering.ask("/places name 1", chat)
    assert "Булавск" not in (await remembering.ask("дача", chat)).text


async def test_a_place_is_named_by_its_number_too(remembering: Stage) -> None:
    group = remembering.telegram.group()
    await save(remembering, group, city := remembering.city())
    assert listed(await remembering.ask("/places name 1 дача", group)) == [f"1. дача – {city.name_en}"]
    assert listed(await remembering.ask("/places назвать 1", group)) == [f"1. {city.name_en}"]
    assert (await remembering.ask("/places name 2 дача", group)).text.startswith("That place is not on the list")
    long = await remembering.ask("/places name 1 " + "x" * 33, group)
    assert long.text == "That name is too long: 32 characters at most."


async def test_places_are_added_and_removed_in_words_too(remembering: Stage) -> None:
    chat = remembering.telegram.private_chat()
    first, second = remembering.cities(2)
    shown = await remembering.ask(f"/places add {first.name_en}, {second.name_en}", chat)
    assert listed(shown) == [f"1. {first.name_en}", f"2. {second.name_en}"]
    assert "no such place" not in shown.text
    assert listed(await remembering.ask("/places удалить 1", chat)) == [f"1. {second.name_en}"]
    assert (await remembering.ask("/places remove 2", chat)).text.startswith("That place is not on the list")
    assert listed(await remembering.ask(f"/places Remove {second.name_en.upper()}", chat)) == []


async def test_the_button_to_add_asks_who_pressed_it_and_takes_a_reply(remembering: Stage) -> None:
    alice, bob = remembering.telegram.user(), remembering.telegram.user("B<b")
    group = remembering.telegram.group(alice, bob)
    shown = await remembering.ask("/places", group)
    assert shown.text.startswith("No saved places yet.")

    group.press(shown, "Add", sender=bob)
    prompt = await group.next_message()
    assert prompt.text.startswith("➕ Saved places\nB<b: Which ones shall I add?")
    city = remembering.city()
    group.send(city.name_en, sender=alice, reply_to=prompt.message_id)

    assert listed(await group.next_message()) == [f"1. {city.name_en}"]


async def test_what_is_no_place_or_too_much_is_told_by_its_name(remembering: Stage) -> None:
    chat = remembering.telegram.private_chat()
    full = await save(remembering, chat, *remembering.cities(20))
    assert "Add" not in str(full.buttons)
    one, other = remembering.city(), remembering.city()

    answer = await remembering.ask(f"/places Qwertyzz, {one.name_en}, {other.name_en}", chat)

    assert answer.text.splitlines()[:3] == [
        "Qwertyzz: no such place",
        f"{one.name_en} was not added: a chat can have 20 places. Remove one first.",
        f"{other.name_en} was not added: a chat can have 20 places. Remove one first.",
    ]
    weather = await remembering.ask(f"/weather {one.name_en}", chat)
    toast = await chat.press(weather, "Save").toast()
    assert toast.text == "I keep 20 places. Remove one first: /places"


async def test_the_saved_places_are_an_example_once_there_are_some(remembering: Stage) -> None:
    chat = remembering.telegram.private_chat(language="ru")
    assert len((await remembering.ask("/help", chat)).buttons) == 1
    city = remembering.city(name_ru="Булавск")
    shown = await remembering.ask(f"/places {city.name_en}", chat)
    assert listed(shown) == ["1. Булавск"]
    help_ = await remembering.ask("/help", chat)

    chat.press(help_, "Сохранённые места")

    assert (await chat.next_message()).text.startswith("Булавск")


async def test_the_list_moves_with_a_group_that_becomes_a_supergroup(remembering: Stage) -> None:
    group, supergroup = remembering.telegram.group(), remembering.telegram.forum()
    await save(remembering, group, city := remembering.city())

    group.become(supergroup)

    assert listed(await remembering.ask("/places", supergroup)) == [f"1. {city.name_en}"]
