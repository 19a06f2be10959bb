"""The sender of pushes stops with the bot, and the bot stops if the sender raises."""

import asyncio

import pytest

from bot.pushing import run_in_background


async def test_a_sender_gets_the_grace_to_finish() -> None:
    stop, finished = asyncio.Event(), asyncio.Event()

    async def run(stop: asyncio.Event) -> None:
        await stop.wait()
        await asyncio.sleep(0)
        finished.set()

    stop.set()
    await run_in_background(run, stop, 10)
    assert finished.is_set()


async def test_a_sender_that_exceeds_the_grace_is_cancelled(caplog: pytest.LogCaptureFixture) -> None:
    stop = asyncio.Event()
    stop.set()

    async def run(_: asyncio.Event) -> None:
        await asyncio.Event().wait()

    await run_in_background(run, stop, 0.01)
    assert "took longer than 0.01 s" in caplog.text


async def test_a_sender_that_raises_stops_the_bot_with_its_error() -> None:
    stop = asyncio.Event()

    async def run(_: asyncio.Event) -> None:
        raise RuntimeError("a bug")

    with pytest.raises(RuntimeError, match="a bug"):
        await run_in_background(run, stop, 10)
    assert stop.is_set()
