"""The check for precipitation: when it requests nowcasts, and which watches get alerts."""

from datetime import UTC, timedelta

import pytest

from sandbox.faults import Fault, FaultKind
from sandbox.weather import WeatherServer
from services.alerts.checks import RETRY_INTERVAL, CheckResult
from services.alerts.models import PrecipitationAlert, PrecipitationForm, PrecipitationPhase, decode_body
from services.alerts.precipitation import PrecipitationState, Stage
from services.alerts.precipitation_check import (
    CHANCE_HORIZON,
    NOWCAST_LEAD_TIME,
    PrecipitationCheck,
    PrecipitationCheckState,
    chance_periods,
    check_cell,
    decode_state,
    encode_state,
    expires_at,
)
from services.storage.alert_models import AlertKinds, AlertSettings, WatchedCell
from services.weather import Condition, Forecast, Nowcast, Step, WeatherService
from tests.services.alerts.conftest import watched
from tests.services.alerts.quarters import NOON, quarters, rain
from tests.services.conftest import LONDON, MOSCOW, Clock, asked

HOUR = timedelta(hours=1)
RAIN_SOON = PrecipitationCheckState(
    forecast_due_at=NOON + 3 * HOUR,
    chances=((NOON, NOON + 4 * HOUR),),
    precipitation=PrecipitationState(seen_at=NOON - HOUR / 2),
    last_watch=9,
)


def forecast(*steps: Step) -> Forecast:
    return Forecast(provider="Any", timezone=UTC, steps=steps)


def step(hour: int, **values: object) -> Step:
    return Step(start=NOON + hour * HOUR, length=HOUR, **values)  # type: ignore[arg-type]


def nowcast(*amounts: float, condition: Condition = Condition.RAIN) -> Nowcast:
    return Nowcast(provider="Model", timezone=UTC, quarters=tuple(quarters(*amounts, condition=condition)))


def alerts_by_watch(result: CheckResult) -> list[tuple[int, PrecipitationAlert]]:
    """Return the id of the watch and the body of each alert."""
    bodies = [(alert.watch.id, decode_body(alert.body)) for alert in result.alerts]
    return [(watch, body) for watch, body in bodies if isinstance(body, PrecipitationAlert)]


@pytest.mark.parametrize(
    ("values", "has_chance"),
    [
        ({"precipitation": 0.0, "probability": 10.0}, False),
        ({"precipitation": 0.1, "probability": 10.0}, True),
        ({"precipitation": 0.0, "probability": 40.0}, True),
        ({"condition": Condition.RAIN_SHOWERS}, True),
        ({"condition": Condition.FREEZING_RAIN, "precipitation": 0.0}, True),
        ({"condition": Condition.OVERCAST}, False),
        ({}, False),
    ],
)
def test_an_amount_a_probability_or_a_condition_is_a_chance(values: dict[str, object], has_chance: bool) -> None:
    assert bool(chance_periods(forecast(step(1, **values)), NOON)) is has_chance


