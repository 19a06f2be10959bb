"""The service of warnings: what applies at a place, how rarely it asks, and what it says if a source is down."""

import asyncio
from datetime import timedelta

import aiohttp
import pytest

from sandbox.faults import Fault, FaultKind
from sandbox.weather import InfoText, WeatherServer
from services.errors import Failure, Reason
from services.places import Place
from services.providers.public_alert_server import client as server
from services.providers.public_alert_server.client import PublicAlertServer
from services.warnings import PlaceWarnings, WarningService
from tests.services.conftest import LONDON, MOSCOW, Clock, asked
from tests.services.warnings.look_ups import (
    DOWN,
    HUB,
    MIAMI,
    NWS,
    POINT,
    RAIN,
    TORONTO,
    WIND,
    events,
    look_up,
)


async def test_the_most_severe_warning_is_the_first_and_other_places_have_none(
    warnings: WarningService, sandbox: WeatherServer
) -> None:
    sandbox.warnings.issue(POINT, RAIN, severity="Moderate", begins_in=timedelta(hours=2))
    sandbox.warnings.issue(POINT, WIND, severity="Severe", begins_in=timedelta(hours=5))
    sandbox.warnings.issue(POINT, InfoText("en", "Earthquake"), category="Geo")
    sandbox.warnings.issue(POINT, InfoText("en", "Past"), urgency="Past")
    sandbox.warnings.issue(POINT, InfoText("en", "Drill"), status="Exercise")

    found, elsewhere = await warnings.look_up([MOSCOW, LONDON])

    assert isinstance(found, PlaceWarnings)
    assert [warning.text_in("en").event for warning in found.warnings] == ["Wind", "Rain"]
    assert found.source == server.NAME
    assert elsewhere == PlaceWarnings(source=server.NAME)


async def test_a_warning_ends_by_itself(warnings: WarningService, sandbox: WeatherServer, clock: Clock) -> None:
    sandbox.warnings.issue(POINT, WIND, lasts=timedelta(minutes=5))
    assert await events(warnings) == ["Wind"]
    clock.advance(minutes=5)
    assert await events(warnings) == []
    assert asked(sandbox, HUB) == 3  # a list, a redirect and a document


async def test_an_update_replaces_and_a_cancellation_removes_what_it_refers_to(
    warnings: WarningService, sandbox: WeatherServer, clock: Clock
) -> None:
    first = sandbox.warnings.issue(POINT, WIND)
    second = sandbox.warnings.issue(
        POINT, InfoText("en", "Storm"), severity="Severe", message_type="Update", references=first.reference
    )
    assert await events(warnings) == ["Storm"]
    sandbox.warnings.issue(POINT, WIND, message_type="Cancel", references=second.reference)
    clock.advance(minutes=10)
    found = await look_up(warnings)
    assert isinstance(found, PlaceWarnings)
    assert found.warnings == ()
    assert len(found.cancelled) == 1


async def test_all_places_of_an_area_and_all_questions_in_ten_minutes_share_one_request(
    warnings: WarningService, sandbox: WeatherServer, clock: Clock
) -> None:
    sandbox.warnings.issue(POINT, WIND)
    neighbours = [Place(f"{number}", 55.5 + number / 100, 37.6) for number in range(20)]
    await asyncio.gather(*(warnings.look_up(neighbours) for _ in range(5)))
    clock.advance(minutes=9.9)
    await warnings.look_up(neighbours)
    assert [request.path for request in sandbox.warning_requests].count("/alert/area") == 1


async def test_an_alert_that_was_read_is_never_requested_again(
    warnings: WarningService, sandbox: WeatherServer, clock: Clock
) -> None:
    sandbox.warnings.issue(POINT, WIND, lasts=timedelta(days=2))
    for _ in range(10):
        assert await events(warnings) == ["Wind"]
        clock.advance(hours=1)
    paths = [request.path for request in sandbox.warning_requests]
    assert paths.count("/alert/area") == 10
    assert sum(path.startswith("/media") for path in paths) == 1


async def test_a_source_that_is_down_means_unknown_and_is_asked_again_after_a_minute(
    warnings: WarningService, sandbox: WeatherServer, clock: Clock
) -> None:
    sandbox.break_("warnings", DOWN)
    assert await look_up(warnings) == Failure(Reason.UNAVAILABLE, 503)
    clock.advance(seconds=59)
    assert await look_up(warnings) == Failure(Reason.UNAVAILABLE, 503)
    assert asked(sandbox, HUB) == 1
    sandbox.mend()
    clock.advance(seconds=1)
    assert await events(warnings) == []


async def test_a_warning_that_is_known_is_shown_for_an_hour_while_the_source_is_down(
    warnings: WarningService, sandbox: WeatherServer, clock: Clock
) -> None:
    sandbox.warnings.issue(POINT, WIND)
    await look_up(warnings)
    sandbox.break_("warnings", DOWN)
    clock.advance(minutes=50)
    assert isinstance(await look_up(warnings), Failure)
    assert [warning.text_in("en").event for warning in warnings.get_imminent(MOSCOW)] == ["Wind"]
    clock.advance(minutes=10)
    assert warnings.get_imminent(MOSCOW) == ()


async def test_a_redirect_to_another_host_is_not_followed(
    warnings: WarningService, sandbox: WeatherServer
) -> None:
    sandbox.warnings.issue(POINT, WIND)
    async with WeatherServer() as stranger:
        location = {"Location": f"{stranger.url}/media/alerts/x.xml"}
        redirect = Fault(FaultKind.STATUS, status=302, body="", headers=location)
        await warnings.look_up([LONDON])  # so that only the alert gets the fault below
        sandbox.break_(HUB, redirect)
        await look_up(warnings)
        assert stranger.warning_requests == []


