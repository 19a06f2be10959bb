"""The picture that follows an answer, also where Telegram or the artist is in trouble."""

import asyncio

import pytest

from sandbox.telegram import ApiError, BotMessage
from services.answers import Subject
from services.charts import BusyError, NotDrawnError
from services.storage import ChatSettings, Theme
from tests.handlers.desk import Desk


async def settled(desk: Desk) -> None:
    """Wait until all pictures are where they belong."""
    while tasks := list(desk.pictures._background._tasks):
        await asyncio.wait(tasks)


async def renew(desk: Desk, answer: BotMessage) -> None:
    """Do what the button does that brings an answer up to date."""
    token = answer.keyboard[0][0]["callback_data"].split(":")[1]
    known = desk.memory.answer(token)
    assert known is not None
    question = await desk.question("press")
    message = question.model_copy(update={"message_id": answer.message_id}).as_(desk.bot)
    await desk.display.edit(message, token, known)
    await settled(desk)


def sent(desk: Desk, method: str) -> list[dict[str, object]]:
    return [call.params for call in desk.telegram.calls if call.method == method and call.ok]


async def test_the_picture_comes_after_the_answer_and_rings_no_second_time(desk: Desk) -> None:
    await desk.ask("Oslo", Subject.DAYS)
    picture = await desk.chat.next_message()

    assert picture.photo is not None
    (params,) = sent(desk, "sendPhoto")
    assert params["disable_notification"] == "true"
    assert "reply_parameters" not in params


async def test_weather_now_has_no_picture(desk: Desk) -> None:
    await desk.ask("Oslo")
    assert not desk.pictures._background._tasks


async def test_the_second_ask_is_answered_by_file_id_without_drawing(desk: Desk) -> None:
    await desk.ask("Oslo", Subject.DAYS)
    first = await desk.chat.next_message()
    await desk.ask("Oslo", Subject.DAYS)
    second = await desk.chat.next_message()

    assert len(desk.artist.drawn) == 1
    assert second.photo == first.photo
    assert sent(desk, "sendPhoto")[1]["photo"] == first.message["photo"][-1]["file_id"]


async def test_other_settings_are_another_picture_in_the_place_of_the_first(desk: Desk) -> None:
    answer = await desk.ask("Oslo", Subject.DAYS)
    picture = await desk.chat.next_message()
    await desk.chats.save_settings(desk.chat.id, ChatSettings(theme=Theme.DARK))

    await renew(desk, answer)

    assert [chart.dark for chart in desk.artist.drawn] == [False, True]
    assert desk.chat.answers[picture.message_id].version == 1
    assert len(sent(desk, "sendPhoto")) == 1


async def test_what_has_not_changed_is_not_touched(desk: Desk) -> None:
    answer = await desk.ask("Oslo", Subject.DAYS)
    await desk.chat.next_message()

    await renew(desk, answer)

    assert not sent(desk, "editMessageMedia")
    assert len(sent(desk, "sendPhoto")) == 1


async def test_a_picture_that_somebody_has_deleted_comes_again(desk: Desk) -> None:
    answer = await desk.ask("Oslo", Subject.DAYS)
    picture = await desk.chat.next_message()
    del desk.chat.messages[picture.message_id], desk.chat.answers[picture.message_id]
    await desk.chats.save_settings(desk.chat.id, ChatSettings(theme=Theme.DARK))

    await renew(desk, answer)

    assert (await desk.chat.next_message()).photo is not None


async def test_a_picture_that_telegram_has_lost_is_drawn_again(desk: Desk) -> None:
    await desk.ask("Oslo", Subject.DAYS)
    await desk.chat.next_message()
    lost = ApiError(400, "Bad Request: wrong file identifier/HTTP URL specified").fault()
    desk.telegram.break_(lost, "sendPhoto", times=1)

    await desk.ask("Oslo", Subject.DAYS)

    assert (await desk.chat.next_message()).photo is not None
    assert len(desk.artist.drawn) == 2


async def test_a_picture_that_telegram_refuses_leaves_the_answer_as_it_is(
    desk: Desk, caplog: pytest.LogCaptureFixture
) -> None:
    desk.telegram.break_(ApiError(400, "Bad Request: not enough rights to send photos").fault(), "sendPhoto")
    answer = await desk.ask("Oslo", Subject.DAYS)
    await settled(desk)

    assert list(desk.chat.answers) == [answer.message_id]
    assert not [record for record in caplog.records if record.levelname == "ERROR"]


async def test_when_too_many_wait_it_says_so_and_how_to_get_it(desk: Desk) -> None:
    desk.artist.trouble = BusyError()
    await desk.ask("Oslo", Subject.DAYS)

    notice = await desk.chat.next_message()

    assert notice.text == (
        "🖼 Too many pictures are being drawn right now. Press 🔄 Refresh in a minute and this one will come."
    )


async def test_a_picture_that_cannot_be_drawn_is_in_the_log(desk: Desk, caplog: pytest.LogCaptureFixture) -> None:
    desk.artist.trouble = NotDrawnError("why")
    answer = await desk.ask("Oslo", Subject.DAYS)
    await settled(desk)

    assert list(desk.chat.answers) == [answer.message_id]
    assert "a picture was not drawn: why" in caplog.text


async def test_several_cities_are_one_picture(desk: Desk) -> None:
    await desk.ask("Oslo, Paris, Rome", Subject.DAYS)
    assert (await desk.chat.next_message()).photo is not None

    (chart,) = desk.artist.drawn
    assert [course.name for course in getattr(chart, "courses", ())] == ["Oslo", "Paris", "Rome"]


async def test_a_picture_under_way_is_finished_when_the_bot_stops(desk: Desk) -> None:
    await desk.ask("Oslo", Subject.DAYS)
    await desk.pictures.aclose()

    assert len(sent(desk, "sendPhoto")) == 1
