"""The command /daily: the wishes that it understands, its answers and its buttons."""

import re

import pytest

from tests.e2e.stage import Stage

pytestmark = pytest.mark.asyncio(loop_scope="session")

TODAY_OR_TOMORROW = r"(today|tomorrow) at \d\d:\d\d"


async def test_daily_says_when_the_next_push_comes_and_in_which_zone(database_stage: Stage) -> None:
    chat = database_stage.telegram.private_chat()
    answer = await database_stage.ask("/daily 7:30 Moscow, London", chat)
    first, second = answer.text.splitlines()
    assert first == "✅ 07:30, every day – Moscow, Russia; London, United Kingdom"
    assert re.match(rf"Next forecast: {TODAY_OR_TOMORROW} \(Europe/Moscow, UTC\+3\)\.", second)

    answer = await database_stage.ask("/daily mon-fri 8am Kathmandu", chat)
    assert answer.text.startswith("✅ 08:00, Mon–Fri – Kathmandu, Nepal\n")
    assert "(Asia/Kathmandu, UTC+5:45)" in answer.text


async def test_daily_is_read_and_answered_in_russian(database_stage: Stage) -> None:
    chat = database_stage.telegram.private_chat(language="ru")
    answer = await database_stage.ask("/daily 7:30 пн-пт Москва", chat)
    assert answer.text.startswith("✅ 07:30, пн–пт – Москва, Россия\nСледующий прогноз: ")
    assert "(Europe/Moscow, UTC+3)" in answer.text
    assert "1. 07:30, пн–пт – Москва\nследующий: " in (await database_stage.ask("/daily", chat)).text


async def test_pushes_are_listed_paused_resumed_and_removed(database_stage: Stage) -> None:
    chat = database_stage.telegram.private_chat()
    empty = await database_stage.ask("/daily", chat)
    assert empty.buttons == [["⏰ 07:00", "⏰ 08:00", "⏰ 09:00", "⏰ 21:00"]]
    await database_stage.ask("/daily 21:00 Moscow", chat)
    await database_stage.ask("/daily 8 London", chat)

    shown = await database_stage.ask("/daily", chat)
    assert "1. 08:00, every day – London\nnext: " in shown.text
    assert "2. 21:00, every day – Moscow\nnext: " in shown.text
    assert shown.buttons[:2] == [["⏸ 1. 08:00", "🌍 1", "🗑 1. 08:00"], ["⏸ 2. 21:00", "🌍 2", "🗑 2. 21:00"]]

    press = chat.press(shown, "⏸ 1. 08:00")
    paused = await chat.next_edit(shown)
    assert "1. ⏸ 08:00, every day – London\npaused" in paused.text
    assert (await press.toast()).text == "Paused"
    chat.press(paused, "▶️ 1. 08:00")
    resumed = await chat.next_edit(paused)
    assert resumed.text == shown.text
    chat.press(resumed, "🗑 1. 08:00")
    assert "1. 21:00" in (await chat.next_edit(resumed)).text


async def test_a_push_can_use_the_time_zone_of_any_of_its_places_or_of_a_saved_one(database_stage: Stage) -> None:
    chat = database_stage.telegram.private_chat()
    await database_stage.ask("/daily 8:00 Paris, Bern", chat)
    await database_stage.ask("/daily 9:00 Paris", chat)
    shown = await database_stage.ask("/daily", chat)
    assert "(Europe/Paris, UTC" in shown.text
    for zone in ("Europe/Zurich", "Europe/Paris"):
        press = chat.press(shown, "🌍 1")
        shown = await chat.next_edit(shown)
        assert "1. 08:00, every day – Paris, Bern\nnext: " in shown.text
        assert f"({zone}, UTC" in shown.text.split("\n\n")[1]
        assert (await press.toast()).text == f"Now in {zone} time"

    toast = await chat.press(shown, "🌍 2").toast()
    assert "are in one time zone. Save a place in the zone you need: /places" in toast.text
    await database_stage.ask("/places Moscow", chat)
    chat.press(shown, "🌍 2")
    assert "(Europe/Moscow, UTC+3)" in (await chat.next_edit(shown)).text.split("\n\n")[2]


async def test_a_time_alone_subscribes_to_the_saved_places_in_the_first_ones_zone(database_stage: Stage) -> None:
    forum = database_stage.telegram.forum()
    topic = forum.create_topic("Weather")
    await database_stage.ask("/places New York, Moscow", forum)
    shown = await database_stage.ask("/daily", forum)

    forum.press(shown, "08:00")

    answer = await forum.next_message()
    assert answer.text.startswith("✅ 08:00, every day – New York, United States; Moscow, Russia\n")
    assert "(America/New_York, UTC−" in answer.text
    assert (await forum.next_edit(shown)).text.count("08:00, every day – saved places") == 1
    forum.send("/daily 9:00 Moscow", topic=topic)
    assert (await forum.next_message()).thread_id == topic


