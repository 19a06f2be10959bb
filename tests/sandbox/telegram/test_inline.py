"""Inline mode in the sandbox: what Telegram refuses, and what it keeps from the bot."""

import pytest

from sandbox.telegram import TelegramServer
from tests.sandbox.telegram.conftest import REFRESH, Call, Clock, Json, keyboard, updates


@pytest.fixture(autouse=True)
def inline_mode(telegram: TelegramServer) -> None:
    telegram.set_inline_mode()


def article(**fields: object) -> Json:
    content = {"message_text": "<b>+21</b>", "parse_mode": "HTML"}
    return {"type": "article", "id": "1", "title": "Moscow", "input_message_content": content, **fields}


async def answer(telegram: TelegramServer, call: Call, *results: Json, **options: object) -> Json:
    query = telegram.inline.query(telegram.user(), "moscow")
    return await call("answerInlineQuery", inline_query_id=query.query_id, results=list(results), **options)


@pytest.mark.parametrize(
    ("results", "options", "description"),
    [
        ([article(id=str(number)) for number in range(51)], {}, "RESULTS_TOO_MUCH"),
        ([article(), article()], {}, "RESULT_ID_DUPLICATE"),
        ([article(id="x" * 65)], {}, "RESULT_ID_INVALID"),
        ([article(id="")], {}, "RESULT_ID_INVALID"),
        ([article(title=" ")], {}, "ARTICLE_TITLE_EMPTY"),
        (
            [article(input_message_content={"message_text": "<b>", "parse_mode": "HTML"})],
            {},
            "can't parse entities",
        ),
        ([article(input_message_content={"message_text": "x" * 4097})], {}, "message is too long"),
        ([article(reply_markup=keyboard({"text": "x", "callback_data": "x" * 65}))], {}, "BUTTON_DATA_INVALID"),
        ([{"type": "photo", "id": "1", "photo_file_id": "x"}], {}, "the sandbox has no results but articles"),
        ([], {"button": {"text": "x", "start_parameter": "a b"}}, "START_PARAM_INVALID"),
        ([], {"button": {"text": "x"}}, "START_PARAM_INVALID"),
        ([], {"button": {"text": " ", "start_parameter": "x"}}, "can't parse inline query results button"),
        ([], {"cache_time": -1}, "wrong parameter cache_time"),
    ],
)
async def test_results_that_telegram_would_refuse_are_refused(
    telegram: TelegramServer, call: Call, results: list[Json], options: Json, description: str
) -> None:
    refused = await answer(telegram, call, *results, **options)
    assert refused["error_code"] == 400
    assert refused["description"].startswith(f"Bad Request: {description}")


async def test_a_query_is_answered_once_and_in_time(telegram: TelegramServer, call: Call, clock: Clock) -> None:
    first, second = (telegram.inline.query(telegram.user(), "moscow") for _ in range(2))
    assert (await call("answerInlineQuery", inline_query_id=first.query_id, results=[article()]))["ok"]
    clock.now += 31
    for late in (first, second):
        refused = await call("answerInlineQuery", inline_query_id=late.query_id, results=[])
        assert "query is too old" in refused["description"]


async def test_cached_results_are_shown_without_a_query_to_the_bot(
    telegram: TelegramServer, call: Call, clock: Clock
) -> None:
    user, other = telegram.user(), telegram.user()
    query = telegram.inline.query(user, "moscow")
    await call(
        "answerInlineQuery", inline_query_id=query.query_id, results=[article()], cache_time=60, is_personal=True
    )
    assert (await telegram.inline.query(user, "moscow").results()).titles == ["Moscow"]
    assert not telegram.inline.query(other, "moscow").answers
    clock.now += 61
    assert not telegram.inline.query(user, "moscow").answers


async def test_without_inline_mode_the_bot_gets_no_query(telegram: TelegramServer, call: Call) -> None:
    telegram.inline.enabled = False
    telegram.inline.query(telegram.user(), "moscow")
    assert await updates(call) == []


async def test_a_chosen_result_becomes_a_message_that_can_be_edited_by_its_id(
    telegram: TelegramServer, call: Call
) -> None:
    telegram.set_inline_mode(feedback=True)
    query = telegram.inline.query(telegram.user(), "moscow")
    markup = keyboard(REFRESH)
    await call("answerInlineQuery", inline_query_id=query.query_id, results=[article(reply_markup=markup)])
    message = query.choose("Moscow")
    (_, chosen) = await updates(call)
    inline_id = chosen["chosen_inline_result"]["inline_message_id"]
    message.press("Refresh")
    press = (await updates(call))[-1]["callback_query"]
    assert press["inline_message_id"] == inline_id
    assert "message" not in press

    same = await call("editMessageText", inline_message_id=inline_id, text="+21", reply_markup=markup)
    edited = await call("editMessageText", inline_message_id=inline_id, text="+22")
    unknown = await call("editMessageText", inline_message_id="nothing", text="+22")

    assert same["ok"]  # the text was bold
    assert edited["result"] is True
    assert message.text == "+22"
    assert "MESSAGE_ID_INVALID" in unknown["description"]
    again = await call("editMessageText", inline_message_id=inline_id, text="+22")
    assert "message is not modified" in again["description"]


async def test_only_results_with_buttons_have_an_id_in_the_feedback(telegram: TelegramServer, call: Call) -> None:
    telegram.set_inline_mode(feedback=True)
    query = telegram.inline.query(telegram.user(), "moscow")
    await call("answerInlineQuery", inline_query_id=query.query_id, results=[article()])
    query.choose("Moscow")
    chosen = (await updates(call))[-1]["chosen_inline_result"]
    assert "inline_message_id" not in chosen


def test_a_client_sends_no_more_than_256_characters(telegram: TelegramServer) -> None:
    with pytest.raises(ValueError, match="256"):
        telegram.inline.query(telegram.user(), "x" * 257)
