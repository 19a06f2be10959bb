"""The picture that follows a daily push, and the buttons under the push."""

import asyncio
from datetime import UTC, datetime

import pytest

from handlers import push_pictures
from handlers.push_pictures import PushPictures
from handlers.texts import texts_for
from handlers.views.outlook import PushCallback, push_keyboard
from handlers.views.units import Units
from sandbox.telegram import ApiError
from services.charts import Comparison, Meteogram, RenderError
from services.net.budget import Pace
from services.places import Place
from services.questions import Subject
from services.schedule import Schedule
from services.storage import ChatSettings, DuePush, SavedPlace, Subscription
from tests.handlers.scene import Scene

MOSCOW = SavedPlace(Place("Moscow", 55.75, 37.62, "Russia", timezone="Europe/Moscow"), "home")
PLACES = tuple(SavedPlace(Place(f"Place {number}", number, 10.0)) for number in range(8))
EN = Units(texts_for("en"))


def due(scene: Scene, *places: SavedPlace) -> DuePush:
    subscription = Subscription(1, scene.chat.id, Schedule(480, "UTC"))
    return DuePush(subscription, datetime(2026, 1, 20, 8, tzinfo=UTC), places, ChatSettings())


async def finished(pictures: PushPictures) -> None:
    """Wait until no picture is under way."""
    while tasks := list(pictures._background._tasks):
        await asyncio.wait(tasks)


@pytest.fixture
def pictures(scene: Scene) -> PushPictures:
    return PushPictures(scene.bot, scene.service, scene.pictures, Pace(1000))


async def test_the_picture_comes_without_a_notification_under_the_label_of_the_place(
    scene: Scene, pictures: PushPictures
) -> None:
    pictures.send_later(due(scene, MOSCOW), EN, None)

    assert (await scene.chat.next_message()).photo is not None
    (call,) = [call for call in scene.telegram.calls if call.method == "sendPhoto"]
    assert call.params["disable_notification"] == "true"
    (chart,) = scene.renderer.drawn
    assert isinstance(chart, Meteogram)
    assert chart.series.name.startswith("home")


async def test_equal_pictures_of_pushes_and_answers_are_drawn_once(scene: Scene, pictures: PushPictures) -> None:
    for _ in range(3):
        pictures.send_later(due(scene, MOSCOW), EN, None)
        await finished(pictures)
    assert len(scene.renderer.drawn) == 1


async def test_a_picture_compares_as_many_places_as_an_answer(scene: Scene, pictures: PushPictures) -> None:
    pictures.send_later(due(scene, *PLACES), EN, None)
    await scene.chat.next_message()
    (chart,) = scene.renderer.drawn
    assert isinstance(chart, Comparison)
    assert len(chart.places) == Subject.DAYS.limit


async def test_a_push_without_places_has_no_picture(scene: Scene, pictures: PushPictures) -> None:
    pictures.send_later(due(scene), EN, None)
    await finished(pictures)
    assert not scene.renderer.drawn


async def test_a_picture_that_fails_is_logged(
    scene: Scene, pictures: PushPictures, caplog: pytest.LogCaptureFixture
) -> None:
    scene.renderer.trouble = RenderError("why")
    pictures.send_later(due(scene, MOSCOW), EN, None)
    await finished(pictures)
    assert "could not draw the picture of a push: why" in caplog.text

    scene.renderer.trouble = None
    caplog.set_level("INFO")
    scene.telegram.break_(ApiError(400, "Bad Request: not enough rights to send photos").fault(), "sendPhoto")
    pictures.send_later(due(scene, MOSCOW), EN, None)
    await finished(pictures)
    assert "could not send the picture of a push" in caplog.text


async def test_no_more_pictures_wait_than_the_memory_allows(
    scene: Scene, pictures: PushPictures, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(push_pictures, "MAX_WAITING_PICTURES", 1)
    for _ in range(2):
        pictures.send_later(due(scene, MOSCOW), EN, None)
    assert "another push gets no picture" in caplog.text
    await finished(pictures)
    pictures.send_later(due(scene, MOSCOW), EN, None)
    await finished(pictures)
    assert len([call for call in scene.telegram.calls if call.method == "sendPhoto"]) == 2


def test_a_push_has_buttons_for_the_weather_now_and_of_the_coming_days() -> None:
    def labels(count: int) -> list[str]:
        keyboard = push_keyboard(2**31 - 1, count, EN.texts)
        row = keyboard.inline_keyboard[0] if keyboard else []
        for button in row:
            data = button.callback_data or ""
            assert len(data.encode()) <= 64
            assert PushCallback.unpack(data).pack() == data
        return [button.text for button in row]

    assert labels(1) == ["🌤 Now", "📅 5 days"]
    assert labels(Subject.DAYS.limit + 1) == ["🌤 Now"]
    assert labels(0) == []
