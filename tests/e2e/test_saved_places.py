"""The saved places of a chat: saving, ordering, labels, and /weather without a name."""

import pytest

from tests.e2e.stage import Stage, blocks, list_lines, save

pytestmark = pytest.mark.asyncio(loop_scope="session")


@pytest.mark.parametrize("kind", ["private", "group"])
async def test_the_command_alone_answers_the_saved_places_in_one_message(database_stage: Stage, kind: str) -> None:
    telegram = database_stage.telegram
    chat = telegram.private_chat() if kind == "private" else telegram.group(telegram.user(), telegram.user("Bob"))
    first, second = database_stage.cities(2)
    shown = await save(database_stage, chat, first, second)
    assert shown.text.startswith(f"Saved: {first.name_en}, {second.name_en}")
    assert list_lines(shown) == [f"1. {first.name_en}", f"2. {second.name_en}"]

    answer = await database_stage.ask("/weather", chat)

    assert [block.splitlines()[0] for block in blocks(answer)] == [first.name_en, second.name_en]
    assert answer.buttons == [["🔄 Refresh", "📅 5 days"]]


async def test_a_button_under_the_weather_saves_the_place_and_a_second_press_keeps_it(
    database_stage: Stage,
) -> None:
    city = database_stage.city()
    chat = database_stage.telegram.private_chat()
    answer = await database_stage.ask(f"/weather {city.name_en}", chat)
    assert answer.buttons == [
        ["📅 5 days", "🕒 Hours"],
        ["📅 10 days", "🍃 Air"],
        ["🔄 Refresh", "⭐ Save", "🔔 Alerts"],
    ]

    presses = [chat.press(answer, "⭐ Save") for _ in range(2)]

    assert [(await press.toast()).text for press in presses] == ["Saved: /weather alone shows it from now on"] * 2
    assert (await chat.next_edit(answer)).buttons == [
        ["📅 5 days", "🕒 Hours"],
        ["📅 10 days", "🍃 Air"],
        ["🔄 Refresh", "🔔 Alerts"],
    ]
    assert (await database_stage.ask("/weather", chat)).text.startswith(city.name_en)

    again = await database_stage.ask(f"/weather {city.name_en}", chat)
    assert again.buttons == [["📅 5 days", "🕒 Hours"], ["📅 10 days", "🍃 Air"], ["🔄 Refresh", "🔔 Alerts"]]


@pytest.mark.parametrize("text", ["abc123", "123 456", "!!!"])
async def test_a_text_without_a_name_does_not_show_the_saved_places(with_key: Stage, text: str) -> None:
    chat = with_key.telegram.private_chat()
    await with_key.ask("/places Moscow", chat)
    assert (await with_key.ask(f"/weather {text}", chat)).text.startswith("I see no place name in that.")
    assert (await with_key.ask("/weather now please", chat)).text.startswith("Moscow")


async def test_saved_places_are_moved_labelled_and_removed_with_buttons(database_stage: Stage) -> None:
    chat = database_stage.telegram.private_chat()
    first, second = database_stage.cities(2)
    shown = await save(database_stage, chat, first, second)

    chat.press(shown, second.name_en)
    picked = await chat.next_edit(shown)
    assert list_lines(picked) == [f"1. {first.name_en}", f"👉 2. {second.name_en}"]
    chat.press(picked, "Up")
    moved = await chat.next_edit(picked)
    assert list_lines(moved) == [f"👉 1. {second.name_en}", f"2. {first.name_en}"]

    chat.press(moved, "Rename")
    prompt = await chat.next_message()
    chat.send("дача <3", reply_to=prompt.message_id)
    named = await chat.next_message()
    assert list_lines(named) == [f"1. дача <3 – {second.name_en}", f"2. {first.name_en}"]
    assert [block.splitlines()[0] for block in blocks(await database_stage.ask("/weather", chat))] == [
        f"дача <3, {second.name_en}",
        first.name_en,
    ]

    chat.press(named, "дача <3")
    picked = await chat.next_edit(named)
    chat.press(picked, f"Call it {second.name_en} again")
    unnamed = await chat.next_edit(picked)
    assert list_lines(unnamed)[0] == f"👉 1. {second.name_en}"
    chat.press(unnamed, "Remove")
    assert list_lines(await chat.next_edit(unnamed)) == [f"1. {first.name_en}"]


