"""Rich messages are sent and edited; if Telegram refuses them, texts are sent instead."""

import pytest
from aiogram.exceptions import TelegramBadRequest

from sandbox.telegram import ApiError, BotMessage
from services.questions import Subject
from services.storage import ChatSettings
from services.units import AnswerLayout, TemperatureUnit
from tests.handlers.scene import Scene
from tests.handlers.test_pictures import renew

CITIES = "Oslo, Paris, Rome"


@pytest.fixture(autouse=True)
async def tables(scene: Scene) -> None:
    await scene.chats.save_settings(scene.chat.id, ChatSettings(layout=AnswerLayout.AS_TABLE))


def is_rich(message: BotMessage) -> bool:
    return "rich_message" in message.message


def methods(scene: Scene) -> list[str]:
    return [call.method for call in scene.telegram.calls if call.method.startswith(("send", "edit"))]


async def test_three_places_are_a_rich_message_that_is_edited_in_place(scene: Scene) -> None:
    answer = await scene.ask(CITIES)
    assert is_rich(answer)
    assert answer.keyboard

    await renew(scene, answer)  # changes nothing
    assert scene.chat.answers[answer.message_id].version == 0

    fahrenheit = ChatSettings(layout=AnswerLayout.AS_TABLE, temperature=TemperatureUnit.FAHRENHEIT)
    await scene.chats.save_settings(scene.chat.id, fahrenheit)
    await renew(scene, answer)
    edited = scene.chat.answers[answer.message_id]
    assert is_rich(edited)
    assert "°F" in edited.text

    await scene.chats.save_settings(scene.chat.id, ChatSettings())
    await renew(scene, answer)
    assert not is_rich(scene.chat.answers[answer.message_id])


@pytest.mark.parametrize(
    "refusal", [ApiError(400, "Bad Request: RICH_MESSAGE_INVALID"), ApiError(404, "Not Found")]
)
async def test_after_a_refusal_all_answers_to_the_chat_are_texts(
    scene: Scene, refusal: ApiError, caplog: pytest.LogCaptureFixture
) -> None:
    scene.telegram.break_(refusal.fault(), "sendRichMessage")

    assert not is_rich(await scene.ask(CITIES))
    assert not is_rich(await scene.ask(CITIES))

    assert methods(scene) == ["sendRichMessage", "sendMessage", "sendMessage"]
    assert caplog.text.count("Telegram refuses rich messages") == 1


async def test_a_refusal_in_one_chat_does_not_change_the_answers_to_another(scene: Scene) -> None:
    scene.telegram.break_(ApiError(400, "Bad Request: RICH_MESSAGE_INVALID").fault(), "sendRichMessage", times=1)
    assert not is_rich(await scene.ask(CITIES))

    scene.chat = scene.telegram.private_chat()
    await scene.chats.save_settings(scene.chat.id, ChatSettings(layout=AnswerLayout.AS_TABLE))
    assert is_rich(await scene.ask(CITIES))


async def test_an_edit_that_is_refused_becomes_a_text(scene: Scene) -> None:
    answer = await scene.ask(CITIES)
    scene.telegram.break_(ApiError(400, "Bad Request: RICH_MESSAGE_INVALID").fault(), "editMessageText", times=1)
    fahrenheit = ChatSettings(layout=AnswerLayout.AS_TABLE, temperature=TemperatureUnit.FAHRENHEIT)
    await scene.chats.save_settings(scene.chat.id, fahrenheit)

    await renew(scene, answer)

    edited = scene.chat.answers[answer.message_id]
    assert not is_rich(edited)
    assert "°F" in edited.text


async def test_a_chat_that_refuses_texts_as_well_says_nothing_about_rich_messages(scene: Scene) -> None:
    refusal = ApiError(400, "Bad Request: not enough rights to send text messages to the chat").fault()
    scene.telegram.break_(refusal, "sendRichMessage", "sendMessage", times=2)
    with pytest.raises(TelegramBadRequest):
        await scene.ask(CITIES)

    assert is_rich(await scene.ask(CITIES))


async def test_a_comparison_is_a_rich_message_with_its_picture(scene: Scene) -> None:
    assert is_rich(await scene.ask(CITIES, Subject.DAYS))
    assert (await scene.chat.next_message()).photo is not None
