"""Failures of Telegram: answers are repeated until they arrive, and refused ones are not."""

import json

import pytest

from sandbox.faults import Fault, FaultKind
from sandbox.telegram import ApiError
from tests.e2e.stage import Stage

pytestmark = pytest.mark.asyncio(loop_scope="session")


@pytest.mark.parametrize(
    ("fault", "times"),
    [
        (ApiError(500, "Internal Server Error").fault(), 1),
        (Fault(FaultKind.STATUS, 502), 2),
        (Fault(FaultKind.STATUS, 504, body=json.dumps({"ok": False, "error_code": 504})), 1),
        (Fault(FaultKind.STATUS, 429), 1),
        (Fault(FaultKind.DROP), 1),
    ],
    ids=["500", "502 as HTML", "504 without a description", "429 as HTML", "a dropped connection"],
)
async def test_an_answer_arrives_after_telegram_recovers(with_key: Stage, fault: Fault, times: int) -> None:
    city = with_key.city()
    chat = with_key.telegram.private_chat()
    with_key.telegram.break_(fault, "sendMessage", times=times)

    answer = await with_key.ask(f"/weather {city.name_en}", chat)

    assert answer.text.startswith(city.name_en)
    assert [call.ok for call in with_key.sent(chat)] == [False] * times + [True]
    assert len(chat.answers) == 1


async def test_a_retry_after_delays_only_its_chat(with_key: Stage) -> None:
    patient, other = with_key.telegram.private_chat(), with_key.telegram.private_chat()
    fault = ApiError(429, "Too Many Requests: retry after 1", retry_after=1).fault()
    with_key.telegram.break_(fault, "sendMessage", times=1)
    patient.send("/help")
    await with_key.telegram.calls.find(lambda call: call.fault is fault)

    await with_key.ask("/help", other)
    assert not patient.answers

    assert await patient.next_message()
    refused, accepted = with_key.sent(patient)
    assert 1.0 <= accepted.at - refused.at < 3.0


async def test_failed_edits_and_toasts_are_repeated(with_key: Stage) -> None:
    chat = with_key.telegram.private_chat()
    answer = await with_key.ask("London", chat)
    with_key.telegram.break_(Fault(FaultKind.STATUS, 502), "editMessageReplyMarkup", times=1)
    with_key.telegram.break_(Fault(FaultKind.DROP), "answerCallbackQuery", times=1)

    press = chat.press(answer, "Another London?")

    assert (await chat.next_edit(answer)).buttons[-1] == ["‹ Back"]
    assert (await press.toast()).text == ""


async def test_an_answer_to_a_user_who_blocked_the_bot_is_not_repeated(with_key: Stage) -> None:
    chat = with_key.telegram.private_chat()
    chat.send("/help")
    chat.block()

    assert await with_key.silent(chat)

    assert [call.answer["error_code"] for call in with_key.sent(chat)] == [403]
    assert "the bot may not write there" in with_key.bot.log


async def test_a_call_refused_with_400_is_not_repeated(with_key: Stage) -> None:
    chat = with_key.telegram.private_chat()
    fault = ApiError(400, "Bad Request: not with me").fault()
    with_key.telegram.break_(fault, "sendMessage", times=1)
    chat.send("/help")
    await with_key.telegram.calls.find(lambda call: call.fault is fault)

    assert await with_key.silent(chat)

    assert len(with_key.sent(chat)) == 1
    # The handler has given up; it logs this line only when no retry is left.
    assert "sendMessage failed" in with_key.bot.log
    assert "not with me" in with_key.bot.log


async def test_a_poll_that_fails_loses_no_question(with_key: Stage) -> None:
    city = with_key.city()
    with_key.telegram.break_(Fault(FaultKind.STATUS, 502), "getUpdates", times=1)

    answer = await with_key.ask(f"/weather {city.name_en}")

    assert answer.text.startswith(city.name_en)
