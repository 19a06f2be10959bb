"""The sandbox's limits on sent messages."""

import pytest

from sandbox.telegram import ApiError, SendLimits, TelegramServer
from tests.sandbox.telegram.conftest import Call


def seconds_to_wait(limits: SendLimits, chat_id: int, now: float) -> int:
    """Return the retry_after of a message at this time, or 0 when it is accepted."""
    try:
        limits.check(chat_id, now)
    except ApiError as error:
        return error.retry_after or 0
    return 0


def test_too_many_messages_in_a_second_close_all_chats_for_a_while() -> None:
    limits = SendLimits(per_second=2, cooldown=5)
    assert [seconds_to_wait(limits, chat_id, 100.0) for chat_id in (1, 2, 3, 4)] == [0, 0, 5, 5]
    assert [seconds_to_wait(limits, 1, now) for now in (101.0, 104.9, 105.0)] == [4, 1, 0]


def test_the_limit_of_a_group_does_not_affect_other_chats() -> None:
    limits = SendLimits(per_group_minute=2)
    assert [seconds_to_wait(limits, -1, now) for now in (0.0, 10.0, 20.0)] == [0, 0, 40]
    assert [seconds_to_wait(limits, chat_id, 20.0) for chat_id in (-2, 1, 1, 1)] == [0, 0, 0, 0]
    assert [seconds_to_wait(limits, -1, now) for now in (59.9, 60.0, 60.0, 70.0)] == [1, 0, 10, 0]


def test_slow_mode_delays_the_messages_of_a_bot_that_is_not_an_administrator_in_its_group_only() -> None:
    limits = SendLimits(slow_mode={-1: 30.0})
    assert [seconds_to_wait(limits, -1, now) for now in (0.0, 10.0, 29.5, 30.0, 31.0)] == [0, 20, 1, 0, 29]
    assert [seconds_to_wait(limits, -2, 31.0) for _ in range(2)] == [0, 0]
    limits.check(-1, 32.0, is_admin=True)


@pytest.mark.parametrize(("closed", "refused"), [(None, [True, True]), (1, [True, False])])
def test_the_bot_or_a_chat_can_be_closed_for_a_while(closed: int | None, refused: list[bool]) -> None:
    limits = SendLimits()
    limits.close(10.0, closed)
    assert [bool(seconds_to_wait(limits, chat_id, 1.0)) for chat_id in (1, 2)] == refused
    assert [seconds_to_wait(limits, chat_id, 10.0) for chat_id in (1, 2)] == [0, 0]


async def test_a_refused_message_is_not_shown(telegram: TelegramServer, call: Call) -> None:
    chat = telegram.private_chat()
    telegram.limits.per_second = 1
    answers = [await call("sendMessage", chat_id=chat.id, text="Hi") for _ in range(2)]
    assert [answer["ok"] for answer in answers] == [True, False]
    assert answers[1]["parameters"] == {"retry_after": 5}
    assert (len(chat.answers), telegram.limits.refused) == (1, 1)