async def test_a_label_can_be_used_in_a_question(database_stage: Stage) -> None:
    group, elsewhere = database_stage.telegram.group(), database_stage.telegram.private_chat()
    city, other = database_stage.cities(2)
    await save(database_stage, group, city)
    await database_stage.ask("/places name 1 Gran’s <dacha>", group)

    answer = await database_stage.ask(f"/weather {other.name_en} GRAN’S  <dacha>", group)

    assert [block.splitlines()[0] for block in blocks(answer)] == [
        other.name_en,
        f"Gran’s <dacha>, {city.name_en}",
    ]
    daily = await database_stage.ask("/daily 8:00 gran’s <dacha>", group)
    assert daily.text.startswith("✅ 08:00, every day – Gran’s <dacha>\n")
    assert city.name_en not in (await database_stage.ask("/weather Gran’s <dacha>", elsewhere)).text


async def test_in_a_private_chat_a_label_alone_is_a_question(database_stage: Stage) -> None:
    chat = database_stage.telegram.private_chat(language="ru")
    await save(database_stage, chat, database_stage.city(name_ru="Булавск"))
    await database_stage.ask("/places name 1 дача", chat)
    assert (await database_stage.ask("Дача", chat)).text.startswith("дача, Булавск")
    assert (await database_stage.ask("дача и Москва", chat)).text.startswith("дача, Булавск")
    assert (await database_stage.ask("погода на даче", chat)).text.startswith("дача, Булавск")
    listed = await database_stage.ask("/places", chat)
    chat.press(listed, "дача")
    opened = await chat.next_edit(listed)
    chat.press(opened, "Вернуть название")
    await chat.next_edit(opened)
    assert "Булавск" not in (await database_stage.ask("дача", chat)).text


async def test_a_place_can_be_labelled_by_its_number(database_stage: Stage) -> None:
    group = database_stage.telegram.group()
    await save(database_stage, group, city := database_stage.city())
    assert list_lines(await database_stage.ask("/places name 1 дача", group)) == [f"1. дача – {city.name_en}"]
    assert (await database_stage.ask("/places name 1 😀", group)).text.startswith("A name needs letters or digits")
    assert (await database_stage.ask("/places name 2 дача", group)).text.startswith(
        "That place is not on the list"
    )
    long = await database_stage.ask("/places name 1 " + "x" * 33, group)
    assert long.text == "That name is too long: 32 characters at most."


async def test_places_can_be_added_and_removed_by_commands(database_stage: Stage) -> None:
    chat = database_stage.telegram.private_chat()
    first, second = database_stage.cities(2)
    shown = await database_stage.ask(f"/places add {first.name_en}, {second.name_en}", chat)
    assert list_lines(shown) == [f"1. {first.name_en}", f"2. {second.name_en}"]
    assert "no such place" not in shown.text
    assert list_lines(await database_stage.ask("/places удалить 1", chat)) == [f"1. {second.name_en}"]
    assert (await database_stage.ask("/places remove 2", chat)).text.startswith("That place is not on the list")
    assert list_lines(await database_stage.ask(f"/places Remove {second.name_en.upper()}", chat)) == []


async def test_the_add_button_asks_for_a_name_and_accepts_a_reply(database_stage: Stage) -> None:
    alice, bob = database_stage.telegram.user(), database_stage.telegram.user("B<b")
    group = database_stage.telegram.group(alice, bob)
    shown = await database_stage.ask("/places", group)
    assert shown.text.startswith("No saved places yet.")

    group.press(shown, "Add", sender=bob)
    prompt = await group.next_message()
    assert prompt.text.startswith("➕ Saved places\nB<b: Which places? Reply to this message")
    city = database_stage.city()
    group.send(city.name_en, sender=alice, reply_to=prompt.message_id)

    assert list_lines(await group.next_message()) == [f"1. {city.name_en}"]


async def test_unknown_places_and_places_beyond_the_limit_are_named(database_stage: Stage) -> None:
    chat = database_stage.telegram.private_chat()
    full = await save(database_stage, chat, *database_stage.cities(20))
    assert "Add" not in str(full.buttons)
    one, other = database_stage.city(), database_stage.city()

    answer = await database_stage.ask(f"/places Qwertyzz, {one.name_en}, {other.name_en}", chat)

    assert answer.text.splitlines()[:3] == [
        "Qwertyzz: no such place",
        f"{one.name_en} was not added: a chat can have 20 places. Remove one first.",
        f"{other.name_en} was not added: a chat can have 20 places. Remove one first.",
    ]
    weather = await database_stage.ask(f"/weather {one.name_en}", chat)
    toast = await chat.press(weather, "Save").toast()
    assert toast.text == "A chat can have 20 places. Remove one first: /places"


