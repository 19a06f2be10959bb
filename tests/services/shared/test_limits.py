"""Call budgets, cooldowns and limits of users, which several processes share."""

import asyncio
from collections.abc import Callable

import aiohttp
import pytest

from bot.admission import Admission, Refusal
from sandbox.faults import Fault, FaultKind
from sandbox.weather import WeatherServer
from services.errors import CallLimitReached, Failure, KeyRefused, Reason, ServiceError
from services.net.budget import Budget, Pace
from services.net.http import Credentials, JsonClient
from services.net.shares import Shares
from services.places import Match, PlaceIndex, Resolver, Unknown
from services.providers import PROVIDERS, ProviderOptions
from services.providers.open_meteo.geocoding import OpenMeteoGeocoder
from services.shared.state import SharedState
from services.weather import WeatherService
from tests.services.conftest import MOSCOW, Clock, around, asked
from tests.services.net.users import ALICE, reported
from tests.services.places.asking import NAME, searches, settle
from tests.services.shared.memory import MemoryStore

MakeClient = Callable[..., JsonClient]


@pytest.fixture
def make_client(
    sandbox: WeatherServer, session: aiohttp.ClientSession, clock: Clock, shared: SharedState
) -> MakeClient:
    """Return a function that returns the client of another process."""

    def make(calls: int | None = None, key: str = "key") -> JsonClient:
        budget = None if calls is None else Budget(calls, clock=clock)
        credentials = Credentials(headers={"User-Agent": key})
        client = JsonClient("Somewhere", sandbox.url, credentials=credentials, budget=budget, clock=clock)
        client.use_session(session)
        client.share_limits(shared)
        return client

    return make


async def outcome_of(client: JsonClient) -> type[ServiceError] | None:
    try:
        await client.get("/v1/search", {"name": "London"})
    except ServiceError as error:
        return type(error)
    return None


async def test_the_processes_spend_one_budget(
    make_client: MakeClient, sandbox: WeatherServer, clock: Clock
) -> None:
    first, second = make_client(3), make_client(3)

    outcomes = [await outcome_of(client) for client in (first, second, first, second, first)]
    assert outcomes == [None, None, None, CallLimitReached, CallLimitReached]
    assert asked(sandbox, "geocoding") == 3

    clock.advance(seconds=60)
    assert await outcome_of(second) is None


async def test_a_call_that_the_shared_budget_refuses_is_not_charged_to_the_process(
    make_client: MakeClient, store: MemoryStore
) -> None:
    first, second = make_client(1), make_client(1)
    await outcome_of(first)
    assert await outcome_of(second) is CallLimitReached

    store.is_away = True

    assert second._budget is not None
    second._budget.record_total_calls(0, 0)
    assert await outcome_of(second) is None
    assert await outcome_of(second) is CallLimitReached


@pytest.mark.parametrize("calls", [None, 10])
@pytest.mark.parametrize(("status", "error", "seconds"), [(429, CallLimitReached, 60), (401, KeyRefused, 600)])
async def test_all_processes_keep_a_cooldown_that_one_process_starts(
    *,
    make_client: MakeClient,
    sandbox: WeatherServer,
    clock: Clock,
    calls: int | None,
    status: int,
    error: type[ServiceError],
    seconds: float,
) -> None:
    first, second = make_client(calls), make_client(calls)
    sandbox.break_("geocoding", Fault(FaultKind.STATUS, status, body="{}"), times=1)
    assert await outcome_of(first) is error

    assert [await outcome_of(second), await outcome_of(make_client(calls))] == [error, error]
    assert asked(sandbox, "geocoding") == 1

    clock.advance(seconds=seconds)
    assert await outcome_of(second) is None


async def test_the_cooldown_of_a_refused_key_ends_when_the_key_is_replaced(
    make_client: MakeClient, sandbox: WeatherServer
) -> None:
    sandbox.break_("geocoding", Fault(FaultKind.STATUS, 401, body="{}"), times=1)
    await outcome_of(make_client(10, "refused key"))

    assert await outcome_of(make_client(10, "refused key")) is KeyRefused
    assert await outcome_of(make_client(10, "another key")) is None


async def test_the_reserve_of_a_budget_counts_the_calls_of_all_processes(
    make_client: MakeClient,
) -> None:
    first, second = make_client(8), make_client(8)
    for _ in range(5):
        await outcome_of(first)
    await outcome_of(second)

    assert second._budget is not None
    assert second._budget.seconds_until_call(reserve_fraction=0.25) == 60
    assert second._budget.seconds_until_call() == 0


def test_each_weather_service_shares_the_limits_of_all_its_clients(shared: SharedState) -> None:
    options = ProviderOptions.model_validate({"openweather_api_key": "a" * 32, "contact": "ann@example.org"})
    for declaration in PROVIDERS:
        service = declaration.build(options)
        service.share_limits(shared)
        assert len(service.clients) == len({*service.clients})
        budgets = {id(provider.budget) for provider in (*service.providers, *filter(None, [service.warnings]))}
        assert {id(client._budget) for client in service.clients if client._budget is not None} == budgets
        assert all(client._shared_limits is not None for client in service.clients)


