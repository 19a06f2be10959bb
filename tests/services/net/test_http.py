"""One HTTP conversation: what each status and each broken answer means, budgets and cooldowns."""

import asyncio

import aiohttp
import pytest

from sandbox.faults import Fault, FaultKind
from sandbox.weather import WeatherServer
from services.errors import (
    CallLimitReached,
    Failure,
    InvalidResponse,
    KeyRefused,
    Reason,
    RequestRejected,
    ServiceError,
    TimedOut,
    Unavailable,
)
from services.net.http import DEFAULT_TIMEOUT, Credentials, JsonClient, open_session
from tests.services.conftest import Clock

PATH = "/v1/search"
PARAMS = {"name": "London"}
SECRET = "a-secret-key"


@pytest.fixture
def client(sandbox: WeatherServer, session: aiohttp.ClientSession, clock: Clock) -> JsonClient:
    client = JsonClient("Somewhere", sandbox.url + "/", clock=clock)
    client.use_session(session)
    return client


async def fail(client: JsonClient) -> ServiceError:
    with pytest.raises(ServiceError) as caught:
        await client.get(PATH, PARAMS)
    return caught.value


async def test_an_answer_is_decoded(client: JsonClient) -> None:
    body = await client.get(PATH, {"name": "London", "count": 1})

    assert isinstance(body, dict)
    assert [found["name"] for found in body["results"]] == ["London"]


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        *((status, RequestRejected) for status in (400, 404, 405, 406, 413, 414, 422, 431)),
        (401, KeyRefused),
        (429, CallLimitReached),
        *((status, Unavailable) for status in (204, 304, 402, 403, 408, 418, 500, 502, 503, 504, 520)),
    ],
)
async def test_every_status_but_200_means_an_error(
    client: JsonClient,
    sandbox: WeatherServer,
    status: int,
    kind: type[ServiceError],
) -> None:
    sandbox.answer_with("geocoding", "{}", status)

    error = await fail(client)

    assert type(error) is kind
    assert Failure.from_error(error) == Failure(kind.reason, status)


def test_a_403_with_a_key_means_refused() -> None:
    client = JsonClient("Somewhere", "http://x", credentials=Credentials({"appid": "k"}))
    assert type(client.error_for_status(403)) is KeyRefused


async def test_a_url_without_a_host_means_unavailable(session: aiohttp.ClientSession) -> None:
    nowhere = JsonClient("Somewhere", "http://a..b")
    nowhere.use_session(session)

    with pytest.raises(Unavailable):
        await nowhere.get(PATH, {})


def test_only_a_bad_request_is_not_retryable() -> None:
    assert [reason for reason in Reason if not Failure(reason).is_retryable] == [Reason.BAD_REQUEST]


@pytest.mark.parametrize(
    ("fault", "kind"),
    [
        (Fault(FaultKind.HANG), TimedOut),
        (Fault(FaultKind.SLOW_BODY), TimedOut),
        (Fault(FaultKind.TRUNCATED), InvalidResponse),
        (Fault(FaultKind.DROP), Unavailable),
    ],
)
@pytest.mark.usefixtures("impatient")
async def test_an_incomplete_or_late_response_is_an_error(
    client: JsonClient,
    sandbox: WeatherServer,
    fault: Fault,
    kind: type[ServiceError],
) -> None:
    sandbox.break_("geocoding", fault)

    async with asyncio.timeout(2):
        assert type(await fail(client)) is kind


def test_a_call_may_take_four_seconds() -> None:
    assert DEFAULT_TIMEOUT == 4


@pytest.mark.parametrize(
    "body",
    [
        "",
        "<html></html>",
        '{"results": [',
        '{"results": []}Unexpected error while streaming data: timeoutReached',
        "[" * 100_000,
        "9" * 5000,
    ],
)
async def test_a_200_that_is_not_json_is_malformed(client: JsonClient, sandbox: WeatherServer, body: str) -> None:
    sandbox.answer_with("geocoding", body)

    assert type(await fail(client)) is InvalidResponse


async def test_a_closed_port_means_unavailable(session: aiohttp.ClientSession) -> None:
    async with WeatherServer() as gone:
        client = JsonClient("Somewhere", gone.url)
        client.use_session(session)

    assert type(await fail(client)) is Unavailable


async def test_an_error_names_the_provider_and_never_the_key(
    sandbox: WeatherServer, session: aiohttp.ClientSession
) -> None:
    sandbox.break_("geocoding", Fault(FaultKind.STATUS, 503, body=SECRET))
    client = JsonClient("Somewhere", sandbox.url, credentials=Credentials({"appid": SECRET}))
    client.use_session(session)

    assert str(await fail(client)) == "Somewhere: unavailable (503)"
    assert sandbox.requests[0].params["appid"] == SECRET


async def test_the_session_has_a_thousand_connections_and_keeps_them_open() -> None:
    async with open_session() as session:
        connector = session.connector
        assert isinstance(connector, aiohttp.TCPConnector)
        assert connector.limit == 1000
        assert connector._keepalive_timeout == 300
