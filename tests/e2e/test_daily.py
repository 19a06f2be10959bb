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
    assert shown.buttons[:2] == [["1. 08:00"], ["2. 21:00"]]

    chat.press(shown, "1. 08:00")
    opened = await chat.next_edit(shown)
    assert opened.buttons == [
        ["⏸ Pause"],
        ["🔔 Rain and warnings too"],
        ["🌍 Change the time zone"],
        ["🗑 Delete"],
        ["‹ Back"],
    ]
    press = chat.press(opened, "⏸ Pause")
    paused = await chat.next_edit(opened)
    assert "👉 1. ⏸ 08:00, every day – London\npaused" in paused.text
    assert (await press.toast()).text == "Paused"
    chat.press(paused, "▶️ Resume")
    resumed = await chat.next_edit(paused)
    assert resumed.text == opened.text
    chat.press(resumed, "‹ Back")
    closed = await chat.next_edit(resumed)
    assert (closed.text, closed.buttons) == (shown.text, shown.buttons)
    chat.press(resumed, "🗑 Delete")
    removed = await chat.next_edit(closed)
    assert "1. 21:00" in removed.text
    assert removed.buttons[0] == ["1. 21:00"]


async def test_a_push_can_use_the_time_zone_of_any_of_its_places_or_of_a_saved_one(database_stage: Stage) -> None:
    chat = database_stage.telegram.private_chat()
    await database_stage.ask("/daily 8:00 Paris, Bern", chat)
    await database_stage.ask("/daily 9:00 Paris", chat)
    shown = await database_stage.ask("/daily", chat)
    assert "(Europe/Paris, UTC" in shown.text
    first, second = (row[0]["callback_data"].rpartition(":")[2] for row in shown.keyboard[:2])
    for zone in ("Europe/Zurich", "Europe/Paris"):
        press = chat.press(shown, {"callback_data": f"d:zone:{first}"})
        shown = await chat.next_edit(shown)
        assert "1. 08:00, every day – Paris, Bern\nnext: " in shown.text
        assert f"({zone}, UTC" in shown.text.split("\n\n")[1]
        assert (await press.toast()).text == f"Now in {zone} time"

    toast = await chat.press(shown, {"callback_data": f"d:zone:{second}"}).toast()
    shown = await chat.next_edit(shown)
    assert "are in one time zone. Save a place in the zone you need: /places" in toast.text
    await database_stage.ask("/places Moscow", chat)
    chat.press(shown, {"callback_data": f"d:zone:{second}"})
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
    "text", ["/daily Moscow 5", "/daily 25:00", "/daily every day", "/daily 8:00 and 20:00 Oslo", "/daily 🐕"]
)
async def test_without_a_time_daily_shows_how_to_write_one(database_stage: Stage, text: str) -> None:
    answer = (await database_stage.ask(text)).text
    assert answer.startswith("I didn’t understand the time. Send one time")


@pytest.mark.parametrize("text", ["/daily off", "/daily delete", "/daily Стоп"])
async def test_a_wish_to_stop_shows_the_list_with_its_buttons(database_stage: Stage, text: str) -> None:
    chat = database_stage.telegram.private_chat()
    await database_stage.ask("/daily 8:00 Moscow", chat)
    shown = await database_stage.ask(text, chat)
    assert shown.text.replace("👉 ", "") == (await database_stage.ask("/daily", chat)).text
    chat.press(shown, "🗑 Delete")
    assert (await chat.next_edit(shown)).text.startswith("Would you like a forecast every day?")


async def test_unresolved_places_create_no_push(database_stage: Stage) -> None:
    chat = database_stage.telegram.private_chat()
    answer = await database_stage.ask("/daily 8:00 Moscow, Qwertyzz", chat)
    assert answer.text.splitlines()[0] == "Qwertyzz: no such place"
    assert answer.text.endswith("No forecast is scheduled yet: please correct this and send it again.")
    answer = await database_stage.ask("/daily 8:00 Birmingam", chat)
    assert answer.text.startswith("Birmingam: no such place. Did you mean one of these?")
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


@pytest.mark.parametrize(
    ("text", "language", "reason"),
    [
        ("/daily tomorrow at 8", "en", "I can’t do that: I send one forecast a day"),
        ("/daily завтра в 8", "ru", "Так не получится: прогноз приходит раз в день"),
        ("/daily 8:00 UTC", "en", "I can’t do that: I send one forecast a day"),
        ("/daily 🐕 08:00", "en", "I see no place name in that."),
    ],
)
async def test_other_requests_are_refused_with_the_reason(
    without_key: Stage, text: str, language: str, reason: str
) -> None:
    assert (await without_key.ask(text, language=language)).text.startswith(reason)


async def test_disabling_without_a_push_says_that_there_is_none(without_key: Stage) -> None:
    assert (await without_key.ask("/daily отключить", language="ru")).text.startswith("Ежедневных прогнозов здесь")


async def test_many_long_unknown_names_are_answered_without_buttons(
    without_key: Stage,
) -> None:
    names = ", ".join(f"Birmingam{'m' * 190}{letter}" for letter in "abcdefghij")
    answer = await without_key.ask(f"/daily 8:00 Birmingam, {names}")
    assert answer.text.endswith("No forecast is scheduled yet: please correct this and send it again.")


async def test_pushes_are_listed_with_names_in_the_language_of_the_chat(database_stage: Stage) -> None:
    chat = database_stage.telegram.private_chat()
    await database_stage.ask("/daily 8 Moscow, Munich", chat)
    settings = await database_stage.ask("/settings", chat)
    chat.press(settings, "Language")
    chat.press(await chat.next_edit(settings), "Русский")
    await chat.next_edit(settings)

    assert "1. 08:00, каждый день – Москва, Мюнхен\n" in (await database_stage.ask("/daily", chat)).text


async def test_an_equal_push_is_not_added_again(database_stage: Stage) -> None:
    chat = database_stage.telegram.private_chat()
    first = await database_stage.ask("/daily 8:00 Oslo", chat)

    again = await database_stage.ask("/daily 8:00 Oslo", chat)

    assert first.text.startswith("✅ 08:00, every day – Oslo, Norway\n")
    assert again.text.startswith("Already set: 08:00, every day – Oslo, Norway\n")
    assert (await database_stage.ask("/daily", chat)).text.count("every day – Oslo\n") == 1


async def test_times_are_offered_for_saved_places_only_if_there_are_any(database_stage: Stage) -> None:
    chat = database_stage.telegram.private_chat()
    assert "Choose a time, and I will ask for the places." in (await database_stage.ask("/daily", chat)).text
    await database_stage.ask("/places Oslo", chat)
    assert "Choose a time for your saved places" in (await database_stage.ask("/daily", chat)).text
