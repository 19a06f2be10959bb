"""The membership of the bot in groups: the greeting, its rights, slow mode and privacy mode."""

import pytest

from sandbox.faults import Fault, FaultKind
from sandbox.telegram.members import BotMembership
from tests.e2e.stage import Stage

pytestmark = pytest.mark.asyncio(loop_scope="session")


@pytest.mark.parametrize("language", ["en", "ru"])
async def test_a_group_is_greeted_once_when_the_bot_joins(with_key: Stage, language: str) -> None:
    group = with_key.telegram.group(with_key.telegram.user(language=language))
    group.set_membership(BotMembership("left"))
    group.set_membership(BotMembership())
    group.send(f"/start@{with_key.telegram.username} hello")
    group.set_membership(BotMembership("administrator"))
    greeting = await group.next_message()

    assert f"@{with_key.telegram.username}" in greeting.text
    assert {"en": "For admins:", "ru": "Администраторам:"}[language] in greeting.text
    await with_key.silent(with_key.telegram.private_chat())
    assert len(group.answers) == 1


async def test_the_greeting_depends_on_the_current_privacy_mode_and_is_sent_again_after_an_error(
    with_key: Stage,
) -> None:
    group = with_key.telegram.group()
    with_key.telegram.set_privacy_mode()
    with_key.telegram.break_(Fault(FaultKind.STATUS, 502), "getMe", times=1)
    try:
        group.set_membership(BotMembership("left"))
        group.set_membership(BotMembership())
        assert "(privacy mode)" in (await group.next_message()).text
    finally:
        with_key.telegram.set_privacy_mode(enabled=False)


async def test_the_bot_sends_no_greeting_to_a_channel(with_key: Stage) -> None:
    channel = with_key.telegram.channel(with_key.telegram.user())
    channel.set_membership(BotMembership("administrator", frozenset({"can_post_messages"})))
    assert await with_key.silent(channel)


async def test_a_group_where_the_bot_may_not_write_is_logged_once_and_no_call_is_repeated(with_key: Stage) -> None:
    city = with_key.city()
    group = with_key.telegram.group()
    start = len(with_key.bot.log)
    group.membership = BotMembership("restricted", withdrawn=frozenset({"can_send_messages"}))
    for _ in range(3):
        group.send(f"/weather {city.name_en}")
    assert await with_key.silent(group)
    assert len(with_key.sent(group)) == 3
    group.membership = BotMembership()
    assert (await with_key.ask(f"/weather {city.name_en}", group)).text.startswith(city.name_en)
    lines = [line for line in with_key.bot.log[start:].splitlines() if "no right to answer in a chat" in line]
    assert len(lines) == 1


async def test_a_closed_topic_is_logged_once_and_no_call_is_repeated(with_key: Stage) -> None:
    city, forum = with_key.city(), with_key.telegram.forum()
    topic, start = forum.create_topic("Weather"), len(with_key.bot.log)
    forum.closed_topics.add(topic)
    for _ in range(3):
        forum.send(f"/weather {city.name_en}", topic=topic)
        assert await with_key.silent(forum)
    assert len(with_key.sent(forum)) == 3
    lines = [line for line in with_key.bot.log[start:].splitlines() if "TOPIC_CLOSED" in line]
    assert len(lines) == 1
    assert lines[0].endswith("the bot has no right to answer in a chat: Bad Request: TOPIC_CLOSED")
    assert (await with_key.ask(f"/weather {city.name_en}", forum)).text.startswith(city.name_en)


async def test_in_slow_mode_a_refused_answer_is_sent_again_after_the_time_that_telegram_names(
    with_key: Stage,
) -> None:
    first, second = with_key.cities(2)
    group, start = with_key.telegram.group(), len(with_key.bot.log)
    with_key.telegram.limits.slow_mode[group.id] = 2.0
    try:
        answers = [await with_key.ask(f"/weather {city.name_en}", group) for city in (first, second)]
        assert [
            answer.text.startswith(city.name_en) for answer, city in zip(answers, (first, second), strict=True)
        ]
        assert answers[1].message["date"] - answers[0].message["date"] in {2, 3}
        assert len(with_key.sent(group)) == 3
        assert "429" in with_key.bot.log[start:]
        group.membership = BotMembership("administrator")
        await with_key.ask(f"/weather {first.name_en}", group)
        assert len(with_key.sent(group)) == 4
    finally:
        with_key.telegram.limits.slow_mode.clear()


async def test_with_privacy_mode_mentions_replies_and_commands_are_answered(with_key: Stage) -> None:
    group = with_key.telegram.group()
    with_key.telegram.set_privacy_mode()
    try:
        request = await with_key.ask("/weather", group)
        group.send("Tula")
        group.send("Rome", reply_to=request.message_id)
        assert (await group.next_message()).text.startswith("Rome")
        group.send(f"@{with_key.telegram.username} Kazan")
        assert (await group.next_message()).text.startswith("Kazan")
    finally:
        with_key.telegram.set_privacy_mode(enabled=False)
