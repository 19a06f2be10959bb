"""The buttons under an answer: pressed twice, pressed late, and with invented data."""

import asyncio
import re
from dataclasses import replace

import pytest

from sandbox.faults import Fault, FaultKind
from sandbox.telegram import ApiError, BotMessage
from tests.e2e.stage import Stage, blocks, degrees

pytestmark = pytest.mark.asyncio(loop_scope="session")

OLD = "This message is too old. Please ask again."


async def test_refresh_of_unchanged_weather_shows_a_toast(stage: Stage) -> None:
    chat = stage.telegram.private_chat()
    answer = await stage.ask("/weather " + ", ".join(city.name_en for city in stage.cities(2)), chat)

    toast = await chat.press(answer, "Refresh").toast()

    assert toast.text == "Nothing new yet"
    assert not toast.alert
    assert chat.answers[answer.message_id].text == answer.text
    assert len(chat.answers) == 1


async def test_two_quick_presses_are_both_answered(stage: Stage) -> None:
    chat = stage.telegram.private_chat()
    answer = await stage.ask("/weather " + ", ".join(city.name_en for city in stage.cities(2)), chat)

    presses = [chat.press(answer, "Refresh") for _ in range(2)]

    toasts = await asyncio.gather(*(press.toast() for press in presses))
    assert [toast.text for toast in toasts] == ["Nothing new yet"] * 2
    assert chat.answers[answer.message_id].text == answer.text


async def test_two_quick_presses_make_one_request(stage: Stage) -> None:
    city = stage.city()
    stage.weather.break_(city.name_en, Fault(FaultKind.STATUS))
    chat = stage.telegram.private_chat()
    answer = await stage.ask(f"/weather {city.name_en}", chat)
    stage.weather.mend()
    stage.weather.delay("weather", 0.2)
    before = [len(stage.asked(service)) for service in ("openweather", "open-meteo")]

    presses = [chat.press(answer, "Try again") for _ in range(2)]

    toasts = await asyncio.gather(*(press.toast() for press in presses))
    assert {toast.text for toast in toasts} <= {"Up to date", "Nothing new yet"}
    assert degrees(city) in chat.answers[answer.message_id].text
    after = [len(stage.asked(service)) for service in ("openweather", "open-meteo")]
    assert sum(after) == sum(before) + 1


async def test_refresh_of_fresh_weather_makes_no_request(stage: Stage) -> None:
    chat = stage.telegram.private_chat()
    answer = await stage.ask("/weather " + ", ".join(city.name_en for city in stage.cities(2)), chat)
    before = len(stage.weather.requests)

    await chat.press(answer, "Refresh").toast()

    assert len(stage.weather.requests) == before


async def test_an_answer_keeps_its_language_when_the_language_of_the_user_changes(with_key: Stage) -> None:
    group = with_key.telegram.group()
    answer = await with_key.ask("/weather London", group)

    group.user["language_code"] = "ru"
    group.press(answer, "Another London?")
    offered = await group.next_edit(answer)
    press = group.press(offered, "London, Canada")

    chosen = await group.next_edit(offered)
    assert chosen.text.startswith("London, Canada · ")
    assert "feels like" in chosen.text
    assert chosen.buttons[2] == ["🔄 Refresh", "⭐ Save", "🔔 Alerts"]
    assert (await press.toast()).text == "Запомнил для вас"


@pytest.mark.parametrize("example", ["Moscow", "Moscow London"])
async def test_an_example_is_answered_as_if_it_had_been_typed(with_key: Stage, example: str) -> None:
    chat = with_key.telegram.private_chat()
    start = await with_key.ask("/help", chat)

    press = chat.press(start, example)

    answer = await chat.next_message()
    assert [block.split(maxsplit=1)[0].strip(",") for block in blocks(answer)] == example.split()
    assert (await press.toast()).text == ""


