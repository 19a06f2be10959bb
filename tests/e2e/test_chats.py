"""Changes of a chat: the bot is blocked and unblocked, a group is upgraded, a user writes too much."""

import pytest

from sandbox.telegram import Chat
from services.storage import Chats, open_database
from tests.e2e.stage import Stage

pytestmark = pytest.mark.asyncio(loop_scope="session")

PER_MINUTE = 30


async def is_marked_gone(stage: Stage, chat: Chat) -> bool:
    """Return whether the database marks the chat as gone."""
    async with open_database(stage.database_url) as database:
        return (await Chats(database).get(chat.id)).gone


async def test_a_chat_that_refuses_a_message_is_gone_until_it_writes_again(database_stage: Stage) -> None:
    chat = database_stage.telegram.private_chat()
    chat.blocked = True  # the bot learns this only from the refused call
    chat.send("/help")
    await database_stage.silent(chat)
    assert await is_marked_gone(database_stage, chat)

    chat.blocked = False
    await database_stage.ask("/help", chat)
    assert not await is_marked_gone(database_stage, chat)


async def test_blocking_the_bot_marks_the_chat_gone_until_it_is_unblocked(database_stage: Stage) -> None:
    chat = database_stage.telegram.private_chat()
    chat.block()
    await database_stage.silent(chat)
    assert await is_marked_gone(database_stage, chat)

    chat.unblock()
    await database_stage.silent(chat)
    assert not await is_marked_gone(database_stage, chat)


async def test_a_member_keeps_choices_when_the_group_becomes_a_supergroup(database_stage: Stage) -> None:
    group = database_stage.telegram.group()
    answer = await database_stage.ask("/weather London", group)
    group.press(answer, "Another London?")
    namesakes = await group.next_edit(answer)
    group.press(namesakes, namesakes.buttons[0][0])
    await group.next_edit(namesakes)

    supergroup = database_stage.telegram.forum(group.user)
    group.upgrade_to(supergroup)

    assert "Canada" in (await database_stage.ask("/weather London", supergroup)).text


async def test_an_answer_is_sent_to_the_supergroup_that_replaced_its_group(database_stage: Stage) -> None:
    group, supergroup = database_stage.telegram.group(), database_stage.telegram.forum()
    group.supergroup = supergroup.id  # between the question and its answer
    group.send("/help")
    assert "/weather" in (await supergroup.next_message()).text


async def test_a_user_over_the_limit_is_asked_once_to_slow_down(database_stage: Stage) -> None:
    chat = database_stage.telegram.private_chat(language="ru")
    for _ in range(PER_MINUTE + 5):
        chat.send("/help")

    texts = [(await chat.next_message()).text for _ in range(PER_MINUTE + 1)]

    (notice,) = [text for text in texts if text.startswith("Слишком много")]
    assert "30 сообщений" in notice
    await database_stage.silent(database_stage.telegram.private_chat())
    assert len(chat.answers) == PER_MINUTE + 1


async def test_button_presses_count_against_the_limit_and_are_answered(database_stage: Stage) -> None:
    chat = database_stage.telegram.private_chat()
    answer = await database_stage.ask("/help", chat)
    presses = [chat.press(answer, "Moscow") for _ in range(PER_MINUTE + 1)]
    toasts = [(await press.toast()).text for press in presses]
    assert toasts[:-2] == [""] * (PER_MINUTE - 1)
    assert "30 messages a minute" in toasts[-2]
    assert toasts[-1] == ""


async def test_group_messages_not_meant_for_the_bot_do_not_count(database_stage: Stage) -> None:
    group = database_stage.telegram.group()
    for _ in range(PER_MINUTE + 5):
        group.send("hello all")
    assert "/weather" in (await database_stage.ask(f"/help@{database_stage.telegram.username}", group)).text