async def test_the_examples_include_the_saved_places(database_stage: Stage) -> None:
    chat = database_stage.telegram.private_chat(language="ru")
    assert "Сохранённые места" not in str((await database_stage.ask("/help", chat)).buttons)
    city = database_stage.city(name_ru="Булавск")
    shown = await database_stage.ask(f"/places {city.name_en}", chat)
    assert list_lines(shown) == ["1. Булавск"]
    help_ = await database_stage.ask("/help", chat)

    chat.press(help_, "Сохранённые места")

    assert (await chat.next_message()).text.startswith("Булавск")


async def test_the_list_moves_with_a_group_that_becomes_a_supergroup(database_stage: Stage) -> None:
    group, supergroup = database_stage.telegram.group(), database_stage.telegram.forum()
    await save(database_stage, group, city := database_stage.city())

    group.upgrade_to(supergroup)

    assert list_lines(await database_stage.ask("/places", supergroup)) == [f"1. {city.name_en}"]


async def test_a_label_is_taken_from_the_next_message(database_stage: Stage) -> None:
    chat = database_stage.telegram.private_chat()
    await save(database_stage, chat, city := database_stage.city())
    prompt = await database_stage.ask("/places rename 1", chat)
    assert prompt.text.startswith(f"✏️ {city.name_en}\n")
    assert "Send me the name" in prompt.text
    assert list_lines(await database_stage.ask("my dacha", chat)) == [f"1. my dacha – {city.name_en}"]


async def test_all_places_are_removed_after_a_confirmation(database_stage: Stage) -> None:
    chat = database_stage.telegram.private_chat(language="ru")
    await save(database_stage, chat, *database_stage.cities(2))
    for command in ("/places clear", "/места очистить", "/places удалить всё"):
        asked = await database_stage.ask(command, chat)
        assert asked.text.startswith("Удалить все сохранённые места (2)?")

    chat.press(asked, "‹ Назад")
    kept = await chat.next_edit(asked)
    assert len(list_lines(kept)) == 2
    chat.press(asked, {"callback_data": "p:clear:0.0:0.0"})
    assert (await chat.next_edit(kept)).text.startswith("Сохранённых мест пока нет.")


async def test_a_text_without_a_name_is_not_saved_without_a_word(without_key: Stage) -> None:
    assert (await without_key.ask("/places add 🐕")).text.startswith("I see no place name in that.")


async def test_a_button_saves_all_places_of_an_answer(database_stage: Stage) -> None:
    chat = database_stage.telegram.private_chat()
    first, second = database_stage.cities(2)
    answer = await database_stage.ask(f"/weather {first.name_en}, {second.name_en}", chat)
    assert answer.buttons == [["🔄 Refresh", "📅 5 days"], ["⭐ Save all"]]

    toast = await chat.press(answer, "Save all").toast()

    assert toast.text == "Saved: /weather alone shows them from now on"
    assert (await chat.next_edit(answer)).buttons == [["🔄 Refresh", "📅 5 days"]]
    assert len(list_lines(await database_stage.ask("/places", chat))) == 2


@pytest.mark.usefixtures("current_date")
@pytest.mark.parametrize("kind", ["private", "group"])
@pytest.mark.parametrize(
    ("label", "text"),
    [
        ("home", "/weather home"),
        ("home", "/weather home tomorrow"),
        ("home", "/forecast home"),
        ("дача", "/weather на даче"),
        ("home", "home"),
        ("home", "weather at home"),
        ("home", "rain at home?"),
        ("home", "is it going to rain at home on saturday"),
        ("home", "what about home"),
        ("дача", "погода на даче"),
        ("дача", "а на даче?"),
        ("дом", "погода дома"),
        ("дом", "дома завтра?"),
    ],
)
async def test_a_label_that_is_an_everyday_word_wins_over_the_last_question(
    with_key: Stage, kind: str, label: str, text: str
) -> None:
    telegram = with_key.telegram
    user = telegram.user()
    chat = telegram.private_chat() if kind == "private" else telegram.group(user)
    await with_key.ask("/places Berlin, Hamburg", chat)
    await with_key.ask(f"/places name 1 {label}", chat)
    await with_key.ask("/weather Oslo", chat)

    is_command = kind == "private" or text.startswith("/")
    answer = await with_key.ask(text if is_command else f"@{telegram.username} {text}", chat)

    assert answer.text.startswith(f"{label}, Berlin")
    assert "Oslo" not in answer.text
    assert "Hamburg" not in answer.text


@pytest.mark.usefixtures("current_date")
async def test_a_label_that_is_an_everyday_word_is_a_place_beside_other_places(with_key: Stage) -> None:
    chat = with_key.telegram.private_chat()
    await with_key.ask("/places Berlin", chat)
    await with_key.ask("/places name 1 home", chat)

    answer = await with_key.ask("home today and Oslo on sunday", chat)

    assert "home, Berlin" in answer.text
    assert "Oslo" in answer.text
