"""Tokens of answers, which the callback data of buttons contain."""

from dataclasses import replace

import pytest

from handlers import answer_store as module
from handlers.answer_store import AnswerStore
from sandbox.telegram import BotMessage
from services.answers import Answer, Entry
from services.places import LookupFailed, Unknown
from services.places.models import possible_places
from services.questions import Question, Subject
from tests.handlers.scene import Scene

LIST = "Moscow, London, Paris, Berlin, Oslo, Tver, Kazan"


def token_of(message: BotMessage) -> str:
    return str(message.keyboard[-1][0]["callback_data"].split(":")[1])


def described(answer: Answer) -> list[tuple[object, ...]]:
    """Return the items of *answer* without the populations of places, which are not stored."""
    return [
        (type(item), item.asked, [replace(place, population=0) for place in possible_places(item)])
        for item in (entry.resolution for entry in answer.entries)
        if not isinstance(item, LookupFailed)
    ]


async def next_process(scene: Scene) -> AnswerStore:
    """Return the store of a process that starts after this one has stopped."""
    await scene.button_answers.flush()
    return AnswerStore(scene.answers, scene.button_answers)


@pytest.mark.parametrize("question", ["Moscow", "Moscow, London", LIST, "Springfield", "Qwertyzz, Oslo"])
async def test_another_process_finds_the_answer(scene: Scene, question: str) -> None:
    message = await scene.ask(question)
    shown = scene.answer_store.shown_by(scene.message_of(message))
    assert shown is not None

    found = await (await next_process(scene)).find_answer(scene.message_of(message), token_of(message))

    assert found is not None
    assert described(found) == described(shown.answer)
    assert not found.results


async def test_a_short_answer_is_not_stored(scene: Scene) -> None:
    await scene.ask("Moscow, London")
    assert not scene.button_answers._unwritten


async def test_a_stored_answer_is_not_found_in_another_chat(scene: Scene) -> None:
    message = scene.message_of(await scene.ask(LIST))
    shown = scene.answer_store.shown_by(message)
    assert shown is not None
    store = await next_process(scene)
    elsewhere = message.model_copy(update={"chat": message.chat.model_copy(update={"id": 7})})

    assert await store.find_answer(elsewhere, shown.token) is None
    assert await store.find_answer(message, shown.token) is not None


async def test_a_stored_answer_keeps_its_token_until_the_question_changes(scene: Scene) -> None:
    message = scene.message_of(await scene.ask(LIST))
    shown = scene.answer_store.shown_by(message)
    assert shown is not None
    refreshed = await scene.answers.refetch(shown.answer)
    other = Answer("en", (Entry(Unknown("Qwertyzz")),))

    assert scene.answer_store.token_for(message.chat.id, refreshed, message) == shown.token
    assert scene.answer_store.token_for(message.chat.id, other, message) != shown.token


async def test_a_forgotten_chat_has_no_answers(scene: Scene) -> None:
    message = scene.message_of(await scene.ask(LIST))
    shown = scene.answer_store.shown_by(message)
    assert shown is not None

    await scene.answer_store.forget(message.chat.id)

    assert await scene.answer_store.find_answer(message, shown.token) is None


async def test_the_least_recently_used_answers_leave_the_memory(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "MAX_NAMES_IN_MEMORY", 3)
    store = AnswerStore(scene.answers, scene.button_answers)
    messages = [scene.message_of(await scene.ask("Moscow")) for _ in range(2)]
    answer = await scene.answers.answer(Question("Moscow", Subject.NOW), "en")

    for message in messages:
        store.remember(message, "token", answer)

    assert [store.shown_by(message) is not None for message in messages] == [False, True]


@pytest.mark.parametrize(
    "token", ["", ".", "~", ".x", ".AGVu", "." + "A" * 48, "." + "_" * 48, ".я", "~я", "." + "A" * 5000]
)
async def test_an_invalid_token_refers_to_nothing(scene: Scene, token: str) -> None:
    message = scene.message_of(await scene.ask("Moscow"))
    assert await scene.answer_store.find_answer(message, token) is None
