"""A chat that is limited, slow, failing or flooding: it waits and gets one notice; other chats are not delayed."""

import pytest

from sandbox.faults import Fault, FaultKind
from sandbox.telegram import ApiError, BotMessage, Chat
from tests.e2e.stage import Stage

pytestmark = pytest.mark.asyncio(loop_scope="session")

FLOOD = 1_100
"""Messages; more than a bot should hold in memory for one chat."""
MAX_WAITING = 30
"""The greatest number of questions of a chat that wait for their answers."""

LIMITED = ApiError(429, "Too Many Requests: retry after 2", retry_after=2).fault()
DOWN = ApiError(500, "Internal Server Error").fault()


def flooded_group(stage: Stage, fault: Fault) -> Chat:
    """Return a group whose 40 members have sent FLOOD commands; the next message to it fails with *fault*."""
    group = stage.telegram.group(*(stage.telegram.user() for _ in range(40)))
    stage.telegram.break_(fault, "sendMessage", times=1, chat=group.id)
    name = stage.city().name_en
    for number in range(FLOOD):
        group.send(f"/weather {name}", sender=group.members[number % 40])
    return group


async def notices(stage: Stage, chat: Chat, text: str) -> list[BotMessage]:
    """Return the messages in *chat* that start with *text*, after at least one of them and a later message
    arrived.
    """
    await chat.feed.find(lambda event: isinstance(event, BotMessage) and event.text.startswith(text))
    assert await stage.is_alive()
    return [message for message in chat.answers.values() if message.text.startswith(text)]


async def test_a_group_limited_by_429_waits_alone_and_gets_one_notice(with_key: Stage) -> None:
    logged = len(with_key.bot.log)
    group = flooded_group(with_key, LIMITED)

    await with_key.received()
    for _ in range(2):
        assert await with_key.is_alive()
    assert not group.answers

    assert len(await notices(with_key, group, "Too many questions at once")) == 1
    assert len(group.answers) <= MAX_WAITING + 1
    assert "429" in with_key.bot.log[logged:]


async def test_a_group_with_slow_sending_waits_alone(with_key: Stage) -> None:
    group = flooded_group(with_key, Fault(FaultKind.DELAY, seconds=2))

    await with_key.received()
    for _ in range(2):
        assert await with_key.is_alive()
    assert len(group.answers) <= 1

    assert len(await notices(with_key, group, "Too many questions at once")) == 1


async def test_chats_with_failing_sends_do_not_delay_others(with_key: Stage) -> None:
    failing = [with_key.telegram.private_chat() for _ in range(300)]
    for chat in failing:
        with_key.telegram.break_(DOWN, "sendMessage", chat=chat.id)
        chat.send("/help")
    await with_key.received()

    for _ in range(2):
        assert await with_key.is_alive()
    assert not any(chat.answers for chat in failing)

    with_key.telegram.mend()
    assert "/weather" in (await failing[0].next_message(within=30)).text


async def test_a_flood_of_questions_about_a_hanging_city_delays_only_its_user(with_key: Stage) -> None:
    city = with_key.city()
    with_key.weather.break_(city.name_en, Fault(FaultKind.HANG))
    flooding = with_key.telegram.private_chat()
    for _ in range(FLOOD):
        flooding.send(f"/weather {city.name_en}")

    await with_key.received()
    for _ in range(2):
        assert await with_key.is_alive()
    assert not flooding.answers

    with_key.weather.mend()
    assert len(await notices(with_key, flooding, "That was a lot at once")) == 1
