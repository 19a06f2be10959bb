"""The shared store in a running Redis."""

import asyncio
import re
from collections.abc import Sequence
from typing import Any

import pytest
from redis.asyncio import Redis

from services.shared.limits import SharedCallLimits
from services.shared.redis import Command, RedisProblem, RedisStore, probe
from services.shared.store import AwaitedLookUpFailed, Cooldown, LeaseHeld, LeaseTaken, Spending, StoredValue
from tests.services.shared.conftest import LONG_TIMEOUT, OpenStore

pytestmark = pytest.mark.services


@pytest.fixture
def first(open_store: OpenStore, redis_url: str, token: str) -> RedisStore:
    return open_store(redis_url, token)


@pytest.fixture
def second(open_store: OpenStore, redis_url: str, token: str) -> RedisStore:
    return open_store(redis_url, token)


async def test_a_stored_value_is_read_with_its_time_left(first: RedisStore, second: RedisStore) -> None:
    first.put("key", b"body \x00\xff", 60)
    await first.get("key")

    value = await second.get("key")

    assert value is not None
    assert value.body == b"body \x00\xff"
    assert 50 < value.seconds_left <= 60
    assert await second.get("another key") is None


async def test_one_of_several_callers_takes_the_lease_and_the_others_get_its_value(
    first: RedisStore, second: RedisStore
) -> None:
    assert await first.claim("key", "a", 0, "") == LeaseTaken()
    assert await second.claim("key", "b", 0, "") == LeaseHeld("a")

    first.put("key", b"value", 60)
    first.release("key", "a")

    await first.get("key")
    claim = await second.claim("key", "b", 0, "a")
    assert isinstance(claim, StoredValue)
    assert claim.body == b"value"
    assert await second.claim("key", "b", 60, "") == LeaseTaken()


