import os
import secrets
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack

import pytest

from services.shared.redis import RedisStore
from services.shared.state import SharedState
from tests.services.conftest import Clock
from tests.services.shared.memory import MemoryStore

REDIS = os.environ.get("TEST_REDIS_URL", "")

LONG_TIMEOUT = 10.0
"""Time limit in seconds of round trips in tests that are not about time limits; the machine may be busy."""

OpenStore = Callable[..., RedisStore]


@pytest.fixture
def store(clock: Clock) -> MemoryStore:
    return MemoryStore(clock)


@pytest.fixture
def shared(store: MemoryStore) -> SharedState:
    """The state that the processes of a test share."""
    return SharedState(store)


@pytest.fixture
async def open_store() -> AsyncIterator[OpenStore]:
    """Return a function that creates a store, which connects at its first call; the fixture closes the store."""
    async with AsyncExitStack() as stack:

        def open_store(url: str, bot_token: str = "", *, timeout: float = LONG_TIMEOUT) -> RedisStore:
            store = RedisStore(url, bot_token, timeout=timeout)
            stack.push_async_callback(store.aclose)
            return store

        yield open_store


@pytest.fixture
def redis_url() -> str:
    """The URL of the Redis that all tests share."""
    if not REDIS:
        assert "REQUIRE_SERVICES" not in os.environ, "TEST_REDIS_URL is not set"
        pytest.skip("TEST_REDIS_URL is not set")
    return REDIS


@pytest.fixture
def token() -> str:
    """The token of a bot that no other test uses, so that the keys of tests differ."""
    return f"{secrets.randbelow(10**12)}:{secrets.token_urlsafe(26)}"
