"""With a slow, stopped, full or restarted Redis, the store returns None quickly and logs one line."""

import asyncio
import logging
import time
from itertools import count

import pytest

from sandbox.redis_server import RedisServer, free_port
from services.shared import breaker as breaker_module
from services.shared.breaker import FIRST_PAUSE_SECONDS, MAX_PAUSE_SECONDS, MIN_TIME_WITHOUT_FAILURE, Breaker
from services.shared.redis import ROUND_TRIP_TIMEOUT, RedisProblem, RedisStore, probe
from services.shared.store import LeaseTaken
from tests.services.conftest import Clock
from tests.services.shared.conftest import OpenStore
from tests.services.shared.servers import (
    OnConnection,
    Proxy,
    close_at_once,
    hang,
    listening,
    reply_garbage,
)

MAX_DELAY = 3.0
"""Maximum time in seconds for many calls to a server that does not work; machines may be busy."""


@pytest.fixture
def store_clock(monkeypatch: pytest.MonkeyPatch, clock: Clock) -> Clock:
    """The clock of the breakers in stores; a test advances the clock to end a pause."""
    monkeypatch.setattr(Breaker.__init__, "__kwdefaults__", {"clock": clock})
    return clock


async def time_of_failing_calls(store: RedisStore) -> float:
    """Make calls of each kind, which must all fail, and return the time in seconds that they take."""
    loop = asyncio.get_running_loop()
    started = loop.time()
    for number in range(20):
        assert await store.get(f"key {number}") is None
        assert await store.claim("key", "a", 0, "") is None
        assert await store.spend("budget", "cooldown", 1, 3, 60) is None
        store.put("key", b"value", 60)
        store.renew("key", "a")
        store.release("key", "a")
        store.spend_later("budget", 1, 3, 60, lambda _: pytest.fail("Redis is away"))
    return loop.time() - started


def log_lines(caplog: pytest.LogCaptureFixture) -> list[str]:
    return [record.getMessage() for record in caplog.records if record.name == breaker_module.__name__]


@pytest.mark.parametrize("on_connection", [hang, reply_garbage, close_at_once])
async def test_a_server_that_does_not_answer_delays_only_the_first_calls(
    open_store: OpenStore, caplog: pytest.LogCaptureFixture, on_connection: OnConnection
) -> None:
    async with listening(on_connection) as port:
        store = open_store(f"redis://127.0.0.1:{port}/0", timeout=ROUND_TRIP_TIMEOUT)
        assert await time_of_failing_calls(store) < MAX_DELAY
        await store.aclose()
    (line,) = log_lines(caplog)
    assert line.startswith("Redis does not work: ")
    assert line.endswith("; the bot shares nothing with other processes")


async def test_a_server_that_is_not_running_delays_no_call(
    open_store: OpenStore, caplog: pytest.LogCaptureFixture
) -> None:
    store = open_store(f"redis://127.0.0.1:{free_port()}/0", timeout=ROUND_TRIP_TIMEOUT)
    await store.start()
    assert await time_of_failing_calls(store) < MAX_DELAY
    assert len(log_lines(caplog)) == 1


async def test_concurrent_calls_wait_no_longer_than_one_call(open_store: OpenStore) -> None:
    async with listening(hang) as port:
        store = open_store(f"redis://127.0.0.1:{port}/0", timeout=ROUND_TRIP_TIMEOUT)
        async with asyncio.timeout(MAX_DELAY):
            assert set(await asyncio.gather(*(store.get(f"key {number}") for number in range(500)))) == {None}
        await store.aclose()


