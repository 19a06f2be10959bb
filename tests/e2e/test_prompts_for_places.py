"""Prompts of the bot for places and labels, and the messages that answer them."""

import pytest

from tests.e2e.stage import Stage, list_lines, save

pytestmark = pytest.mark.asyncio(loop_scope="session")


@pytest.mark.parametrize(("language", "command"), [("en", "/places add"), ("ru", "/места добавить")])
async def test_the_next_message_after_a_prompt_names_the_places(
    database_stage: Stage, language: str, command: str
) -> None:
    chat = database_stage.telegram.private_chat(language=language)
    prompt = await database_stage.ask(command, chat)
    assert ("Напишите названия" if language == "ru" else "Send me their names") in prompt.text
    assert len(list_lines(await database_stage.ask("Казань, Тула", chat))) == 2
    assert (await database_stage.ask("Казань", chat)).text.startswith(("Kazan, Russia", "Казань, Россия"))


@pytest.mark.parametrize(
    "text", ["какая погода в Казани", "Kazan tomorrow", "is it cold in Kazan", "Kazan?", "weather Kazan"]
)
async def test_a_question_after_a_prompt_stays_a_question(without_key: Stage, text: str) -> None:
    chat = without_key.telegram.private_chat()
    await without_key.ask("/places add", chat)
    assert (await without_key.ask(text, chat)).text.startswith("Kazan")
    await without_key.ask("Tula", chat)
    assert (await without_key.ask("/places", chat)).text.startswith("No saved places yet.")


@pytest.mark.parametrize("text", ["cancel", "отмена", "thanks"])
async def test_a_prompt_can_be_declined(without_key: Stage, text: str) -> None:
    chat = without_key.telegram.private_chat()
    await without_key.ask("/places add", chat)
    assert "no such place" not in (await without_key.ask(text, chat)).text


async def test_in_a_group_only_a_reply_answers_a_prompt(without_key: Stage) -> None:
    group = without_key.telegram.group()
    await without_key.ask("/places add", group)
    group.send("Kazan")
    assert (await without_key.ask("/places", group)).text.startswith("No saved places yet.")


async def test_a_command_without_a_number_asks_for_the_place(database_stage: Stage) -> None:
    chat = database_stage.telegram.private_chat()
    first, second = database_stage.cities(2)
    await save(database_stage, chat, first, second)

    asked = await database_stage.ask("/places name", chat)
    assert asked.text == "Which place do you want to rename?"
    asked = await database_stage.ask("/places remove", chat)
    assert asked.text == "Which place shall I remove?"
    assert asked.buttons == [[first.name_en, second.name_en], ["‹ Back"]]
    chat.press(asked, first.name_en)

    assert list_lines(await chat.next_edit(asked)) == [f"1. {second.name_en}"]
