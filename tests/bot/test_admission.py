import pytest

from bot.admission import MAX_QUESTION_AGE, MAX_QUEUED_UPDATES, Admission, Refusal
from bot.updates import JsonObject

NOW = 1_800_000_000.0


class Clock:
    seconds = 0.0

    def __call__(self) -> float:
        return self.seconds


@pytest.fixture
def clock() -> Clock:
    return Clock()


def question(user: int = 1, chat: int = 1, **fields: object) -> JsonObject:
    return {"update_id": 1, "message": {"chat": {"id": chat}, "from": {"id": user}, **fields}}


def test_a_sender_has_a_limit_per_minute(clock: Clock) -> None:
    admission = Admission(2, clock=clock)
    refusals = [admission.refusal_of(question(), 0) for _ in range(3)]
    assert refusals == [None, None, Refusal.TOO_FAST]
    assert admission.refusal_of(question(user=2), 0) is None
    clock.seconds = 60
    assert admission.refusal_of(question(), 0) is None


def test_the_channels_of_a_chat_share_one_limit(clock: Clock) -> None:
    admission = Admission(1, clock=clock)
    assert admission.refusal_of(question(sender_chat={"id": -1}), 0) is None
    assert admission.refusal_of(question(sender_chat={"id": -2}), 0) is Refusal.TOO_FAST


def test_a_limit_of_0_admits_everything() -> None:
    admission = Admission(0)
    assert {admission.refusal_of(question(), 0) for _ in range(100)} == {None}


def test_a_full_queue_refuses_questions() -> None:
    admission = Admission(0)
    assert admission.refusal_of(question(), MAX_QUEUED_UPDATES - 1) is None
    assert admission.refusal_of(question(), MAX_QUEUED_UPDATES) is Refusal.TOO_MANY_WAITING


def test_a_chat_gets_one_notice_a_minute(clock: Clock) -> None:
    admission = Admission(1, clock=clock)
    assert [admission.may_notify(chat) for chat in (1, 1, 2)] == [True, False, True]
    clock.seconds = 60
    assert admission.may_notify(1)


@pytest.mark.parametrize(
    ("date", "waited", "too_old"),
    [
        (NOW, 0, False),
        (NOW - MAX_QUESTION_AGE, 0, False),
        (NOW - MAX_QUESTION_AGE - 1, 0, True),
        (NOW + 1e6, 0, False),
        (NOW, MAX_QUESTION_AGE + 1, True),
        (None, 0, False),
    ],
)
def test_a_question_is_too_old_by_its_date_or_its_time_in_the_queue(
    date: float | None, waited: float, too_old: bool
) -> None:
    admission = Admission(0, now=lambda: NOW)
    assert admission.is_too_old(question(date=date and int(date)), waited) is too_old