@pytest.mark.parametrize(
    ("language", "text"), [("en", "/daily 7:30 mon-fri, sun"), ("ru", "/daily 7:30 пн-пт, вс")]
)
async def test_without_any_place_daily_asks_for_one_and_takes_a_reply(
    database_stage: Stage, language: str, text: str
) -> None:
    chat = database_stage.telegram.private_chat(language=language)
    prompt = await database_stage.ask(text, chat)
    when = prompt.text.splitlines()[0].removeprefix("⏰ ")

    chat.send("London", reply_to=prompt.message_id)

    answer = await chat.next_message()
    assert answer.text.startswith(f"✅ {when} – ")
    assert "(Europe/London, UTC" in answer.text


@pytest.mark.parametrize("text", ["Moscow at 9:00", "Oslo tomorrow", "Москва кроме выходных"])
async def test_a_reply_with_more_than_places_creates_no_push(database_stage: Stage, text: str) -> None:
    chat = database_stage.telegram.private_chat()
    prompt = await database_stage.ask("/daily 7:30", chat)

    chat.send(text, reply_to=prompt.message_id)

    assert (await chat.next_message()).text.startswith("I didn’t understand the time.")
    assert (await database_stage.ask("/daily", chat)).text.startswith("Would you like a forecast every day?")


@pytest.mark.parametrize(
    ("language", "text", "shown"),
    [("en", "Birmingam", "Did you mean Birmingham, "), ("ru", "Новосибирк", "Может быть, Новосибирск, ")],
)
async def test_a_misspelled_name_in_a_reply_gets_suggestions(
    database_stage: Stage, language: str, text: str, shown: str
) -> None:
    chat = database_stage.telegram.private_chat(language=language)
    prompt = await database_stage.ask("/daily 7:30", chat)

    chat.send(text, reply_to=prompt.message_id)

    assert shown in (await chat.next_message()).text


@pytest.mark.parametrize(
    ("language", "shown"),
    [("en", "Prome, Myanmar"), ("ru", "Проме, Мьянма")],
)
async def test_an_ambiguous_name_is_confirmed_with_its_region(
    database_stage: Stage, language: str, shown: str
) -> None:
    chat = database_stage.telegram.private_chat(language=language)
    assert f" – {shown}" in (await database_stage.ask("/daily 8:00 Проме", chat)).text


@pytest.mark.parametrize(
    "text", ["/daily Moscow", "/daily 25:00", "/daily every day", "/daily 8:00 and 20:00 Oslo", "/daily 8:00 UTC"]
)
async def test_without_a_time_daily_shows_how_to_write_one(database_stage: Stage, text: str) -> None:
    answer = (await database_stage.ask(text)).text
    assert answer.startswith("I didn’t understand the time. Send one time")


@pytest.mark.parametrize("text", ["/daily off", "/daily delete", "/daily Стоп"])
async def test_a_wish_to_stop_shows_the_list_with_its_buttons(database_stage: Stage, text: str) -> None:
    chat = database_stage.telegram.private_chat()
    await database_stage.ask("/daily 8:00 Moscow", chat)
    answer = (await database_stage.ask(text, chat)).text
    assert answer == (await database_stage.ask("/daily", chat)).text
    assert "⏸ pause, 🌍 change the time zone, 🗑 delete." in answer


async def test_unresolved_places_create_no_push(database_stage: Stage) -> None:
    chat = database_stage.telegram.private_chat()
    answer = await database_stage.ask("/daily 8:00 Moscow, Qwertyzz", chat)
    assert answer.text.splitlines()[0] == "Qwertyzz: no such place"
    assert answer.text.endswith("No forecast is scheduled yet: please correct this and send it again.")
    answer = await database_stage.ask("/daily 8:00 Birmingam", chat)
    assert answer.text.startswith("Birmingam: no such place. Did you mean Birmingham, ")
    answer = await database_stage.ask("/daily 8:00 Springfield", chat)
    assert answer.text.startswith("Springfield: which one do you mean: Springfield, ")
    assert (await database_stage.ask("/daily", chat)).text.startswith("Would you like a forecast every day?")


async def test_the_number_of_pushes_in_a_chat_is_limited(database_stage: Stage) -> None:
    chat = database_stage.telegram.private_chat(language="ru")
    for hour in range(10):
        await database_stage.ask(f"/daily {hour} Москва", chat)
    assert (await database_stage.ask("/daily 11 Москва", chat)).text.startswith(
        "Здесь уже 10 ежедневных прогнозов"
    )
    assert not any("⏰" in label for row in (await database_stage.ask("/daily", chat)).buttons for label in row)


async def test_a_repeated_request_creates_no_second_push(database_stage: Stage) -> None:
    chat = database_stage.telegram.private_chat()
    for _ in range(2):
        await database_stage.ask("/daily 8:00 Moscow", chat)
    assert "\n2. " not in (await database_stage.ask("/daily", chat)).text


@pytest.mark.parametrize(
    "data", ["d:at:1440", "d:at:-1", "d:pause:999999", "d:remove:0", "d:zone:0", "d:explode:1"]
)
async def test_invented_callback_data_changes_no_push(database_stage: Stage, data: str) -> None:
    chat = database_stage.telegram.private_chat()
    shown = await database_stage.ask("/daily", chat)
    await chat.press(shown, {"callback_data": data}).toast()
    assert (await database_stage.ask("/daily", chat)).text == shown.text
