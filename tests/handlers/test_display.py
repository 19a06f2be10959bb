"""Slow answers: the chat action "typing", and late entries that are added by an edit."""

import asyncio
import json
from datetime import UTC, datetime, timedelta

import pytest

from handlers import replies
from handlers.display import RenderedMessage, _cached_rendered_message
from handlers.replies import typing_action
from handlers.views.units import Units
from sandbox.faults import Fault, FaultKind
from sandbox.telegram import BotMessage
from services.answers import service as answering
from services.questions import Question
from services.storage import ChatSettings
from services.units import TemperatureUnit
from tests.handlers.conftest import LONDON, MOSCOW, NOW, answer, report
from tests.handlers.scene import Scene

QUICK = 0.3
"""A short time limit in seconds for answers, which still suffices to find a place."""


async def completions() -> None:
    """Wait until all late entries are added to their answers."""
    await asyncio.wait([task for task in asyncio.all_tasks() if "_complete" in repr(task.get_coro())])


@pytest.fixture
def hurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """Shorten the time limit of answers, so that they are sent without the weather that a test holds back."""
    monkeypatch.setattr(answering, "ANSWER_TIMEOUT", QUICK)
    monkeypatch.setattr(answering, "TIME_RESERVED_FOR_WEATHER", 0.0)


@pytest.mark.usefixtures("hurried")
async def test_late_entries_are_marked_and_completed_by_an_edit(scene: Scene) -> None:
    await scene.answers.answer(Question("Moscow"), "en")
    scene.weather.hold("weather")

    marked = await scene.ask("Moscow, Oslo")
    scene.weather.release()
    completed = await scene.chat.next_edit(marked)

    assert marked.text.split("\n\n")[1] == "Oslo: the answer did not come in time"
    assert marked.buttons == [["🔄 Refresh", "🔁 Try again", "📅 5 days"], ["⭐ Save all"]]
    assert [block.partition("\n")[2].count("°C") for block in completed.text.split("\n\n")] == [1, 1]
    assert completed.buttons == [["🔄 Refresh", "📅 5 days"], ["⭐ Save all"]]


@pytest.mark.usefixtures("hurried")
async def test_the_buttons_under_a_completed_answer_work(scene: Scene) -> None:
    scene.weather.hold("weather")
    marked = await scene.ask("Oslo")
    scene.weather.release()
    completed = await scene.chat.next_edit(marked)

    token = completed.keyboard[0][0]["callback_data"].split(":")[1]

    kept = scene.answer_store.shown_by(scene.message_of(completed))
    assert kept is not None
    assert kept.token == token
    assert not kept.answer.is_late


@pytest.mark.usefixtures("hurried")
async def test_a_completed_answer_uses_the_present_units_of_the_chat(scene: Scene) -> None:
    scene.weather.hold("weather")
    marked = await scene.ask("Oslo")

    await scene.chats.save_settings(scene.chat.id, ChatSettings(temperature=TemperatureUnit.FAHRENHEIT))
    scene.weather.release()

    assert "°F" in (await scene.chat.next_edit(marked)).text


@pytest.mark.usefixtures("hurried")
async def test_an_answer_refreshed_meanwhile_is_not_overwritten(scene: Scene) -> None:
    scene.weather.hold("weather")
    marked = await scene.ask("Oslo")
    message = scene.message_of(marked)
    shown = scene.answer_store.shown_by(message)
    assert shown is not None
    scene.weather.release()
    newer = await scene.answers.with_late_results(shown.answer)
    scene.answer_store.remember(message, shown.token, newer)
    await completions()

    assert [event for event in scene.chat.feed if isinstance(event, BotMessage)] == [marked]


@pytest.mark.usefixtures("hurried")
async def test_a_message_deleted_before_the_late_entries_arrive_is_ignored(
    scene: Scene, caplog: pytest.LogCaptureFixture
) -> None:
    scene.weather.hold("weather")
    marked = await scene.ask("Oslo")
    del scene.chat.messages[marked.message_id]
    scene.weather.release()

    await completions()

    assert not [record for record in caplog.records if record.levelname == "ERROR"]


