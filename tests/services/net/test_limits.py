"""The limits of a provider: the cooldown after a refusal or an exceeded quota, and budgets."""

import asyncio
import logging
from collections.abc import Iterator
from datetime import UTC, datetime

import aiohttp
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandbox.faults import Fault, FaultKind
from sandbox.weather import WeatherServer
from services.errors import CallLimitReached, Failure, Reason, ServiceError
from services.net.budget import Budget
from services.net.cooldowns import cooldown_seconds
from services.net.http import Credentials, JsonClient
from tests.services.conftest import NOW, Clock, asked

PATH = "/v1/search"
PARAMS = {"name": "London"}
SECRET = "a-secret-key"


@pytest.fixture
def client(sandbox: WeatherServer, session: aiohttp.ClientSession, clock: Clock) -> JsonClient:
    client = JsonClient("Somewhere", sandbox.url, clock=clock)
    client.use_session(session)
    return client


async def error_of(client: JsonClient) -> ServiceError:
    with pytest.raises(ServiceError) as caught:
        await client.get(PATH, PARAMS)
    return caught.value


@pytest.mark.parametrize(
    ("fault", "seconds"),
    [
        (Fault(FaultKind.STATUS, 401, body="{}"), 600),
        (Fault(FaultKind.STATUS, 429, body="{}"), 60),
        (Fault(FaultKind.STATUS, 429, body="{}", retry_after=7), 7),
    ],
)
async def test_a_provider_is_called_again_after_its_cooldown(
    *,
    client: JsonClient,
    sandbox: WeatherServer,
    clock: Clock,
    fault: Fault,
    seconds: int,
) -> None:
    sandbox.break_("geocoding", fault, times=1)
    first = await error_of(client)

    clock.advance(seconds=seconds - 0.1)
    assert type(await error_of(client)) is type(first)
    assert asked(sandbox, "geocoding") == 1

    clock.advance(seconds=0.1)
    await client.get(PATH, PARAMS)
    assert asked(sandbox, "geocoding") == 2


async def test_a_shorter_cooldown_does_not_end_a_longer_one(
    client: JsonClient, sandbox: WeatherServer, clock: Clock
) -> None:
    sandbox.delay("geocoding", 0.05)
    sandbox.break_("geocoding", Fault(FaultKind.STATUS, 429, body="{}", retry_after=10), times=1)
    # the latest fault comes first
    sandbox.break_("geocoding", Fault(FaultKind.STATUS, 429, body="{}", retry_after=100), times=1)
    await asyncio.gather(error_of(client), error_of(client))

    clock.advance(seconds=99)

    assert type(await error_of(client)) is CallLimitReached
    assert asked(sandbox, "geocoding") == 2


@pytest.mark.parametrize(
    ("status", "line"),
    [
        (401, "Somewhere refuses the key: it is wrong, or new and not active yet"),
        (429, "Somewhere: the quota is used up; not calling the service for 60 s"),
    ],
)
async def test_concurrent_refusals_are_logged_once_without_the_key(
    sandbox: WeatherServer,
    session: aiohttp.ClientSession,
    caplog: pytest.LogCaptureFixture,
    status: int,
    line: str,
) -> None:
    caplog.set_level(logging.DEBUG)
    client = JsonClient("Somewhere", sandbox.url, credentials=Credentials({"appid": SECRET}))
    client.use_session(session)
    sandbox.break_("geocoding", Fault(FaultKind.STATUS, status, body=SECRET))

    await asyncio.gather(*(error_of(client) for _ in range(12)))

    assert asked(sandbox, "geocoding") == 12
    (record,) = [record for record in caplog.records if record.name == "services.net.cooldowns"]
    assert record.getMessage().startswith(line)
    assert SECRET not in caplog.text


@pytest.mark.parametrize(
    ("body", "retry_after", "seconds"),
    [
        ("Minutely API request limit exceeded. Please try again in one minute.", None, 60),
        ("Hourly API request limit exceeded. Please try again in the next hour.", None, 3600),
        ("Daily API request limit exceeded. Please try again tomorrow.", None, (11 * 60 + 53) * 60),
        ("Too many concurrent requests", None, 2),
        ('{"cod":429,"message":"Your account is temporary blocked due to exceeding of requests"}', None, 60),
        ("", None, 60),
        ("try again in the next hour", "5", 5),
        ("", "0", 0),
        ("", "Wed, 21 Oct 2026 07:28:00 GMT", 60),
        ("", "-5", 60),
        ("", "9" * 400, 86400),
    ],
)
def test_a_cooldown_lasts_as_long_as_the_provider_asks(body: str, retry_after: str | None, seconds: float) -> None:
    assert cooldown_seconds(body, retry_after, NOW) == seconds


@given(st.text(), st.none() | st.text(), st.datetimes(timezones=st.just(UTC), max_value=datetime(9000, 1, 1)))  # noqa: DTZ001
def test_a_cooldown_is_never_longer_than_a_day(body: str, retry_after: str | None, now: datetime) -> None:
    assert 0 <= cooldown_seconds(body, retry_after, now) <= 86400


def allowed_times(budget: Budget, clock: Clock, seconds: int) -> Iterator[float]:
    """Try a call twice a second and yield the times of the allowed calls."""
    for _ in range(2 * seconds):
        clock.advance(seconds=0.5)
        while budget.spend():
            yield clock()


def test_no_minute_has_more_calls_than_the_budget(clock: Clock) -> None:
    spent = list(allowed_times(Budget(5, clock=clock), clock, 300))

    assert len(spent) == 25
    assert all(later - earlier >= 60 for earlier, later in zip(spent, spent[5:], strict=False))


def test_a_budget_of_0_allows_no_call() -> None:
    assert not Budget(0).spend()


async def test_no_call_exceeds_the_budget(
    sandbox: WeatherServer, session: aiohttp.ClientSession, clock: Clock
) -> None:
    client = JsonClient("Somewhere", sandbox.url, budget=Budget(1, clock=clock), clock=clock)
    client.use_session(session)
    await client.get(PATH, PARAMS)

    assert Failure.from_error(await error_of(client)) == Failure(Reason.BUSY)
    assert asked(sandbox, "geocoding") == 1

    clock.advance(seconds=60)
    await client.get(PATH, PARAMS)
