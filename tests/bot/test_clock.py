from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from aiohttp import ClientSession, web

from bot.clock import ClockComparison
from sandbox.loopback import serve

NOON = datetime(2026, 1, 19, 12, 0, 0, tzinfo=UTC)


def answering(*dates: str) -> web.Application:
    """Return a server whose responses have these `Date` headers, one after the other."""
    left = list(dates)

    async def answer(_: web.Request) -> web.Response:
        return web.Response(headers={"Date": left.pop(0)})

    app = web.Application()
    app.router.add_get("/", answer)
    return app


async def ahead(now: Callable[[], datetime], *dates: str) -> timedelta | None:
    """Return the offset of the clock *now* from responses with these `Date` headers."""
    clock = ClockComparison(now)
    async with serve(answering(*dates)) as url, ClientSession() as session:
        clock.add_session(session)
        for _ in dates:
            await (await session.get(url)).read()
    return clock.local_offset


@pytest.mark.parametrize("seconds", [0, 300, -7200])
async def test_the_clock_is_compared_with_the_date_headers(seconds: int) -> None:
    found = await ahead(lambda: NOON + timedelta(seconds=seconds), "Mon, 19 Jan 2026 12:00:00 GMT")
    assert found is not None
    assert abs(found - timedelta(seconds=seconds)) < timedelta(seconds=1)


async def test_the_smallest_difference_counts() -> None:
    found = await ahead(lambda: NOON, "Mon, 19 Jan 2026 08:00:00 GMT", "Mon, 19 Jan 2026 12:00:01 GMT")
    assert found is not None
    assert abs(found) < timedelta(seconds=2)


@pytest.mark.parametrize("dates", [[], [""], ["yesterday"]])
async def test_responses_without_a_date_are_ignored(dates: list[str]) -> None:
    assert await ahead(lambda: NOON, *dates) is None
