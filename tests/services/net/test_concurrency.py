"""Sharing of equal calls, and hedging between providers."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any

import pytest

from services.errors import BadRequest, Busy, Malformed, Refused, ServiceError, TimedOut, Unavailable
from services.net.concurrency import SingleFlight, hedged
from services.tasks import cancel_all

Call = Callable[[], Coroutine[Any, Any, str]]


class ControlledCall:
    """A call whose end the test decides."""

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


def immediate_call(outcome: str | BaseException) -> Call:
    async def call() -> str:
        if isinstance(outcome, BaseException):
            raise outcome
        return outcome

    return call


async def run_hedged(*calls: Call) -> str:
    return await hedged(calls)


async def wait_for_all(*tasks: Awaitable[object]) -> None:
    await asyncio.wait([asyncio.ensure_future(task) for task in tasks])


async def test_concurrent_calls_with_one_key_share_a_task() -> None:
    flight: SingleFlight[str, str] = SingleFlight()
    question = ControlledCall()
    tasks = {flight.ask("key", question) for _ in range(200)}
    assert len(tasks) == 1

    question.answer.set_result("answer")

    assert await tasks.pop() == "answer"
    assert question.asked == 1


async def test_calls_with_different_keys_run_concurrently() -> None:
    flight: SingleFlight[str, str] = SingleFlight()
    first, second = ControlledCall(), ControlledCall()
    tasks = flight.ask("one", first), flight.ask("second", second)
    first.answer.set_result("1")
    second.answer.set_result("2")

    assert [await task for task in tasks] == ["1", "2"]


async def test_a_finished_or_failed_call_is_made_again() -> None:
    flight: SingleFlight[str, str] = SingleFlight()
    first = flight.ask("key", immediate_call(Unavailable("Somewhere")))
    await wait_for_all(first)
    assert isinstance(first.exception(), Unavailable)

    assert await flight.ask("key", immediate_call("again")) == "again"
    assert await flight.ask("key", immediate_call("and again")) == "and again"


async def test_closing_cancels_running_tasks() -> None:
    flight: SingleFlight[str, str] = SingleFlight()
    question = ControlledCall()
    task = flight.ask("key", question)
    await question.started.wait()

    await flight.aclose()

    assert task.cancelled()
    assert question.cancelled == 1
    assert asyncio.all_tasks() == {asyncio.current_task()}


async def test_a_fast_first_call_is_the_only_one() -> None:
    next_one = ControlledCall()

    assert await run_hedged(immediate_call("first"), next_one) == "first"
    assert next_one.asked == 0


@pytest.mark.parametrize(("seconds", "asked"), [(1.45, 0), (1.55, 1)])
async def test_the_next_provider_is_called_after_a_second_and_a_half(
    monkeypatch: pytest.MonkeyPatch, seconds: float, asked: int
) -> None:
    loop = asyncio.get_running_loop()
    started, passed = loop.time(), 0.0
    monkeypatch.setattr(loop, "time", lambda: started + passed)
    slow, next_one = ControlledCall(), ControlledCall()
    answer = asyncio.create_task(run_hedged(slow, next_one))
    await slow.started.wait()

    passed = seconds
    for _ in range(10):  # more turns of the event loop than the calls need
        await asyncio.sleep(0)

    assert next_one.asked == asked
    await cancel_all([answer])


@pytest.mark.usefixtures("impatient")
async def test_the_next_call_starts_at_once_when_one_fails() -> None:
    calls = [immediate_call(Unavailable("A")), immediate_call(TimedOut("B")), immediate_call("third")]

    async with asyncio.timeout(5):
        assert await run_hedged(*calls) == "third"


@pytest.mark.usefixtures("hedging")
async def test_the_next_call_starts_when_one_is_slow_and_the_loser_is_cancelled() -> None:
    slow = ControlledCall()

    async with asyncio.timeout(5):
        assert await run_hedged(slow, immediate_call("second")) == "second"
    assert slow.cancelled == 1


@pytest.mark.usefixtures("hedging")
async def test_the_slow_call_may_still_win() -> None:
    slow, slower = ControlledCall(), ControlledCall()
    answer = asyncio.create_task(run_hedged(slow, slower))
    await slower.started.wait()

    slow.answer.set_result("slow")

    assert await answer == "slow"
    assert (slow.cancelled, slower.cancelled) == (0, 1)


@pytest.mark.usefixtures("hedging")
async def test_the_slow_call_is_awaited_when_the_next_fails() -> None:
    slow = ControlledCall()
    answer = asyncio.create_task(run_hedged(slow, immediate_call(Unavailable("B"))))
    await slow.started.wait()

    asyncio.get_running_loop().call_later(0.06, slow.answer.set_result, "slow")

    assert await answer == "slow"


@pytest.mark.parametrize(
    ("errors", "position"),
    [
        ([TimedOut("A"), Unavailable("B", 503)], 1),
        ([Unavailable("A", 503), Unavailable("B", 502)], 0),
        ([TimedOut("A"), Unavailable("B")], 0),
        ([BadRequest("A", 404), Malformed("B", 200)], 1),
        ([BadRequest("A", 404), TimedOut("B")], 1),
        ([Refused("A", 401), Unavailable("B", 503)], 1),
        ([Busy("A", 429), TimedOut("B")], 1),
    ],
)
async def test_when_all_fail_the_most_informative_error_is_raised(
    errors: list[ServiceError], position: int
) -> None:
    with pytest.raises(ServiceError) as caught:
        await run_hedged(*(immediate_call(error) for error in errors))

    assert caught.value is errors[position]


@pytest.mark.parametrize("bug", [ZeroDivisionError(), RecursionError(), OverflowError(), KeyError("main")])
async def test_a_bug_in_one_call_is_logged_once_and_the_next_is_made(
    caplog: pytest.LogCaptureFixture, bug: Exception
) -> None:
    assert await run_hedged(immediate_call(bug), immediate_call("second")) == "second"

    (record,) = caplog.records
    assert record.exc_info is not None
    assert record.exc_info[1] is bug


async def test_a_bug_in_every_call_raises_malformed() -> None:
    with pytest.raises(Malformed):
        await run_hedged(immediate_call(ZeroDivisionError()), immediate_call(KeyError("main")))


async def test_a_cancelled_call_is_not_logged_as_a_bug(caplog: pytest.LogCaptureFixture) -> None:
    with pytest.raises(asyncio.CancelledError):
        await run_hedged(immediate_call(asyncio.CancelledError()), immediate_call("second"))

    assert not caplog.records


@pytest.mark.usefixtures("hedging")
async def test_a_cancelled_caller_leaves_no_task_behind() -> None:
    slow, slower = ControlledCall(), ControlledCall()
    answer = asyncio.create_task(run_hedged(slow, slower))
    await slower.started.wait()

    await cancel_all([answer])

    assert answer.cancelled()
    assert (slow.cancelled, slower.cancelled) == (1, 1)
    assert asyncio.all_tasks() == {asyncio.current_task()}
