"""The picture that follows an answer, even if Telegram or the renderer fails."""

import asyncio

import pytest

from handlers.pictures import Pictures, _hash_of_chart
from sandbox.telegram import ApiError, BotMessage
from services.charts import RendererBusyError, RenderError
from services.net.budget import Pace
from services.questions import Subject
from services.shared.state import SharedState
from services.storage import ChatSettings
from services.units import PictureTheme
from tests.handlers.scene import Scene
from tests.random_charts import random_charts
from tests.services.conftest import Clock
from tests.services.shared.memory import MemoryStore


async def settled(scene: Scene) -> None:
    """Wait until all pictures are sent."""
    while tasks := list(scene.pictures._background._tasks):
        await asyncio.wait(tasks)


async def renew(scene: Scene, answer: BotMessage) -> None:
    """Refresh the answer, as its button does."""
    message = scene.message_of(answer)
    shown = scene.answer_store.shown_by(message)
    assert shown is not None
    await scene.display.edit(message, shown.answer, await scene.chats.get(scene.chat.id))
    await settled(scene)


def sent(scene: Scene, method: str) -> list[dict[str, object]]:
    return [call.params for call in scene.telegram.calls if call.method == method and call.ok]


async def test_the_picture_follows_the_answer_without_a_notification(scene: Scene) -> None:
    await scene.ask("Oslo", Subject.DAYS)
    picture = await scene.chat.next_message()

    assert picture.photo is not None
    (params,) = sent(scene, "sendPhoto")
    assert params["disable_notification"] == "true"
    assert "reply_parameters" not in params


async def test_the_charts_of_pictures_that_are_due_together_are_built_one_after_the_other(scene: Scene) -> None:
    pauses: list[float] = []

    async def sleep(seconds: float) -> None:
        pauses.append(seconds)
        moment[0] += seconds

    moment = [0.0]
    scene.pictures._pace = Pace(10, clock=lambda: moment[0], sleep=sleep)

    for city in ("Oslo", "Paris", "Rome"):
        await scene.ask(city, Subject.DAYS)
    await settled(scene)

    assert pauses == pytest.approx([0.1, 0.1])


async def test_the_weather_now_has_no_picture(scene: Scene) -> None:
    await scene.ask("Oslo")
    assert not scene.pictures._background._tasks


async def test_the_same_picture_is_sent_again_by_its_file_id(scene: Scene) -> None:
    await scene.ask("Oslo", Subject.DAYS)
    first = await scene.chat.next_message()
    await scene.ask("Oslo", Subject.DAYS)
    second = await scene.chat.next_message()

    assert len(scene.renderer.drawn) == 1
    assert second.photo == first.photo
    assert sent(scene, "sendPhoto")[1]["photo"] == first.message["photo"][-1]["file_id"]


async def test_a_picture_that_another_process_has_sent_is_sent_by_its_file_id(scene: Scene) -> None:
    shared = SharedState(MemoryStore(Clock()))
    chart = next(random_charts(1))
    for _ in range(2):
        await Pictures(scene.renderer, shared).send(scene.bot, scene.chat.id, chart)

    first, _ = [await scene.chat.next_message() for _ in range(2)]
    assert len(scene.renderer.drawn) == 1
    assert sent(scene, "sendPhoto")[1]["photo"] == first.message["photo"][-1]["file_id"]


async def test_a_shared_value_that_is_not_a_file_id_is_ignored(scene: Scene) -> None:
    shared = SharedState(MemoryStore(Clock()))
    chart = next(random_charts(1))
    pictures = Pictures(scene.renderer, shared)
    assert pictures._shared_file_ids is not None
    pictures._shared_file_ids.save(_hash_of_chart(chart).hex(), "https://example.org/picture.png")

    await pictures.send(scene.bot, scene.chat.id, chart)

    assert len(scene.renderer.drawn) == 1


async def test_a_change_of_settings_replaces_the_picture(scene: Scene) -> None:
    answer = await scene.ask("Oslo", Subject.DAYS)
    picture = await scene.chat.next_message()
    await scene.chats.save_settings(scene.chat.id, ChatSettings(theme=PictureTheme.DARK))

    await renew(scene, answer)

    assert [chart.dark for chart in scene.renderer.drawn] == [False, True]
    assert scene.chat.answers[picture.message_id].version == 1
    assert len(sent(scene, "sendPhoto")) == 1


async def test_an_unchanged_picture_is_not_replaced(scene: Scene) -> None:
    answer = await scene.ask("Oslo", Subject.DAYS)
    await scene.chat.next_message()

    await renew(scene, answer)

    assert not sent(scene, "editMessageMedia")
    assert len(sent(scene, "sendPhoto")) == 1


async def test_a_deleted_picture_is_sent_again(scene: Scene) -> None:
    answer = await scene.ask("Oslo", Subject.DAYS)
    picture = await scene.chat.next_message()
    del scene.chat.messages[picture.message_id], scene.chat.answers[picture.message_id]
    await scene.chats.save_settings(scene.chat.id, ChatSettings(theme=PictureTheme.DARK))

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


async def test_a_full_queue_of_pictures_is_explained_to_the_user(scene: Scene) -> None:
    scene.renderer.trouble = RendererBusyError()
    await scene.ask("Oslo", Subject.DAYS)

    notice = await scene.chat.next_message()

    assert notice.text == ("🖼 Too many pictures are being drawn right now. Press 🔄 Refresh in a minute.")


async def test_a_picture_that_cannot_be_drawn_is_logged(scene: Scene, caplog: pytest.LogCaptureFixture) -> None:
    scene.renderer.trouble = RenderError("why")
    answer = await scene.ask("Oslo", Subject.DAYS)
    await settled(scene)

    assert list(scene.chat.answers) == [answer.message_id]
    assert "could not draw a picture: why" in caplog.text


async def test_several_cities_are_one_picture(scene: Scene) -> None:
    await scene.ask("Oslo, Paris, Rome", Subject.DAYS)
    assert (await scene.chat.next_message()).photo is not None

    (chart,) = scene.renderer.drawn
    assert [series.name for series in getattr(chart, "places", ())] == ["Oslo", "Paris", "Rome"]


async def test_pictures_under_way_are_finished_when_the_bot_stops(scene: Scene) -> None:
    await scene.ask("Oslo", Subject.DAYS)
    await scene.pictures.aclose()

    assert len(sent(scene, "sendPhoto")) == 1
