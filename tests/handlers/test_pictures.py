"""The picture that follows an answer, also where Telegram or the renderer is in trouble."""

import asyncio

import pytest

from sandbox.telegram import ApiError, BotMessage
from services.charts import RendererBusyError, RenderError
from services.questions import Subject
from services.storage import ChatSettings
from services.units import Theme
from tests.handlers.scene import Scene


async def settled(scene: Scene) -> None:
    """Wait until all pictures are where they belong."""
    while tasks := list(scene.pictures._background._tasks):
        await asyncio.wait(tasks)


async def renew(scene: Scene, answer: BotMessage) -> None:
    """Do what the button does that brings an answer up to date."""
    token = answer.keyboard[0][0]["callback_data"].split(":")[1]
    known = scene.answer_store.answer(scene.chat.id, token)
    assert known is not None
    question = await scene.question("press")
    message = question.model_copy(update={"message_id": answer.message_id}).as_(scene.bot)
    await scene.display.edit(message, token, known, await scene.chats.get(scene.chat.id))
    await settled(scene)


def sent(scene: Scene, method: str) -> list[dict[str, object]]:
    return [call.params for call in scene.telegram.calls if call.method == method and call.ok]


async def test_the_picture_comes_after_the_answer_and_rings_no_second_time(scene: Scene) -> None:
    await scene.ask("Oslo", Subject.DAYS)
    picture = await scene.chat.next_message()

    assert picture.photo is not None
    (params,) = sent(scene, "sendPhoto")
    assert params["disable_notification"] == "true"
    assert "reply_parameters" not in params


async def test_weather_now_has_no_picture(scene: Scene) -> None:
    await scene.ask("Oslo")
    assert not scene.pictures._background._tasks


async def test_the_second_ask_is_answered_by_file_id_without_drawing(scene: Scene) -> None:
    await scene.ask("Oslo", Subject.DAYS)
    first = await scene.chat.next_message()
    await scene.ask("Oslo", Subject.DAYS)
    second = await scene.chat.next_message()

    assert len(scene.renderer.drawn) == 1
    assert second.photo == first.photo
    assert sent(scene, "sendPhoto")[1]["photo"] == first.message["photo"][-1]["file_id"]


async def test_other_settings_are_another_picture_in_the_place_of_the_first(scene: Scene) -> None:
    answer = await scene.ask("Oslo", Subject.DAYS)
    picture = await scene.chat.next_message()
    await scene.chats.save_settings(scene.chat.id, ChatSettings(theme=Theme.DARK))

    await renew(scene, answer)

    assert [chart.dark for chart in scene.renderer.drawn] == [False, True]
    assert scene.chat.answers[picture.message_id].version == 1
    assert len(sent(scene, "sendPhoto")) == 1


async def test_what_has_not_changed_is_not_touched(scene: Scene) -> None:
    answer = await scene.ask("Oslo", Subject.DAYS)
    await scene.chat.next_message()

    await renew(scene, answer)

    assert not sent(scene, "editMessageMedia")
    assert len(sent(scene, "sendPhoto")) == 1


async def test_a_picture_that_somebody_has_deleted_comes_again(scene: Scene) -> None:
    answer = await scene.ask("Oslo", Subject.DAYS)
    picture = await scene.chat.next_message()
    del scene.chat.messages[picture.message_id], scene.chat.answers[picture.message_id]
    await scene.chats.save_settings(scene.chat.id, ChatSettings(theme=Theme.DARK))

    await renew(scene, answer)

    assert (await scene.chat.next_message()).photo is not None


@pytest.mark.parametrize(
    "reason",
    [
        "wrong file identifier/HTTP URL specified",
        "wrong remote file identifier specified: Wrong padding in the string",
        "wrong file_id or the file is temporarily unavailable",
        "FILE_REFERENCE_EXPIRED",
        "MEDIA_EMPTY",
    ],
)
async def test_a_picture_that_telegram_has_lost_is_drawn_again(scene: Scene, reason: str) -> None:
    await scene.ask("Oslo", Subject.DAYS)
    await scene.chat.next_message()
    lost = ApiError(400, f"Bad Request: {reason}").fault()
    scene.telegram.break_(lost, "sendPhoto", times=1)

    await scene.ask("Oslo", Subject.DAYS)

    again = await scene.chat.next_message()
    assert again.photo is not None
    assert len(scene.renderer.drawn) == 2
    await scene.ask("Oslo", Subject.DAYS)
    assert (await scene.chat.next_message()).photo == again.photo
    assert len(scene.renderer.drawn) == 2


async def test_a_picture_that_telegram_refuses_leaves_the_answer_as_it_is(
    scene: Scene, caplog: pytest.LogCaptureFixture
) -> None:
    scene.telegram.break_(ApiError(400, "Bad Request: not enough rights to send photos").fault(), "sendPhoto")
    answer = await scene.ask("Oslo", Subject.DAYS)
    await settled(scene)

    assert list(scene.chat.answers) == [answer.message_id]
    assert not [record for record in caplog.records if record.levelname == "ERROR"]


async def test_when_too_many_wait_it_says_so_and_how_to_get_it(scene: Scene) -> None:
    scene.renderer.trouble = RendererBusyError()
    await scene.ask("Oslo", Subject.DAYS)

    notice = await scene.chat.next_message()

    assert notice.text == ("🖼 Too many pictures are being drawn right now. Press 🔄 Refresh in a minute.")


async def test_a_picture_that_cannot_be_drawn_is_in_the_log(
    scene: Scene, caplog: pytest.LogCaptureFixture
) -> None:
    scene.renderer.trouble = RenderError("why")
    answer = await scene.ask("Oslo", Subject.DAYS)
    await settled(scene)

    assert list(scene.chat.answers) == [answer.message_id]
    assert "a picture was not drawn: why" in caplog.text


async def test_several_cities_are_one_picture(scene: Scene) -> None:
    await scene.ask("Oslo, Paris, Rome", Subject.DAYS)
    assert (await scene.chat.next_message()).photo is not None

    (chart,) = scene.renderer.drawn
    assert [series.name for series in getattr(chart, "places", ())] == ["Oslo", "Paris", "Rome"]


async def test_a_picture_under_way_is_finished_when_the_bot_stops(scene: Scene) -> None:
    await scene.ask("Oslo", Subject.DAYS)
    await scene.pictures.aclose()

    assert len(sent(scene, "sendPhoto")) == 1