async def test_a_lease_expires_unless_it_is_renewed_by_its_holder(
    first: RedisStore, second: RedisStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("services.shared.redis.LEASE_SECONDS", 0.05)
    await first.claim("key", "a", 0, "")
    monkeypatch.setattr("services.shared.redis.LEASE_SECONDS", 60)
    second.renew("key", "not the holder")

    async with asyncio.timeout(20):
        while await second.claim("key", "b", 0, "") != LeaseTaken():
            pass
    first.renew("key", "a")
    first.release("key", "a")
    await first.get("key")

    assert await first.claim("key", "a", 0, "") == LeaseHeld("b")


async def test_only_callers_that_wait_for_a_look_up_get_its_failure(first: RedisStore, second: RedisStore) -> None:
    await first.claim("key", "a", 0, "")
    first.release("key", "a", b"failure")
    await first.get("key")

    assert await second.claim("key", "b", 0, "a") == AwaitedLookUpFailed(b"failure")
    assert await second.claim("key", "c", 0, "") == LeaseTaken()
    assert await second.claim("key", "b", 0, "a") == LeaseHeld("c")


async def spend(store: RedisStore, calls: int, limit: int = 3, seconds: float = 60) -> tuple[bool, int]:
    spending = await store.spend("budget", "cooldown", calls, limit, seconds)
    assert isinstance(spending, Spending)
    assert 0 <= spending.seconds <= seconds
    return spending.allowed, spending.spent


async def test_all_processes_spend_one_budget_and_never_exceed_it(first: RedisStore, second: RedisStore) -> None:
    assert [await spend(store, 1) for store in (first, second)] == [(True, 1), (True, 2)]
    assert await spend(first, 2) == (False, 2)
    assert await spend(second, 1) == (True, 3)
    assert await spend(first, 1) == (False, 3)
    assert await spend(first, -2) == (True, 1)
    assert await spend(second, 5, limit=10) == (True, 6)


async def test_concurrent_calls_do_not_exceed_a_budget(first: RedisStore, second: RedisStore) -> None:
    outcomes = await asyncio.gather(*(spend(store, 1, limit=50) for store in (first, second) * 100))
    assert sum(is_allowed for is_allowed, _ in outcomes) == 50


async def test_spent_calls_are_available_again_after_the_period(first: RedisStore) -> None:
    assert await spend(first, 3, seconds=0.05) == (True, 3)
    async with asyncio.timeout(20):
        while await spend(first, 1, seconds=0.05) != (True, 1):
            pass


async def test_a_cooldown_precedes_the_budget(first: RedisStore, second: RedisStore) -> None:
    first.put("cooldown", b"busy", 60)
    await first.get("cooldown")

    cooldown = await second.spend("budget", "cooldown", 1, 3, 60)

    assert isinstance(cooldown, Cooldown)
    assert cooldown.reason == b"busy"
    assert 50 < cooldown.seconds <= 60


async def test_a_count_reports_the_calls_of_all_processes(first: RedisStore, second: RedisStore) -> None:
    spendings: list[Spending] = []
    for store in (first, second):
        store.spend_later("budget", 1, 10, 60, spendings.append)
        await store.get("key")
    assert [spending.spent for spending in spendings] == [1, 2]


async def test_the_keys_of_a_bot_begin_with_its_id_and_contain_neither_its_token_nor_texts(
    first: RedisStore, open_store: OpenStore, redis_url: str, token: str
) -> None:
    bot_id, _, secret = token.partition(":")
    first.put(first.digest("Moscow"), b"value", 60)
    await first.claim("key", "a", 0, "")
    await first.spend("budget", "cooldown", 1, 3, 60)

    async with Redis.from_url(redis_url) as redis:
        keys = [key.decode() async for key in redis.scan_iter(f"weather-bot:{bot_id}:*")]
        left = [await redis.pttl(key) for key in keys]
    assert len(keys) == 3
    assert not any(secret in key or "Moscow" in key for key in keys)
    assert all(0 < milliseconds <= 60_000 for milliseconds in left)

    other = open_store(redis_url, f"{bot_id}0:{secret}")
    assert await other.get(first.digest("Moscow")) is None
    assert other.digest("Moscow") != first.digest("Moscow")


async def test_a_command_for_a_key_with_a_value_of_another_type_is_refused_and_logged_once(
    first: RedisStore, redis_url: str, token: str, caplog: pytest.LogCaptureFixture
) -> None:
    prefix = f"weather-bot:{token.partition(':')[0]}:"
    async with Redis.from_url(redis_url) as redis:
        await redis.lpush(f"{prefix}key", "garbage")
        await redis.set(f"{prefix}budget", "garbage", px=60_000)
        await redis.set(f"{prefix}list", "garbage", px=60_000)
        assert await first.get("key") is None
        assert await first.claim("key", "a", 0, "") is None
        assert await first.spend("budget", "cooldown", 1, 3, 60) is None
        await redis.delete(f"{prefix}key")

    value = await first.get("list")

    assert value is not None  # the store still sends commands after Redis has refused some
    assert [record.getMessage()[:26] for record in caplog.records] == ["Redis refuses a command: W"]


async def test_values_without_an_expiry_and_calls_in_the_future_are_ignored(
    first: RedisStore, redis_url: str, token: str
) -> None:
    prefix = f"weather-bot:{token.partition(':')[0]}:"
    async with Redis.from_url(redis_url) as redis:
        await redis.set(f"{prefix}cooldown", "busy")
        await redis.set(f"{prefix}key:lease", "+nobody")
        await redis.lpush(f"{prefix}budget", "garbage", str(2 * 10**12), str(10**15))
        await redis.pexpire(f"{prefix}budget", 60_000)

        assert await first.claim("key", "a", 0, "") == LeaseTaken()
        assert await spend(first, 1) == (True, 1)
        assert await SharedCallLimits(first, "budget", "cooldown").spend(1, None) is True

        await redis.delete(f"{prefix}cooldown")


async def test_the_commands_of_concurrent_callers_are_sent_together(
    first: RedisStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    batches: list[Sequence[Command]] = []
    replies = first._send_batch

    async def counted(commands: Sequence[Command]) -> list[Any]:
        batches.append(commands)
        return await replies(commands)

    monkeypatch.setattr(first, "_send_batch", counted)
    await asyncio.gather(*(first.get("key") for _ in range(50)))
    assert [len(batch) for batch in batches] == [100]


async def test_the_probe_names_the_version_and_a_time_that_is_too_long(
    redis_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("services.shared.redis.ROUND_TRIP_TIMEOUT", LONG_TIMEOUT)
    assert re.fullmatch(r"version \d+\.\S+ answers in [\d.]+ ms", await probe(redis_url))

    monkeypatch.setattr("services.shared.redis.ROUND_TRIP_TIMEOUT", 0)
    with pytest.raises(RedisProblem, match=r"Redis answers in \d+ ms, but the bot waits for 0 ms"):
        await probe(redis_url)
