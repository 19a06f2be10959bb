"""The monitor with its real checks and the weather services of the sandbox."""

from datetime import timedelta

from sandbox.faults import Fault, FaultKind
from sandbox.weather import WeatherServer
from services.alerts.models import PrecipitationAlert, PrecipitationForm, PrecipitationPhase, ThresholdAlert
from services.storage.alert_models import AlertKinds, AlertSettings
from services.storage.models import SavedPlace
from tests.services.alerts.conftest import Desk
from tests.services.conftest import LONDON, MOSCOW, asked

HOUR = timedelta(hours=1)
COMING = PrecipitationPhase.COMING


async def test_rain_causes_an_alert_an_hour_before_with_its_end(desk: Desk, sky: WeatherServer) -> None:
    start = desk.clock.utc()
    sky.bring("rain", within=timedelta(hours=4), lasting=HOUR, rate=3.0, city="Moscow")
    await desk.watches.add(1, [SavedPlace(MOSCOW)], AlertKinds.PRECIPITATION)
    await desk.watches.add(2, [SavedPlace(MOSCOW), SavedPlace(LONDON)], AlertKinds.PRECIPITATION)
    await desk.watches.save_settings(2, AlertSettings(tells_end=True))

    await desk.run_until(start + timedelta(hours=8))

    created = [(chat_id, body) for chat_id, body in await desk.stored() if isinstance(body, PrecipitationAlert)]
    assert [(chat_id, body.phase) for chat_id, body in created] == [
        (1, COMING),
        (2, COMING),
        (2, PrecipitationPhase.ENDING),
    ]
    coming = created[0][1]
    assert timedelta(minutes=40) <= coming.time_until_start <= HOUR
    assert coming.start == start + timedelta(hours=4) - timedelta(
        minutes=7
    )  # the quarter of an hour in which it begins
    assert (coming.form, coming.peak, coming.provider) == (PrecipitationForm.RAIN, 3.0, "Open-Meteo")
    calls = [len(request.places) for request in sky.requests]
    assert sum(calls) <= 2 * 4 + 8  # forecasts of both cells every three hours, and quarters of one cell


async def test_a_provider_that_is_away_changes_nothing_and_is_asked_again(desk: Desk, sky: WeatherServer) -> None:
    start = desk.clock.utc()
    await desk.watches.add(1, [SavedPlace(MOSCOW)])
    sky.break_("open-meteo", Fault(FaultKind.STATUS, 503))
    await desk.run_until(start + HOUR / 3)
    assert await desk.stored() == []
    assert 2 <= asked(sky, "open-meteo") <= 4

    sky.mend()
    sky.bring("freezing-rain", within=timedelta(minutes=30), lasting=HOUR, rate=1.0)
    await desk.run_until(start + HOUR)

    forms = [body.form for _, body in await desk.stored() if isinstance(body, PrecipitationAlert)]
    assert forms == [PrecipitationForm.FREEZING_RAIN]


async def test_thresholds_cause_one_alert_an_event_from_the_forecasts_that_the_rain_needs(
    desk: Desk, sky: WeatherServer
) -> None:
    start = desk.clock.utc()
    await desk.watches.add(1, [SavedPlace(MOSCOW)])  # the nights are at 0 °C
    await desk.watches.add(2, [SavedPlace(MOSCOW)])
    await desk.watches.save_settings(2, AlertSettings(thresholds={AlertKinds.FROST: -10.0, AlertKinds.UV: 5.0}))

    await desk.run_until(start + 13 * HOUR)

    created = [(chat_id, body) for chat_id, body in await desk.stored() if isinstance(body, ThresholdAlert)]
    assert {(chat_id, body.kind, body.threshold, body.value) for chat_id, body in created} == {
        (1, AlertKinds.FROST, 0.0, 0.0),
        (2, AlertKinds.UV, 5.0, 7.0),
    }
    assert len(created) == 2
    assert asked(sky, "open-meteo") <= 4


async def test_a_chat_that_unmutes_resumes_or_switches_a_kind_on_during_an_event_gets_one_alert(
    desk: Desk,
) -> None:
    start, heat = desk.clock.utc(), AlertKinds.HEAT
    watch_ids = {}
    for chat_id in (1, 2, 3, 4):
        (watch,) = await desk.watches.add(chat_id, [SavedPlace(MOSCOW)], AlertKinds.FROST)
        watch_ids[chat_id] = watch.id
        await desk.watches.save_settings(chat_id, AlertSettings(thresholds={AlertKinds.FROST: 5.0}))
    await desk.watches.mute(1, start + 24 * HOUR)
    await desk.watches.pause(2, watch_ids[2])
    await desk.watches.set_kinds(3, watch_ids[3], heat)
    await desk.run_until(start + HOUR)
    assert [chat_id for chat_id, _ in await desk.stored()] == [4]

    for _ in range(2):
        await desk.watches.mute(1, None)
        await desk.watches.resume(2, watch_ids[2])
        await desk.watches.set_kinds(3, watch_ids[3], heat | AlertKinds.FROST)
        await desk.watches.set_kinds(4, watch_ids[4], heat | AlertKinds.FROST)
        await desk.run_once()
        desk.clock.advance(minutes=1)

    assert sorted(chat_id for chat_id, _ in await desk.stored()) == [1, 2, 3, 4]