async def test_a_slow_answer_shows_the_bot_typing(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(replies, "TYPING_DELAY", 0.01)
    question = await scene.question("Oslo")
    async with typing_action(question):
        await scene.telegram.calls.find(lambda call: call.method == "sendChatAction")


@pytest.mark.parametrize("kind", [FaultKind.HANG, FaultKind.STATUS, FaultKind.DROP])
async def test_a_chat_action_that_fails_or_hangs_does_not_delay_the_answer(
    scene: Scene, kind: FaultKind, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(replies, "TYPING_DELAY", 0.01)
    scene.telegram.break_(Fault(kind), "sendChatAction")
    question = await scene.question("Oslo")
    async with typing_action(question):
        await scene.telegram.calls.find(lambda call: call.method == "sendChatAction")
    # The failure has not changed the connection pool and the client.
    await scene.ask("Oslo")
    assert len([call for call in scene.telegram.calls if call.method == "sendChatAction"]) == 1


async def test_a_quick_answer_sends_no_typing_action(scene: Scene) -> None:
    question = await scene.question("Oslo")
    async with typing_action(question):
        await scene.answers.answer(Question("Oslo"), "en")
    assert "sendChatAction" not in [call.method for call in scene.telegram.calls]


def poor_air(index: int) -> str:
    """Return a response of Open-Meteo in which all hours from today on have the European *index*."""
    start = int(datetime.now(UTC).timestamp()) // 3600 * 3600
    times = [start + number * 3600 for number in range(24)]
    return json.dumps({"hourly": {"time": times, "european_aqi": [index] * 24}})


async def test_a_warning_about_the_air_delays_no_answer_and_follows_by_an_edit(scene: Scene) -> None:
    scene.weather.answer_with("air-quality", "{}")
    assert "European index" not in (await scene.ask("Oslo")).text
    scene.weather.mend()
    scene.weather.hold("air-quality")

    card = await scene.ask("Moscow")
    scene.weather.answer_with("air-quality", poor_air(75))
    scene.weather.release()
    warned = await scene.chat.next_edit(card)

    assert "European index" not in card.text
    assert "🔴 Air: poor, European index 75" in warned.text.splitlines()
    assert warned.buttons == card.buttons
    again = await scene.ask("Moscow")
    assert again.text.splitlines()[4:5] == warned.text.splitlines()[4:5]
    assert sum(request.service == "air-quality" for request in scene.weather.requests) == 2


async def test_several_places_cost_no_request_for_the_air(scene: Scene) -> None:
    await scene.ask("Moscow, Oslo")
    await scene.ask("Moscow, Oslo")
    assert not any(request.service == "air-quality" for request in scene.weather.requests)


def rendered(temperature: float, now: datetime, units: Units) -> RenderedMessage:
    """Render a new answer about two places whose local times differ."""
    told = answer((MOSCOW, report(temperature)), (LONDON, report(zone="Europe/London")))
    options = {"now": now, "usual_provider": "OpenWeather", "offers_us_units": False, "can_share_answer": False}
    return _cached_rendered_message(told, units, "token", frozenset(), **options)


def test_equal_answers_within_a_minute_are_rendered_once(english: Units) -> None:
    assert rendered(3.0, NOW, english) is rendered(3.0, NOW, english)


def test_an_answer_is_rendered_again_for_other_weather_and_for_another_minute(english: Units) -> None:
    texts = [
        text
        for _, text, _ in (
            rendered(3.0, NOW, english),
            rendered(4.0, NOW, english),
            rendered(3.0, NOW + timedelta(minutes=1), english),
        )
    ]
    assert ["3 °C" in text.replace("\u00a0", " ") for text in texts] == [True, False, True]
    assert ["18:05" in text for text in texts] == [True, True, False]
