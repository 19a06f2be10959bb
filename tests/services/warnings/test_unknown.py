"""When the warnings at a place are unknown: alerts and lists that cannot be read."""

from datetime import timedelta

import pytest

from sandbox.weather import WeatherServer
from services.errors import Failure, Reason
from services.providers.public_alert_server import client as server
from services.warnings import WarningService
from tests.services.conftest import Clock
from tests.services.warnings.bodies import area, info, message
from tests.services.warnings.look_ups import HUB, POINT, RAIN, SOUTH, WIND, events, look_up


async def test_beside_an_alert_that_cannot_be_read_warnings_are_shown_but_their_absence_is_unknown(
    warnings: WarningService, sandbox: WeatherServer, clock: Clock
) -> None:
    sandbox.warnings.issue(POINT, WIND)
    assert await events(warnings) == ["Wind"]
    lost = sandbox.warnings.issue((POINT[0] - 0.5, POINT[1]), RAIN)
    sandbox.warnings.lose(lost)
    clock.advance(minutes=10)
    assert await events(warnings) == ["Wind"]
    assert await look_up(warnings, SOUTH) == Failure(Reason.UNAVAILABLE)
    sandbox.warnings.recover()
    clock.advance(minutes=1)
    assert await events(warnings, SOUTH) == ["Rain"]


@pytest.mark.parametrize(
    "body",
    ["no XML", "<alert/>", '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>', "<a>" * 100_000, "x" * 10_000_000],
    ids=["text", "no CAP", "an entity", "deep", "10 MB"],
)
async def test_with_a_hostile_alert_the_warnings_are_unknown_and_it_is_not_requested_again_for_an_hour(
    warnings: WarningService, sandbox: WeatherServer, clock: Clock, body: str
) -> None:
    sandbox.warnings.issue(POINT, WIND)
    sandbox.warnings.issue(POINT, RAIN, body=body)
    for _ in range(3):
        assert await events(warnings) == ["Wind"]
        assert await look_up(warnings, SOUTH) == Failure(Reason.UNAVAILABLE)
        clock.advance(minutes=10)
    assert sum(request.path.startswith("/media") for request in sandbox.warning_requests) == 2


@pytest.mark.parametrize("body", ["{}", "[" * 30_000, '["' + "a" * 300_000 + '"]', "<html>"])
async def test_with_a_list_that_is_not_a_list_of_ids_the_warnings_are_unknown(
    warnings: WarningService, sandbox: WeatherServer, body: str
) -> None:
    sandbox.answer_with(HUB, body)
    assert await look_up(warnings) == Failure(Reason.MALFORMED, 200)


async def test_an_alert_may_have_any_short_id_and_with_an_invalid_id_the_warnings_are_unknown(
    warnings: WarningService, sandbox: WeatherServer
) -> None:
    sandbox.warnings.issue(POINT, WIND, id="urn:oid:2.49.0.1.643.0.26")
    for invalid in ("..", "a/b", "a b", "a" * 201, ""):
        sandbox.warnings.issue((POINT[0] - 0.5, POINT[1]), RAIN, id=invalid)
    assert await events(warnings) == ["Wind"]
    assert len(sandbox.warning_requests) == len(["the list", "the redirect", "the document"])
    assert await look_up(warnings, SOUTH) == Failure(Reason.UNAVAILABLE)


async def test_in_an_area_with_more_alerts_than_are_read_the_absence_of_warnings_is_unknown(
    warnings: WarningService, sandbox: WeatherServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(server, "MAX_ALERTS_PER_AREA", 1)
    sandbox.warnings.issue(POINT, RAIN, body=message(status="Test").decode())
    sandbox.warnings.issue(POINT, WIND)
    assert isinstance(await look_up(warnings), Failure)


async def test_with_an_alert_without_an_area_the_absence_of_warnings_is_unknown_until_it_expires(
    warnings: WarningService, sandbox: WeatherServer, clock: Clock
) -> None:
    expires = (clock.utc() + timedelta(hours=1)).isoformat()
    unlocated = info(areas=area("", name="Somewhere"), expires=expires)
    sandbox.warnings.issue(POINT, RAIN, body=message(unlocated).decode())
    assert await look_up(warnings) == Failure(Reason.UNAVAILABLE)
    located = sandbox.warnings.issue(POINT, WIND, lasts=timedelta(minutes=30))
    clock.advance(minutes=10)
    assert await events(warnings) == ["Wind"], located
    clock.advance(minutes=50)
    assert await events(warnings) == []