@pytest.mark.services
async def test_a_restarted_redis_is_used_again_and_the_log_says_so_once(
    open_store: OpenStore, redis_server: RedisServer, store_clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    store = open_store(redis_server.url)
    store.put("key", b"value", 60)
    assert await store.get("key") is not None

    await redis_server.kill()
    await time_of_failing_calls(store)
    store_clock.advance(seconds=FIRST_PAUSE_SECONDS)
    await time_of_failing_calls(store)  # starts a probe, which fails
    await redis_server.start()
    async with asyncio.timeout(20):
        while await store.claim("key", "a", 0, "") is None:
            store_clock.advance(seconds=MAX_PAUSE_SECONDS)
            await asyncio.sleep(0.01)

    assert await store.claim("another key", "a", 0, "") == LeaseTaken()
    assert len(log_lines(caplog)) == 1
    store_clock.advance(seconds=MIN_TIME_WITHOUT_FAILURE)
    await store.get("key")
    await store.get("key")
    assert log_lines(caplog)[1:] == ["Redis works again: no failure for 30 s"]


@pytest.mark.services
async def test_a_connection_that_redis_has_closed_is_opened_again(
    open_store: OpenStore, redis_server: RedisServer, caplog: pytest.LogCaptureFixture
) -> None:
    store = open_store(redis_server.url)
    store.put("key", b"value", 60)
    assert await store.get("key") is not None

    await store._call("CLIENT", "KILL", "TYPE", "normal", "SKIPME", "no")
    await asyncio.sleep(0)

    assert await store.get("key") is not None
    assert log_lines(caplog) == []


async def wait_until_found(store: RedisStore, clock: Clock) -> None:
    """Read "key" until the store returns its value; a read may exceed its time limit on a busy machine."""
    async with asyncio.timeout(20):
        while await store.get("key") is None:
            clock.advance(seconds=MAX_PAUSE_SECONDS)
            await asyncio.sleep(0.01)


@pytest.mark.services
async def test_a_slow_redis_is_not_called_until_it_is_fast_again(
    open_store: OpenStore, redis_server: RedisServer, store_clock: Clock
) -> None:
    proxy = Proxy(redis_server.port)
    async with listening(proxy) as port:
        store = open_store(f"redis://127.0.0.1:{port}/0", timeout=0.2)
        await store.start()
        store.put("key", b"value", 60)
        await wait_until_found(store, store_clock)

        proxy.delay = 0.3
        assert await time_of_failing_calls(store) < MAX_DELAY

        proxy.delay = 0
        await wait_until_found(store, store_clock)
        await store.aclose()


@pytest.mark.services
async def test_a_full_redis_still_returns_its_values(
    open_store: OpenStore, redis_server: RedisServer, caplog: pytest.LogCaptureFixture
) -> None:
    store = open_store(redis_server.url)
    store.put("key", b"value", 60)
    await store.get("key")
    await store._call("CONFIG", "SET", "maxmemory", "1")

    store.put("another key", b"value", 60)

    assert await store.claim("another key", "a", 0, "") is None
    assert await store.get("key") is not None
    assert len(log_lines(caplog)) == 1
    assert "refuses a command: " in log_lines(caplog)[0]


@pytest.mark.services
async def test_a_wrong_password_is_logged_without_the_password(
    open_store: OpenStore, redis_server: RedisServer, caplog: pytest.LogCaptureFixture
) -> None:
    await redis_server.kill()
    await redis_server.start("--requirepass", "right")
    url = redis_server.url.replace("//", "//:wrong-password@")
    store = open_store(url)

    assert await time_of_failing_calls(store) < MAX_DELAY

    (line,) = log_lines(caplog)
    assert "invalid" in line
    assert "wrong-password" not in line
    with pytest.raises(RedisProblem, match="invalid"):
        await probe(url)


async def test_the_probe_says_why_a_server_cannot_be_reached() -> None:
    with pytest.raises(RedisProblem, match="connecting"):
        await probe(f"redis://127.0.0.1:{free_port()}/0")


async def test_a_busy_event_loop_counts_as_a_failure_of_redis_only_twice_in_a_row(
    open_store: OpenStore, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    async with listening(hang) as port:
        store = open_store(f"redis://127.0.0.1:{port}/0", timeout=ROUND_TRIP_TIMEOUT)
        times = count(100, 3 * ROUND_TRIP_TIMEOUT)
        monkeypatch.setattr("services.shared.redis.monotonic", lambda: next(times))

        assert await store.get("key") is None
        assert log_lines(caplog) == []

        assert await store.get("key") is None
        assert len(log_lines(caplog)) == 1
        await store.aclose()


async def test_an_event_loop_that_is_busy_a_little_longer_than_the_time_limit_is_not_a_failure_of_redis(
    open_store: OpenStore, caplog: pytest.LogCaptureFixture
) -> None:
    async def block_the_loop_before_the_reply(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while data := await reader.read(4096):
            if b"GET" in data:
                time.sleep(1.5 * ROUND_TRIP_TIMEOUT)  # noqa: ASYNC251 - the server is in the event loop of the store
            writer.write(b"+OK\r\n" * data.count(b"*"))

    async with listening(block_the_loop_before_the_reply) as port:
        store = open_store(f"redis://127.0.0.1:{port}/0", timeout=ROUND_TRIP_TIMEOUT)
        await store.start()
        assert await store.get("key") is None
        assert log_lines(caplog) == []
        await store.aclose()


def test_the_pauses_of_a_breaker_grow_up_to_a_maximum(clock: Clock) -> None:
    breaker = Breaker("Redis", clock=clock)
    pauses = []
    for _ in range(6):
        breaker.record_failure("away")
        started = clock()
        while not breaker.is_probe_due:
            clock.advance(seconds=0.5)
        pauses.append(clock() - started)
    assert pauses == [1, 2, 4, 8, 8, 8]


def test_a_short_recovery_of_the_server_is_not_logged(clock: Clock, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    breaker = Breaker("Redis", clock=clock)
    for _ in range(5):
        breaker.record_failure("away")
        clock.advance(seconds=MIN_TIME_WITHOUT_FAILURE - 1)
        breaker.record_success()
        assert not breaker.is_open
    assert len(log_lines(caplog)) == 1
