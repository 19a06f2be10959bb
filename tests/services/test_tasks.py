"""Background tasks, and cancelling tasks."""

import asyncio
import gc
from collections.abc import Callable, Coroutine
from typing import Any

import pytest

from services.tasks import BackgroundTasks, cancel_all


async def test_background_tasks_may_be_given_time_to_finish() -> None:
    background, ended = BackgroundTasks(), list[str]()

    async def work(name: str, until: asyncio.Event) -> None:
        try:
            await until.wait()
        finally:
            ended.append(name if until.is_set() else f"{name}, cancelled")

    soon, never = asyncio.Event(), asyncio.Event()
    background.start(work("one", soon))
    background.start(work("other", never))
    asyncio.get_running_loop().call_later(0.01, soon.set)

    await background.aclose(grace_seconds=0.05)

    assert ended == ["one", "other, cancelled"]


async def fails() -> None:
    raise ZeroDivisionError


async def fails_when_cancelled() -> None:
    try:
        await asyncio.Event().wait()
    finally:
        await fails()


@pytest.mark.parametrize("work", [fails, fails_when_cancelled])
async def test_an_error_of_a_cancelled_task_is_logged_once(
    caplog: pytest.LogCaptureFixture, work: Callable[[], Coroutine[Any, Any, None]]
) -> None:
    task = asyncio.create_task(work())
    await asyncio.sleep(0)

    await cancel_all([task])

    assert task.done()
    del task
    gc.collect()
    (record,) = caplog.records
    assert record.exc_info is not None
    assert isinstance(record.exc_info[1], ZeroDivisionError)


async def test_neither_a_cancellation_nor_a_retrieved_error_is_logged(
    caplog: pytest.LogCaptureFixture,
) -> None:
    waiting, failed = asyncio.create_task(asyncio.Event().wait()), asyncio.create_task(fails())
    await asyncio.sleep(0)

    await cancel_all([waiting, failed])

    assert waiting.cancelled()
    assert isinstance(failed.exception(), ZeroDivisionError)
    del waiting, failed
    gc.collect()
    assert not caplog.records


async def test_a_background_task_that_raises_during_the_close_is_logged_once(
    caplog: pytest.LogCaptureFixture,
) -> None:
    background = BackgroundTasks()
    background.start(fails_when_cancelled())
    await asyncio.sleep(0)

    await background.aclose()

    gc.collect()
    assert [record.getMessage() for record in caplog.records] == ["a background task raised an exception"]


async def test_cancelling_nothing_is_not_an_error() -> None:
    await cancel_all([])