async def test_the_look_ups_of_a_user_in_all_processes_count_together(
    keyless: WeatherService, clock: Clock, shared: SharedState
) -> None:
    first, second = (Shares(3, clock=clock, shared=shared) for _ in range(2))
    places = around(5)
    assert reported(await keyless.reports(places[:2], share=first.share_for(ALICE))) == 2

    results = await keyless.reports(places[2:], share=second.share_for(ALICE))

    # The first look-up of the second process returns the number of look-ups of both processes.
    assert reported(results) == 1
    assert results[1:] == [Failure(Reason.SHARE_SPENT, retry_after=3600.0)] * 2
    clock.advance(hours=1)
    assert reported(await keyless.reports(places[3:], share=second.share_for(ALICE))) == 2


async def test_a_refunded_look_up_is_refunded_in_all_processes(
    keyless: WeatherService, clock: Clock, shared: SharedState, sandbox: WeatherServer
) -> None:
    first, second = (Shares(1, clock=clock, shared=shared) for _ in range(2))
    sandbox.break_("open-meteo", Fault(FaultKind.STATUS, 429, body="{}", retry_after=1), times=1)
    assert await keyless.reports([MOSCOW], share=first.share_for(ALICE)) == [Failure(Reason.BUSY, 429)]

    assert second.user_limits(ALICE).budget.spend()
    assert second.user_limits(ALICE).budget.spent_calls == 1


def test_the_questions_and_notices_in_all_processes_count_together(clock: Clock, shared: SharedState) -> None:
    first, second = (Admission(3, clock=clock, shared=shared) for _ in range(2))
    question = {"update_id": 1, "message": {"chat": {"id": 1}, "from": {"id": ALICE}}}

    refusals = [admission.refusal_of(question, 0) for admission in (first, first, second, second, first)]

    # The first question to the second process returns the number of questions to both processes.
    assert refusals == [None, None, None, Refusal.TOO_FAST, None]
    assert first.refusal_of(question, 0) is Refusal.TOO_FAST
    assert first.may_notify(1)
    assert not first.may_notify(1)
    assert second.may_notify(2)


@pytest.mark.parametrize(("name", "kind"), [(NAME, Match), ("Qwertyzz", Unknown)])
async def test_a_name_is_looked_up_by_one_process_and_the_store_does_not_contain_the_name(
    *,
    index: PlaceIndex,
    sandbox: WeatherServer,
    session: aiohttp.ClientSession,
    clock: Clock,
    shared: SharedState,
    store: MemoryStore,
    name: str,
    kind: type[Match | Unknown],
) -> None:
    settle(sandbox, NAME)
    for text in (name, name.upper()):
        resolver = Resolver(index, [OpenMeteoGeocoder(url=sandbox.url)], session, clock=clock, shared=shared)
        (item,) = (await resolver.resolve(text, "en")).items
        assert isinstance(item, kind)
        await resolver.aclose()

    assert searches(sandbox) == [name]
    assert not any(text in str(store.values) for text in (name, name.casefold()))


async def test_concurrent_look_ups_of_a_name_in_several_processes_are_one_request(
    index: PlaceIndex, sandbox: WeatherServer, session: aiohttp.ClientSession, clock: Clock, shared: SharedState
) -> None:
    settle(sandbox, NAME)
    sandbox.delay("geocoding", 0.05)
    resolvers = [
        Resolver(index, [OpenMeteoGeocoder(url=sandbox.url)], session, clock=clock, shared=shared)
        for _ in range(3)
    ]

    readings = await asyncio.gather(*(resolvers[number % 3].resolve(NAME, "en") for number in range(60)))

    assert len(searches(sandbox)) == 1
    assert all(isinstance(reading.items[0], Match) for reading in readings)
    for resolver in resolvers:
        await resolver.aclose()


async def turns_in_ten_seconds(paces: list[Pace], clock: Clock) -> int:
    """Return how many turns the processes with *paces* take in ten seconds."""
    ends_at, turns = clock() + 10, 0
    while clock() < ends_at:
        for pace in paces:
            await pace.wait_turn()
            turns += 1
    return turns


@pytest.mark.parametrize("per_second", [25, 2.5, 0.5])
async def test_the_pushes_of_all_processes_keep_one_pace(
    clock: Clock, shared: SharedState, per_second: float
) -> None:
    paces = [
        Pace(per_second, clock=clock, sleep=clock.sleep, shared=shared.pace("pushes", per_second))
        for _ in range(3)
    ]
    assert await turns_in_ten_seconds(paces, clock) <= 10 * per_second + max(1, per_second) + 2


async def test_a_pause_of_the_pushes_delays_all_processes(clock: Clock, shared: SharedState) -> None:
    first, second = (Pace(25, clock=clock, sleep=clock.sleep, shared=shared.pace("pushes", 25)) for _ in range(2))
    started = clock()

    first.pause(7)
    await second.wait_turn()

    assert clock() - started == pytest.approx(7)


async def test_without_a_working_store_each_process_keeps_its_own_pace(
    clock: Clock, shared: SharedState, store: MemoryStore
) -> None:
    store.is_away = True
    pace = Pace(25, clock=clock, sleep=clock.sleep, shared=shared.pace("pushes", 25))
    assert await turns_in_ten_seconds([pace], clock) == pytest.approx(250, abs=2)
