"""Coalescing and hedging of calls."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any

import pytest

from services.errors import (
    CallLimitReached,
    InvalidResponse,
    KeyRefused,
    RequestRejected,
    ServiceError,
    TimedOut,
    Unavailable,
)
from services.net.concurrency import SingleFlight, call_hedged
from services.tasks import cancel_all

Call = Callable[[], Coroutine[Any, Any, str]]


class Question:
    """A call that returns when the test sets its result."""

    def __init__(self) -> None:
        self.asked = 0
        self.cancelled = 0
        self.started = asyncio.Event()
        self.answer: asyncio.Future[str] = asyncio.get_running_loop().create_future()

    async def __call__(self) -> str:
        self.asked += 1
        self.started.set()
        try:
            return await asyncio.shield(self.answer)
        except asyncio.CancelledError:
            self.cancelled += 1
            raise


def at_once(outcome: str | BaseException) -> Call:
    async def call() -> str:
        if isinstance(outcome, BaseException):
            raise outcome
        return outcome

    return call


async def first_of(*calls: Call) -> str:
    return await call_hedged(calls)


async def settled(*tasks: Awaitable[object]) -> None:
    await asyncio.wait([asyncio.ensure_future(task) for task in tasks])


async def test_concurrent_calls_with_one_key_share_a_task() -> None:
    flight: SingleFlight[str, str] = SingleFlight()
    question = Question()
    tasks = {flight.get_or_start("key", question) for _ in range(200)}
    assert len(tasks) == 1

    question.answer.set_result("answer")

    assert await tasks.pop() == "answer"
    assert question.asked == 1


async def test_calls_with_different_keys_run_concurrently() -> None:
    flight: SingleFlight[str, str] = SingleFlight()
    one, other = Question(), Question()
    tasks = flight.get_or_start("one", one), flight.get_or_start("other", other)
    one.answer.set_result("1")
    other.answer.set_result("2")

    assert [await task for task in tasks] == ["1", "2"]


async def test_a_finished_or_failed_call_is_made_again() -> None:
    flight: SingleFlight[str, str] = SingleFlight()
    first = flight.get_or_start("key", at_once(Unavailable("Somewhere")))
    await settled(first)
    assert isinstance(first.exception(), Unavailable)

    assert await flight.get_or_start("key", at_once("again")) == "again"
    assert await flight.get_or_start("key", at_once("and again")) == "and again"


async def test_closing_cancels_running_tasks() -> None:
    flight: SingleFlight[str, str] = SingleFlight()
    question = Question()
    task = flight.get_or_start("key", question)
    await question.started.wait()

    await flight.aclose()

    assert task.cancelled()
    assert question.cancelled == 1
    assert asyncio.all_tasks() == {asyncio.current_task()}


async def test_a_fast_first_call_is_the_only_one() -> None:
    next_one = Question()

    assert await first_of(at_once("first"), next_one) == "first"
    assert next_one.asked == 0


@pytest.mark.parametrize(("seconds", "asked"), [(1.45, 0), (1.55, 1)])
async def test_a_provider_is_slow_after_a_second_and_a_half(
    monkeypatch: pytest.MonkeyPatch, seconds: float, asked: int
) -> None:
    loop = asyncio.get_running_loop()
    started, passed = loop.time(), 0.0
    monkeypatch.setattr(loop, "time", lambda: started + passed)
    slow, next_one = Question(), Question()
    answer = asyncio.create_task(first_of(slow, next_one))
    await slow.started.wait()

    passed = seconds
    for _ in range(10):  # turns of the loop: more than what is due takes
        await asyncio.sleep(0)

    assert next_one.asked == asked
    await cancel_all([answer])


@pytest.mark.usefixtures("impatient")
async def test_the_next_call_starts_at_once_when_one_fails() -> None:
    calls = [at_once(Unavailable("A")), at_once(TimedOut("B")), at_once("third")]

    async with asyncio.timeout(30):
        assert await first_of(*calls) == "third"


@pytest.mark.usefixtures("hedging")
async def test_the_next_call_starts_when_one_is_slow_and_the_loser_is_cancelled() -> None:
    slow = Question()

    async with asyncio.timeout(30):
        assert await first_of(slow, at_once("second")) == "second"
    assert slow.cancelled == 1


@pytest.mark.usefixtures("hedging")
async def test_the_slow_call_may_still_win() -> None:
    slow, slower = Question(), Question()
    answer = asyncio.create_task(first_of(slow, slower))
    await slower.started.wait()

    slow.answer.set_result("slow")

    assert await answer == "slow"
    assert (slow.cancelled, slower.cancelled) == (0, 1)


@pytest.mark.usefixtures("hedging")
async def test_the_slow_call_is_awaited_when_the_next_fails() -> None:
    slow = Question()
    answer = asyncio.create_task(first_of(slow, at_once(Unavailable("B"))))
    await slow.started.wait()

    asyncio.get_running_loop().call_later(0.06, slow.answer.set_result, "slow")

    assert await answer == "slow"


@pytest.mark.parametrize(
    ("errors", "raised_index"),
    [
        ([TimedOut("A"), Unavailable("B", 503)], 1),
        ([Unavailable("A", 503), Unavailable("B", 502)], 0),
        ([TimedOut("A"), Unavailable("B")], 0),
        ([RequestRejected("A", 404), InvalidResponse("B", 200)], 1),
        ([RequestRejected("A", 404), TimedOut("B")], 1),
        ([KeyRefused("A", 401), Unavailable("B", 503)], 1),
        ([CallLimitReached("A", 429), TimedOut("B")], 1),
    ],
)
async def test_when_all_fail_the_most_informative_error_is_raised(
    errors: list[ServiceError], raised_index: int
) -> None:
    with pytest.raises(ServiceError) as caught:
        await first_of(*(at_once(error) for error in errors))

    assert caught.value is errors[raised_index]


@pytest.mark.parametrize("bug", [ZeroDivisionError(), RecursionError(), OverflowError(), KeyError("main")])
async def test_a_bug_in_one_call_is_logged_once_and_the_next_is_made(
    caplog: pytest.LogCaptureFixture, bug: Exception
) -> None:
    assert await first_of(at_once(bug), at_once("second")) == "second"

    (record,) = caplog.records
    assert record.exc_info is not None
    assert record.exc_info[1] is bug


async def test_a_bug_in_every_call_is_malformed() -> None:
    with pytest.raises(InvalidResponse):
        await first_of(at_once(ZeroDivisionError()), at_once(KeyError("main")))


async def test_a_call_that_ends_cancelled_is_not_a_bug(caplog: pytest.LogCaptureFixture) -> None:
    with pytest.raises(asyncio.CancelledError):
        await first_of(at_once(asyncio.CancelledError()), at_once("second"))

    assert not caplog.records


@pytest.mark.usefixtures("hedging")
async def test_a_cancelled_caller_leaves_no_task_behind() -> None:
    slow, slower = Question(), Question()
    answer = asyncio.create_task(first_of(slow, slower))
    await slower.started.wait()

    await cancel_all([answer])

    assert answer.cancelled()
    assert (slow.cancelled, slower.cancelled) == (1, 1)
    assert asyncio.all_tasks() == {asyncio.current_task()}