@pytest.mark.parametrize(
    "data",
    [
        "x",
        "a:",
        "a:forgotten:refresh:0:0",
        "a:forgotten:others:0:0",
        "a:forgotten:explode:0:0",
        "a:forgotten:choose:zero:0",
        "a:forgotten:refresh",
        "ask",
        "{0}%s<b>",
        "я" * 32,
        "a:." + "_" * 5_000 + ":refresh:0:0",
        "a:~" + "x" * 5_000 + ":refresh:0:0",
        "a:.AGX_____:refresh:0:0",
        "a:.AGVu____________:refresh:0:0",
        "us:" + "y" * 5_000 + ":z",
        "push:now:99999999999999999999",
        "i:n:en00000:" + "A" * 5_000,
    ],
)
async def test_invented_callback_data_is_answered(with_key: Stage, data: str) -> None:
    chat = with_key.telegram.private_chat()
    help_ = await with_key.ask("/help", chat)

    toast = await chat.press(help_, {"callback_data": data}).toast()

    assert toast.text == OLD
    assert chat.answers[help_.message_id].text == help_.text


@pytest.mark.parametrize("position", ["9:0", "0:9", "-1:0", "0:-1", "-2:-2"])
async def test_a_position_outside_the_list_of_candidates_is_refused(with_key: Stage, position: str) -> None:
    chat = with_key.telegram.private_chat()
    answer = await with_key.ask("London, Springfield", chat)
    token = answer.keyboard[0][0]["callback_data"].split(":")[1]

    toast = await chat.press(answer, {"callback_data": f"a:{token}:choose:{position}"}).toast()

    assert toast.text == OLD
    assert chat.answers[answer.message_id].text == answer.text


async def test_a_press_under_a_deleted_answer_sends_a_new_message(with_key: Stage) -> None:
    chat = with_key.telegram.private_chat()
    answer = await with_key.ask(f"/weather {with_key.city().name_en}", chat)
    del chat.messages[answer.message_id], chat.answers[answer.message_id]

    chat.press(answer, "Refresh")

    assert (await chat.next_message()).text == answer.text


@pytest.mark.usefixtures("current_date")
async def test_a_press_under_a_message_that_cannot_be_edited_sends_a_new_message(with_key: Stage) -> None:
    chat = with_key.telegram.private_chat()
    answer = await with_key.ask(f"/weather {with_key.city().name_en}", chat)
    refusal = ApiError(400, "Bad Request: message can't be edited").fault()
    with_key.telegram.break_(refusal, "editMessageText", times=1, chat=chat.id)

    press = chat.press(answer, "5 days")

    sent = await chat.next_message()
    assert sent.buttons[1][0] == "🌤 Now"
    assert (await press.toast()).text == ""
    chat.press(sent, "🌤 Now")
    assert (await chat.next_edit(sent)).text == answer.text


@pytest.mark.usefixtures("current_date")
async def test_the_buttons_of_an_inaccessible_message_work(with_key: Stage) -> None:
    chat = with_key.telegram.private_chat()
    answer = await with_key.ask("Vologda", chat)
    del chat.messages[answer.message_id], chat.answers[answer.message_id]
    inaccessible = {"message_id": answer.message_id, "chat": chat.info, "date": 0}

    press = chat.press(replace(answer, message=inaccessible), answer.button("5 days"))

    assert "Vologda, Russia" in (await chat.next_message()).text
    assert (await press.toast()).text == ""


async def test_an_expired_press_still_edits_the_message(with_key: Stage) -> None:
    chat = with_key.telegram.private_chat()
    answer = await with_key.ask("London", chat)
    too_old = "Bad Request: query is too old and response timeout expired or query ID is invalid"
    with_key.telegram.break_(ApiError(400, too_old).fault(), "answerCallbackQuery", times=1)

    chat.press(answer, "Another London?")

    assert (await chat.next_edit(answer)).buttons[-1] == ["‹ Back"]
    assert await with_key.silent(with_key.telegram.private_chat())
    assert "query is too old" not in with_key.bot.log


