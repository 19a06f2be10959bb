"""The drawing process: started, killed, overloaded and orphaned."""

import asyncio
import os
import signal
import time
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from services.charts import ChartRenderer, Meteogram, RendererBusyError, RenderError
from services.charts import renderer as drawing
from tests.pictures import charts

CHART = next(chart for name, chart in charts() if name == "cold" and isinstance(chart, Meteogram))
ANOTHER = replace(CHART, small_print="another")
PNG = b"\x89PNG"


@pytest.fixture
async def renderer(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[ChartRenderer]:
    renderer = ChartRenderer(tmp_path_factory.getbasetemp() / "fonts")
    yield renderer
    await renderer.aclose()


def pid(renderer: ChartRenderer) -> int:
    assert renderer._process is not None
    return renderer._process.pid


async def test_a_process_that_dies_is_replaced(renderer: ChartRenderer, caplog: pytest.LogCaptureFixture) -> None:
    first = await renderer.draw(CHART)
    before = pid(renderer)
    os.kill(before, signal.SIGKILL)

    assert await renderer.draw(CHART) == first
    assert pid(renderer) != before
    assert "is restarted" in caplog.text


async def test_the_process_can_be_started_before_the_first_chart(renderer: ChartRenderer) -> None:
    await asyncio.gather(renderer.start_process(), renderer.start_process())
    before = pid(renderer)

    await renderer.draw(CHART)

    assert pid(renderer) == before


async def test_a_process_without_charts_exits_and_the_next_chart_starts_another(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    renderer = ChartRenderer(tmp_path, max_idle_time=0.01)
    await renderer.start_process()
    idle = renderer._process
    assert idle is not None
    async with asyncio.timeout(30):
        assert await idle.wait() == 0

    assert (await renderer.draw(CHART)).startswith(PNG)
    await renderer.aclose()
    assert "is restarted" not in caplog.text


async def test_after_a_chart_that_cannot_be_drawn_the_same_process_draws_the_next(renderer: ChartRenderer) -> None:
    with pytest.raises(RenderError, match="KeyError: 'no such condition'"):
        await renderer.draw(replace(CHART, symbols=(CHART.symbols[0]._replace(condition="no such condition"),)))
    before = pid(renderer)

    assert (await renderer.draw(CHART)).startswith(PNG)
    assert pid(renderer) == before


async def test_a_hanging_process_is_replaced_until_the_attempts_are_used_up(
    renderer: ChartRenderer, monkeypatch: pytest.MonkeyPatch
) -> None:
    await renderer.draw(CHART)
    os.kill(pid(renderer), signal.SIGSTOP)
    monkeypatch.setattr(drawing, "DRAW_TIMEOUT", 0.05)

    with pytest.raises(RenderError, match="keeps failing"):
        await renderer.draw(ANOTHER)


async def test_equal_charts_are_drawn_once_and_too_many_are_rejected(
    renderer: ChartRenderer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(drawing, "MAX_QUEUED_CHARTS", 1)
    waiting = [asyncio.create_task(renderer.draw(CHART)) for _ in range(5)]
    await asyncio.sleep(0)

    with pytest.raises(RendererBusyError):
        await renderer.draw(ANOTHER)

    assert len(set(await asyncio.gather(*waiting))) == 1
    assert (await renderer.draw(ANOTHER)).startswith(PNG)


async def test_drawing_does_not_block_the_event_loop(renderer: ChartRenderer) -> None:
    longest = 0.0

    async def watch() -> None:
        nonlocal longest
        while True:
            began = time.thread_time()
            await asyncio.sleep(0)
            longest = max(longest, time.thread_time() - began)

    watching = asyncio.create_task(watch())
    await asyncio.gather(*(renderer.draw(chart) for chart in (CHART, ANOTHER)))
    watching.cancel()

    assert longest < 0.02


async def test_the_process_ignores_signals_and_ends_with_its_input(tmp_path: Path) -> None:
    renderer = ChartRenderer(tmp_path)
    await renderer.draw(CHART)
    process = renderer._process
    assert process is not None
    assert process.stdin is not None
    os.kill(process.pid, signal.SIGTERM)
    os.kill(process.pid, signal.SIGINT)
    assert (await renderer.draw(ANOTHER)).startswith(PNG)

    process.stdin.close()  # the kernel does the same when the bot is killed

    async with asyncio.timeout(30):
        assert await process.wait() == 0


async def test_closing_the_renderer_cancels_drawing(renderer: ChartRenderer) -> None:
    waiting = asyncio.create_task(renderer.draw(CHART))
    await asyncio.sleep(0.01)

    await renderer.aclose()

    with pytest.raises(asyncio.CancelledError):
        await waiting


async def test_the_process_gets_no_settings_of_the_bot(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BOT_TOKEN", "42:secret")
    monkeypatch.setenv("OPENWEATHER_API_KEY", "secret")
    seen: dict[str, str] = {}
    start = asyncio.create_subprocess_exec

    async def start_and_look(*command: str, env: dict[str, str], **options: Any) -> asyncio.subprocess.Process:  # noqa: ANN401
        seen.update(env)
        return await start(*command, env=env, **options)

    monkeypatch.setattr("asyncio.create_subprocess_exec", start_and_look)
    renderer = ChartRenderer(tmp_path)
    assert (await renderer.draw(CHART)).startswith(PNG)
    await renderer.aclose()
    assert "secret" not in str(seen)
    assert seen["PATH"] == os.environ["PATH"]
