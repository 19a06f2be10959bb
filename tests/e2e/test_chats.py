"""Changes of a chat: the bot is blocked and unblocked, a group is upgraded, a user writes too much."""

import pytest

from sandbox.telegram import Chat
from services.storage import Chats, open_database
from tests.e2e.stage import Stage

pytestmark = pytest.mark.asyncio(loop_scope="session")

PER_MINUTE = 30


async def gone(stage: Stage, chat: Chat) -> bool:
    """Return whether the database marks the chat as gone."""
    async with open_database(stage.database_url) as database:
        return (await Chats(database).get(chat.id)).gone


async def test_a_chat_that_telegram_refuses_is_gone_until_it_is_heard_of_again(remembering: Stage) -> None:
    chat = remembering.telegram.private_chat()
    chat.blocked = True  # only the refused call can show it
    chat.send("/help")
    await remembering.silent(chat)
    assert await gone(remembering, chat)

    chat.blocked = False
    await remembering.ask("/help", chat)
    assert not await gone(remembering, chat)


async def test_a_chat_is_gone_when_the_bot_is_blocked_and_back_when_it_is_not(remembering: Stage) -> None:
    chat = remembering.telegram.private_chat()
    chat.block()
    await remembering.silent(chat)
    assert await gone(remembering, chat)

    chat.unblock()
    await remembering.silent(chat)
    assert not await gone(remembering, chat)


async def test_a_group_that_becomes_a_supergroup_keeps_what_it_has_chosen(remembering: Stage) -> None:
    group = remembering.telegram.group()
    answer = await remembering.ask("/weather London", group)
    group.press(answer, "Another London?")
    namesakes = await group.next_edit(answer)
    group.press(namesakes, namesakes.buttons[0][0])
    await group.next_edit(namesakes)

    supergroup = remembering.telegram.forum()
    group.become(supergroup)

    assert "Canada" in (await remembering.ask("/weather London", supergroup)).text


async def test_an_answer_follows_a_group_to_where_it_has_moved(remembering: Stage) -> None:
    group, supergroup = remembering.telegram.group(), remembering.telegram.forum()
    group.supergroup = supergroup.id  # between the question and its answer
    group.send("/help")
    assert "/weather" in (await supergroup.next_message()).text


async def test_who_writes_too_much_is_asked_to_slow_down_once(remembering: Stage) -> None:
    chat = remembering.telegram.private_chat(language="ru")
    for _ in range(PER_MINUTE + 5):
        chat.send("/help")

    said = [(await chat.next_message()).text for _ in range(PER_MINUTE + 1)]

    (notice,) = [text for text in said if text.startswith("Слишком много")]
    assert "30 сообщений" in notice
    await remembering.silent(remembering.telegram.private_chat())
    assert len(chat.answers) == PER_MINUTE + 1


async def test_buttons_count_too_and_are_released(remembering: Stage) -> None:
    chat = remembering.telegram.private_chat()
    answer = await remembering.ask("/help", chat)
    presses = [chat.press(answer, "Moscow") for _ in range(PER_MINUTE + 1)]
    toasts = [(await press.toast()).text for press in presses]
    assert toasts[:-2] == [""] * (PER_MINUTE - 1)
    assert "30 messages a minute" in toasts[-2]
    assert toasts[-1] == ""


async def test_talk_in_a_group_that_is_not_for_the_bot_counts_for_nothing(remembering: Stage) -> None:
    group = remembering.telegram.group()
    for _ in range(PER_MINUTE + 5):
        group.send("hello all")
    assert "/weather" in (await remembering.ask(f"/help@{remembering.telegram.username}", group)).text
