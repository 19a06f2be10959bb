"""The process that draws: started, killed, overloaded and left behind, as it will be."""

import asyncio
import os
import signal
import time
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from services.charts import Artist, BusyError, Meteogram, NotDrawnError
from services.charts import artist as drawing
from tests.pictures import charts

CHART = next(chart for name, chart in charts() if name == "cold" and isinstance(chart, Meteogram))
ANOTHER = replace(CHART, small_print="another")
PNG = b"\x89PNG"


@pytest.fixture
async def artist(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Artist]:
    artist = Artist(tmp_path_factory.getbasetemp() / "fonts")
    yield artist
    await artist.aclose()


def pid(artist: Artist) -> int:
    assert artist._process is not None
    return artist._process.pid


async def test_a_process_that_dies_is_replaced(artist: Artist, caplog: pytest.LogCaptureFixture) -> None:
    first = await artist.draw(CHART)
    before = pid(artist)
    os.kill(before, signal.SIGKILL)

    assert await artist.draw(CHART) == first
    assert pid(artist) != before
    assert "another one is started" in caplog.text


async def test_it_can_be_started_before_there_is_something_to_draw(artist: Artist) -> None:
    await asyncio.gather(artist.prepare(), artist.prepare())
    before = pid(artist)

    await artist.draw(CHART)

    assert pid(artist) == before


async def test_what_cannot_be_drawn_is_told_and_the_next_is_drawn_by_the_same_process(artist: Artist) -> None:
    with pytest.raises(NotDrawnError, match="KeyError: 'no such sky'"):
        await artist.draw(replace(CHART, symbols=(CHART.symbols[0]._replace(sky="no such sky"),)))
    before = pid(artist)

    assert (await artist.draw(CHART)).startswith(PNG)
    assert pid(artist) == before


async def test_one_that_hangs_is_replaced_and_in_the_end_given_up(
    artist: Artist, monkeypatch: pytest.MonkeyPatch
) -> None:
    await artist.draw(CHART)
    os.kill(pid(artist), signal.SIGSTOP)
    monkeypatch.setattr(drawing, "DRAWN_WITHIN", 0.05)

    with pytest.raises(NotDrawnError, match="does not stay alive"):
        await artist.draw(ANOTHER)


async def test_the_same_chart_is_drawn_once_for_all_who_wait_and_too_many_are_refused(
    artist: Artist, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(drawing, "MOST_WAITING", 1)
    waiting = [asyncio.create_task(artist.draw(CHART)) for _ in range(5)]
    await asyncio.sleep(0)

    with pytest.raises(BusyError):
        await artist.draw(ANOTHER)

    assert len(set(await asyncio.gather(*waiting))) == 1
    assert (await artist.draw(ANOTHER)).startswith(PNG)


async def test_it_draws_without_holding_anybody_up(artist: Artist) -> None:
    longest = 0.0

    async def watch() -> None:
        nonlocal longest
        while True:
            began = time.thread_time()
            await asyncio.sleep(0)
            longest = max(longest, time.thread_time() - began)

    watching = asyncio.create_task(watch())
    await asyncio.gather(*(artist.draw(chart) for chart in (CHART, ANOTHER)))
    watching.cancel()

    assert longest < 0.02


async def test_it_ignores_the_signals_meant_for_the_bot_and_ends_with_its_input(tmp_path: Path) -> None:
    artist = Artist(tmp_path)
    await artist.draw(CHART)
    process = artist._process
    assert process is not None
    assert process.stdin is not None
    os.kill(process.pid, signal.SIGTERM)
    os.kill(process.pid, signal.SIGINT)
    assert (await artist.draw(ANOTHER)).startswith(PNG)

    process.stdin.close()  # as when the bot is killed

    async with asyncio.timeout(5):
        assert await process.wait() == 0


async def test_what_is_being_drawn_ends_with_the_artist(artist: Artist) -> None:
    waiting = asyncio.create_task(artist.draw(CHART))
    await asyncio.sleep(0.01)

    await artist.aclose()

    with pytest.raises(asyncio.CancelledError):
        await waiting


async def test_its_process_is_given_no_setting_of_the_bot(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BOT_TOKEN", "42:secret")
    monkeypatch.setenv("OPENWEATHER_API_KEY", "secret")
    seen: dict[str, str] = {}
    start = asyncio.create_subprocess_exec

    async def start_and_look(*command: str, env: dict[str, str], **options: Any) -> asyncio.subprocess.Process:  # noqa: ANN401
        seen.update(env)
        return await start(*command, env=env, **options)

    monkeypatch.setattr("asyncio.create_subprocess_exec", start_and_look)
    artist = Artist(tmp_path)
    assert (await artist.draw(CHART)).startswith(PNG)
    await artist.aclose()
    assert "secret" not in str(seen)
    assert seen["PATH"] == os.environ["PATH"]