@pytest.mark.parametrize("press", ["refresh", "retry", "others", "back", "choose", "days", "day", "save"])
async def test_a_stored_answer_of_another_chat_is_refused(with_key: Stage, press: str) -> None:
    chat, other = with_key.telegram.private_chat(), with_key.telegram.private_chat()
    theirs = await with_key.ask("London, Lodnon, Springfield, Missouri, Paris, Rome, Qwertyzz", other)
    mine = await with_key.ask(f"/weather {with_key.city().name_en}", chat)
    token = theirs.keyboard[0][0]["callback_data"].split(":")[1]

    toast = await chat.press(mine, {"callback_data": f"a:{token}:{press}:0:0"}).toast()

    assert toast.text == OLD
    assert (chat.answers[mine.message_id].text, chat.answers[mine.message_id].version) == (mine.text, 0)
    assert other.answers[theirs.message_id].text == theirs.text
    assert "London" not in (await with_key.ask("/places", chat)).text


@pytest.mark.usefixtures("current_date")
async def test_packed_data_forged_for_another_place_show_only_that_place(with_key: Stage) -> None:
    chat, other = with_key.telegram.private_chat(), with_key.telegram.private_chat()
    theirs = await with_key.ask("Vologda", other)
    mine = await with_key.ask(f"/weather {with_key.city().name_en}", chat)
    data = theirs.button("5 days")["callback_data"]

    await chat.press(mine, {"callback_data": data}).toast()

    assert "Vologda, Russia" in chat.answers[mine.message_id].text
    assert other.answers[theirs.message_id].version == 0


def as_earlier_version(answer: BotMessage) -> BotMessage:
    """Return *answer* with the callback data of a version that kept the answers in memory."""
    rows = [
        [{**key, "callback_data": re.sub(r"^a:[^:]+", "a:Ab3_-xYz", key["callback_data"])} for key in row]
        for row in answer.keyboard
    ]
    days = [key for row in rows for key in row if ":day:" in key["callback_data"]]
    for index, key in enumerate(days):
        key["callback_data"] = f"a:Ab3_-xYz:day:0:{index}"
    return replace(answer, message={**answer.message, "reply_markup": {"inline_keyboard": rows}})


@pytest.mark.usefixtures("current_date")
@pytest.mark.parametrize(
    ("question", "button", "expected"),
    [
        ("Vologda", "Refresh", "Vologda, Russia"),
        ("Victoria, Canada", "5 days", "Victoria, Canada"),
        ("Vologda, Vologda", "5 days", "Vologda"),
        ("/forecast Vologda", "Now", "Vologda, Russia · "),
        ("/forecast Vologda", "Refresh", "Vologda, Russia"),
        ("Springfield", "Springfield, Oregon", "Springfield, Oregon"),
        ("Vologda tomorrow", "Now", "Vologda, Russia · "),
    ],
)
async def test_the_buttons_of_an_earlier_version_work(
    with_key: Stage, question: str, button: str, expected: str
) -> None:
    chat = with_key.telegram.private_chat()
    old = as_earlier_version(await with_key.ask(question, chat))

    toast = await chat.press(old, button).toast()

    assert toast.text in {"", "Nothing new yet", "Up to date", "I’ll remember that in this chat"}
    assert expected in chat.answers[old.message_id].text


@pytest.mark.usefixtures("current_date")
async def test_the_days_of_an_earlier_version_are_found_by_their_labels(with_key: Stage) -> None:
    chat = with_key.telegram.private_chat()
    answer = await with_key.ask("/forecast Vologda", chat)
    old = as_earlier_version(answer)

    chat.press(old, old.keyboard[0][2])

    opened = await chat.next_edit(answer)
    assert opened.buttons[0][2] == f"✓ {answer.buttons[0][2].split()[-1]}"


@pytest.mark.usefixtures("current_date")
async def test_the_time_of_a_question_of_an_earlier_version_is_not_guessed(with_key: Stage) -> None:
    chat = with_key.telegram.private_chat()
    old = as_earlier_version(await with_key.ask("Vologda tomorrow", chat))
    assert (await chat.press(old, "Refresh").toast()).text == OLD