def test_successive_hours_are_one_chance_and_hours_outside_the_outlook_are_none() -> None:
    hours = [-1, 0, 1, 2, 5, CHANCE_HORIZON // HOUR]
    ahead = forecast(*(step(hour, precipitation=1.0) for hour in hours))

    assert chance_periods(ahead, NOON + HOUR / 2) == (
        (NOON, NOON + 3 * HOUR),
        (NOON + 5 * HOUR, NOON + 6 * HOUR),
        *([(NOON + CHANCE_HORIZON, NOON + CHANCE_HORIZON + HOUR)]),
    )
    assert chance_periods(ahead, NOON)[-1] == (NOON + 5 * HOUR, NOON + 6 * HOUR)


async def test_the_quarters_are_requested_only_near_a_chance(
    forecasts: WeatherService, sky: WeatherServer, clock: Clock
) -> None:
    check = PrecipitationCheck(forecasts)
    (dry,) = await check.run([watched()], clock.utc())
    assert asked(sky, "open-meteo") == 1
    assert dry.next_check_at >= clock.utc() + 2.9 * HOUR

    sky.bring("rain", within=5 * HOUR, lasting=HOUR, rate=2.0)
    clock.go_to(dry.next_check_at)
    (later,) = await check.run([watched(states={check.name: dry.state})], clock.utc())
    assert asked(sky, "open-meteo") in {2, 3}
    states = {check.name: later.state}
    clock.advance(minutes=20)
    before = asked(sky, "open-meteo")
    await check.run([watched(states=states)], clock.utc())
    assert asked(sky, "open-meteo") - before == int(decode_state(later.state).needs_nowcast(clock.utc()))


def test_a_dry_cell_is_checked_again_before_its_next_chance() -> None:
    chance = NOON + 4.5 * HOUR
    state = PrecipitationCheckState(forecast_due_at=NOON + 3 * HOUR, chances=((chance, chance + HOUR),))

    result = check_cell(watched(), state, None, NOON)

    assert result.next_check_at == chance - NOWCAST_LEAD_TIME
    assert alerts_by_watch(result) == []


@pytest.mark.parametrize("state", [PrecipitationCheckState(), RAIN_SOON])
def test_without_an_answer_of_the_provider_there_is_no_alert_and_the_state_of_the_rain_is_kept(
    state: PrecipitationCheckState,
) -> None:
    result = check_cell(watched(), state, None, NOON)

    assert (alerts_by_watch(result), result.next_check_at) == ([], NOON + RETRY_INTERVAL)
    assert decode_state(result.state).precipitation == state.precipitation


def test_an_alert_names_the_provider_and_goes_to_the_watches_that_want_it() -> None:
    cell = watched(MOSCOW, AlertSettings(), AlertSettings(muted_until=NOON + HOUR), AlertSettings())
    result = check_cell(cell, RAIN_SOON, nowcast(*rain(2, 4)), NOON)

    assert [(watch, body.phase, body.provider) for watch, body in alerts_by_watch(result)] == [
        (1, PrecipitationPhase.COMING, "Model"),
        (3, PrecipitationPhase.COMING, "Model"),
    ]
    assert {alert.event for alert in result.alerts} == {"precipitation 2026-11-27T12:30Z"}
    assert not check_cell(watched(kinds=AlertKinds.FROST), RAIN_SOON, nowcast(*rain(2, 4)), NOON).alerts


def test_a_watch_that_is_added_before_the_rain_gets_an_alert_about_the_same_event() -> None:
    first = check_cell(watched(), RAIN_SOON, nowcast(*rain(2, 4)), NOON)
    state = decode_state(first.state)
    both = watched(MOSCOW, AlertSettings(), AlertSettings())

    second = check_cell(both, state, nowcast(*rain(2, 4)), NOON + timedelta(minutes=5))

    assert [(alert.watch.id, alert.event) for alert in second.alerts] == [(2, first.alerts[0].event)]


def test_a_chat_that_wants_alerts_again_while_it_rains_gets_an_alert_that_it_rains_now() -> None:
    first = check_cell(watched(), RAIN_SOON, nowcast(*rain(2, 8)), NOON)
    raining = check_cell(watched(), decode_state(first.state), nowcast(*rain(0, 6)), NOON + HOUR / 2)
    muted_before = watched(MOSCOW, AlertSettings(), AlertSettings(muted_until=NOON + 0.75 * HOUR))

    (again, other) = (
        check_cell(muted_before, decode_state(raining.state), nowcast(*rain(0, 5)), NOON + hours * HOUR)
        for hours in (0.8, 0.7)
    )

    assert [(watch, body.phase) for watch, body in alerts_by_watch(again)] == [(2, PrecipitationPhase.FALLING)]
    assert again.alerts[0].event == first.alerts[0].event
    assert alerts_by_watch(other) == []


def test_only_chats_that_want_it_get_an_alert_about_the_end_and_a_danger_is_a_separate_event() -> None:
    cell = watched(MOSCOW, AlertSettings(), AlertSettings(tells_end=True))
    coming = check_cell(cell, RAIN_SOON, nowcast(*rain(2, 4)), NOON)
    danger = check_cell(
        cell, decode_state(coming.state), nowcast(*rain(2, 4), condition=Condition.FREEZING_RAIN), NOON
    )
    falling = PrecipitationState(
        seen_at=NOON, stage=Stage.RAINING, start=NOON - HOUR, wet_until=NOON, form=PrecipitationForm.RAIN
    )
    state = PrecipitationCheckState(forecast_due_at=NOON + HOUR, precipitation=falling, last_watch=2)
    ending = check_cell(cell, state, nowcast(*rain(1, 0)), NOON)

    assert {alert.event for alert in danger.alerts} == {"precipitation 2026-11-27T12:30Z danger"}
    assert [(watch, body.phase) for watch, body in alerts_by_watch(ending)] == [(2, PrecipitationPhase.OVER)]
    assert ending.alerts[0].event == "precipitation 2026-11-27T11:00Z end"


@pytest.mark.parametrize(
    ("phase", "form", "end", "worth"),
    [
        (PrecipitationPhase.COMING, PrecipitationForm.RAIN, 3 * HOUR, 2.75 * HOUR),
        (PrecipitationPhase.COMING, PrecipitationForm.RAIN, None, 2.75 * HOUR),
        (PrecipitationPhase.FALLING, PrecipitationForm.FREEZING_RAIN, 3 * HOUR, 9 * HOUR),
        (PrecipitationPhase.FALLING, PrecipitationForm.RAIN, HOUR / 4, HOUR / 4),
        (PrecipitationPhase.ENDING, PrecipitationForm.SNOW, HOUR / 2, HOUR),
    ],
)
def test_an_alert_is_worthless_when_the_precipitation_is_over(
    phase: PrecipitationPhase, form: PrecipitationForm, end: timedelta | None, worth: timedelta
) -> None:
    alert = PrecipitationAlert(
        form=form, phase=phase, seen_at=NOON, start=NOON + HOUR, end=None if end is None else NOON + end
    )

    assert expires_at(alert) == NOON + worth


@pytest.mark.parametrize("stored", [None, "", "[]", "{", '{"chances":[["now","then"]]}', '{"last_watch":"x"}'])
def test_a_state_that_cannot_be_read_counts_as_none(stored: str | None) -> None:
    assert decode_state(stored) == PrecipitationCheckState()


def test_a_state_survives_its_json() -> None:
    assert decode_state(encode_state(RAIN_SOON)) == RAIN_SOON


@pytest.mark.parametrize(
    "body", ["[]", "{}", '{"minutely_15": null}', '{"minutely_15": {"time": ["x"], "precipitation": [null]}}']
)
async def test_malformed_answers_change_nothing(
    forecasts: WeatherService, sky: WeatherServer, clock: Clock, body: str
) -> None:
    check = PrecipitationCheck(forecasts)
    state = encode_state(RAIN_SOON)
    clock.go_to(NOON)
    sky.answer_with("open-meteo", body)

    (result,) = await check.run([watched(states={check.name: state})], NOON)

    assert (result.state, alerts_by_watch(result)) == (state, [])


async def test_a_cell_whose_provider_fails_does_not_hold_up_the_others(
    forecasts: WeatherService, sky: WeatherServer, clock: Clock
) -> None:
    check = PrecipitationCheck(forecasts)
    sky.break_("London", Fault(FaultKind.STATUS, 400))
    cells: list[WatchedCell] = [watched(), watched(LONDON)]

    moscow, london = await check.run(cells, clock.utc())

    assert decode_state(moscow.state).forecast_due_at is not None
    assert (london.next_check_at, decode_state(london.state).forecast_due_at) == (
        clock.utc() + RETRY_INTERVAL,
        None,
    )
