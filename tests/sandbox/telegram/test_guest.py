"""Guest mode in the sandbox."""

from sandbox.telegram import TelegramServer
from tests.sandbox.telegram.conftest import Call, Json, updates

RESULT = {"type": "article", "id": "1", "title": "Rome", "input_message_content": {"message_text": "+6"}}


async def answer(call: Call, query_id: str, result: Json = RESULT) -> Json:
    return await call("answerGuestQuery", guest_query_id=query_id, result=result)


async def test_a_mention_in_guest_mode_can_be_answered_only_once(telegram: TelegramServer, call: Call) -> None:
    telegram.set_guest_mode()
    query = telegram.guest.summon(telegram.user(), "@weather_sandbox_bot Rome", reply_to="Where to?")
    (update,) = await updates(call)
    message = update["guest_message"]
    assert message["guest_query_id"] == query.query_id
    assert message["reply_to_message"]["text"] == "Where to?"

    sent = await answer(call, query.query_id)
    again = await answer(call, query.query_id)

    shown = await query.answer()
    assert (shown.text, sent["result"]) == ("+6", {"inline_message_id": shown.inline_id})
    assert "already answered" in again["description"]
    assert (await call("editMessageText", inline_message_id=shown.inline_id, text="+7"))["result"] is True
    assert shown.text == "+7"


async def test_a_result_that_telegram_would_refuse_is_refused(telegram: TelegramServer, call: Call) -> None:
    telegram.set_guest_mode()
    query = telegram.guest.summon(telegram.user(), "@weather_sandbox_bot Rome")
    assert "ARTICLE_TITLE_EMPTY" in (await answer(call, query.query_id, {**RESULT, "title": " "}))["description"]
    assert (await answer(call, query.query_id))["ok"]


async def test_without_guest_mode_the_bot_gets_no_mention(telegram: TelegramServer, call: Call) -> None:
    telegram.guest.summon(telegram.user(), "@weather_sandbox_bot Rome")
    assert await updates(call) == []