async def test_a_429_starts_a_cooldown_in_which_nothing_is_asked(
    warnings: WarningService, sandbox: WeatherServer, clock: Clock
) -> None:
    sandbox.break_(HUB, Fault(FaultKind.STATUS, status=429, retry_after=3600))
    assert await look_up(warnings) == Failure(Reason.BUSY, 429)
    clock.advance(minutes=2)
    assert await look_up(warnings, LONDON) == Failure(Reason.BUSY)
    assert asked(sandbox, HUB) == 1


async def test_places_in_the_united_states_ask_the_national_service_first_and_the_hub_if_it_fails(
    warnings: WarningService, sandbox: WeatherServer, clock: Clock
) -> None:
    sandbox.warnings.issue((MIAMI.latitude, MIAMI.longitude), InfoText("en-US", "Severe Thunderstorm Warning"))
    found = await look_up(warnings, MIAMI)
    assert isinstance(found, PlaceWarnings)
    assert (found.source, len(found.warnings)) == ("National Weather Service", 1)
    assert asked(sandbox, HUB) == 0
    sandbox.break_(NWS, DOWN)
    clock.advance(minutes=10)
    instead = await look_up(warnings, MIAMI)
    assert isinstance(instead, PlaceWarnings)
    assert instead.source == server.NAME
    assert [warning.id for warning in instead.warnings] == [warning.id for warning in found.warnings]
    await look_up(warnings, TORONTO)
    assert asked(sandbox, NWS) == 2


async def test_a_refresh_starts_one_look_up_in_ten_minutes_even_if_it_fails(
    warnings: WarningService, sandbox: WeatherServer, clock: Clock
) -> None:
    sandbox.break_("warnings", DOWN)
    for _ in range(5):
        if calls := warnings.refresh([MOSCOW]):
            await asyncio.wait(calls)
        clock.advance(minutes=1.9)
    assert asked(sandbox, HUB) == 1
    clock.advance(minutes=1)
    assert len(warnings.refresh([MOSCOW])) == 1


async def test_a_refresh_leaves_half_of_the_budget_to_questions_and_alerts(
    sandbox: WeatherServer, session: aiohttp.ClientSession, clock: Clock
) -> None:
    hub = PublicAlertServer(sandbox.url)
    async with WarningService([hub], session, now=clock.utc, clock=clock) as warnings:
        hub.budget.spend(server.MAX_CALLS_PER_MINUTE // 2)
        assert warnings.refresh([MOSCOW]) == ()
        assert await events(warnings) == []


async def test_a_slow_source_is_late_and_its_answer_is_used_later(
    warnings: WarningService, sandbox: WeatherServer
) -> None:
    sandbox.warnings.issue(POINT, WIND)
    sandbox.hold(HUB)
    assert await warnings.look_up([MOSCOW], within=0) == [Failure(Reason.LATE)]
    sandbox.release()
    assert await events(warnings) == ["Wind"]


async def test_only_moderate_warnings_within_a_day_stand_above_the_weather(
    warnings: WarningService, sandbox: WeatherServer
) -> None:
    sandbox.warnings.issue(POINT, InfoText("en", "Minor"), severity="Minor")
    sandbox.warnings.issue(POINT, InfoText("en", "Later"), begins_in=timedelta(hours=25))
    sandbox.warnings.issue(POINT, InfoText("en", "Soon"), begins_in=timedelta(hours=23))
    await look_up(warnings)
    assert [warning.text_in("en").event for warning in warnings.get_imminent(MOSCOW)] == ["Soon"]


async def test_without_a_provider_warnings_are_unknown_and_a_retry_does_not_help(
    session: aiohttp.ClientSession,
) -> None:
    async with WarningService([], session) as warnings:
        (found,) = await warnings.look_up([MOSCOW])
    assert isinstance(found, Failure)
    assert not found.is_retryable
    assert not warnings.is_on


async def test_a_list_with_one_new_alert_causes_one_document_to_be_read(
    sandbox: WeatherServer, session: aiohttp.ClientSession, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(server, "MAX_CACHED_ALERT_BYTES", 4_000)  # enough for one alert
    async with WarningService([PublicAlertServer(sandbox.url)], session, now=clock.utc, clock=clock) as warnings:
        for number in range(20):
            sandbox.warnings.issue(POINT, InfoText("en", f"Wind {number}"))
        await look_up(warnings)
        before = len(sandbox.warning_requests)
        sandbox.warnings.issue(POINT, RAIN, severity="Severe")
        clock.advance(minutes=10)
        assert len(await events(warnings)) == 21
    assert len(sandbox.warning_requests) - before == len(["the list", "the redirect", "the document"])


async def test_a_warning_that_is_missing_in_the_next_list_is_not_shown_any_more(
    warnings: WarningService, sandbox: WeatherServer, clock: Clock
) -> None:
    sandbox.warnings.issue(POINT, WIND)
    await warnings.look_up([MOSCOW], is_check=True)
    assert len(warnings.get_imminent(MOSCOW)) == 1
    sandbox.warnings.withdraw_all()
    clock.advance(minutes=10)
    await warnings.look_up([MOSCOW], is_check=True)
    assert warnings.get_imminent(MOSCOW) == ()
    assert await events(warnings) == []


async def test_the_place_that_was_asked_about_first_is_forgotten_first(
    warnings: WarningService, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("services.warnings.service.MAX_CACHED_PLACES", 2)
    for place in (MOSCOW, LONDON, MIAMI):
        await look_up(warnings, place)
    assert [warnings.get_cached(place) is not None for place in (MOSCOW, LONDON, MIAMI)] == [False, True, True]
