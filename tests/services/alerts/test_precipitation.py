"""The decision when a chat is told that precipitation begins or ends."""

from collections.abc import Sequence
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.alerts.models import PrecipitationAlert, PrecipitationForm, PrecipitationPhase
from services.alerts.precipitation import (
    MAX_LEAD_TIMES,
    MAX_STATE_AGE,
    MIN_ALERT_INTERVAL,
    Decision,
    PrecipitationState,
    Stage,
    decide_alerts,
    next_nowcast_at,
)
from services.alerts.spells import DANGEROUS_FORMS
from services.weather import Condition, Quarter
from services.weather.nowcast import QUARTER_LENGTH
from tests.services.alerts.quarters import NOON, quarters, rain

COMING, FALLING = PrecipitationPhase.COMING, PrecipitationPhase.FALLING
ENDING, OVER = PrecipitationPhase.ENDING, PrecipitationPhase.OVER
DRY = PrecipitationState(seen_at=NOON - QUARTER_LENGTH)


def look(state: PrecipitationState | None, ahead: Sequence[Quarter], now: datetime = NOON) -> Decision:
    decision = decide_alerts(state, ahead, now)
    assert decision is not None
    return decision


def follow(amounts: Sequence[float], *, condition: Condition = Condition.RAIN) -> list[PrecipitationAlert]:
    """Return the alerts of a day on which the forecast of *amounts* is perfect, with a look at each quarter."""
    state, alerts = DRY, []
    for number in range(len(amounts) - 8):
        now = NOON + number * QUARTER_LENGTH
        decision = look(state, quarters(*amounts[number:], start=now, condition=condition), now)
        state = decision.state
        if decision.alert is not None:
            alerts.append(decision.alert)
    return alerts


def test_rain_causes_one_alert_an_hour_before_it_begins_and_one_before_it_ends() -> None:
    start, end = NOON + 12 * QUARTER_LENGTH, NOON + 18 * QUARTER_LENGTH

    coming, ending = follow(rain(12, 6, 20))

    assert (coming.phase, coming.start, coming.end, coming.time_until_start) == (
        COMING,
        start,
        end,
        timedelta(hours=1),
    )
    assert (coming.form, coming.peak, coming.amount) == (PrecipitationForm.RAIN, 2.0, 3.0)
    assert (ending.phase, ending.seen_at, ending.start, ending.end) == (
        ENDING,
        end - 2 * QUARTER_LENGTH,
        start,
        end,
    )


def test_rain_with_a_break_shorter_than_an_hour_is_one_episode() -> None:
    told = follow([*rain(12, 4, 3), *rain(0, 4, 4), *rain(0, 2, 20)])

    # The second break lasts an hour, after which the next rain is another episode, told within the cooldown.
    assert [alert.phase for alert in told] == [COMING, ENDING]
    assert told[0].end == NOON + 23 * QUARTER_LENGTH


def test_a_second_shower_causes_an_alert_after_the_cooldown() -> None:
    told = follow([*rain(12, 3, 12), *rain(0, 3, 20)])

    assert [alert.phase for alert in told if alert.phase is COMING] == [COMING, COMING]
    assert told[-1].seen_at - told[0].seen_at >= MIN_ALERT_INTERVAL


@pytest.mark.parametrize("amounts", [rain(2, 1, amount=0.15), rain(2, 9, amount=0.09), rain(5, 9)])
def test_drizzle_and_rain_far_ahead_cause_no_alert(amounts: Sequence[float]) -> None:
    decision = look(DRY, quarters(*amounts))

    assert (decision.state.stage, decision.alert) == (Stage.DRY, None)


def test_an_end_beyond_the_known_quarters_is_left_open() -> None:
    alert = look(DRY, quarters(*rain(2, 20, after=3))).alert

    assert alert is not None
    assert alert.end is None


def test_rain_that_falls_when_the_watch_begins_is_recorded_and_causes_no_alert() -> None:
    decision = look(None, quarters(*rain(0, 12)))

    assert (decision.state.stage, decision.alert, decision.late_alert) == (Stage.RAINING, None, None)


def test_rain_that_no_earlier_forecast_had_causes_an_alert_while_it_falls() -> None:
    alert = look(DRY, quarters(*rain(0, 12))).alert

    assert alert is not None
    assert (alert.phase, alert.end, alert.time_until_start) == (FALLING, NOON + 12 * QUARTER_LENGTH, timedelta())
    assert look(DRY, quarters(*rain(0, 1))).alert is None  # a shower that is nearly over


@pytest.mark.parametrize("state", [None, DRY])
def test_freezing_rain_causes_an_alert_even_if_it_falls_already(state: PrecipitationState | None) -> None:
    decision = look(state, quarters(*rain(0, 2), condition=Condition.FREEZING_DRIZZLE))

    assert decision.alert is not None
    assert (decision.alert.form, decision.alert.phase) == (PrecipitationForm.FREEZING_RAIN, FALLING)
    later = look(
        decision.state, quarters(*rain(0, 2), condition=Condition.FREEZING_RAIN), NOON + timedelta(minutes=5)
    )
    assert (later.alert, later.late_alert is not None) == (None, True)  # only who watches since then is told


def test_rain_that_turns_into_freezing_rain_causes_a_second_alert_with_the_time_of_the_change() -> None:
    told = look(DRY, quarters(*rain(2, 8)))
    mixed = [
        *quarters(*rain(2, 3, 0)),
        *quarters(*rain(0, 5), start=NOON + 5 * QUARTER_LENGTH, condition=Condition.FREEZING_RAIN),
    ]

    worse = look(told.state, mixed, NOON + timedelta(minutes=10))

    assert worse.alert is not None
    assert (worse.alert.phase, worse.alert.start) == (COMING, NOON + 5 * QUARTER_LENGTH)
    assert look(worse.state, mixed, NOON + timedelta(minutes=20)).alert is None


@pytest.mark.parametrize(
    ("condition", "form"),
    [(Condition.SNOW, PrecipitationForm.SNOW), (Condition.HAIL, PrecipitationForm.THUNDERSTORM)],
)
def test_snow_and_thunderstorms_cause_earlier_alerts_than_rain(
    condition: Condition, form: PrecipitationForm
) -> None:
    (alert, *_) = follow(rain(12, 6, 20), condition=condition)

    assert (alert.form, alert.time_until_start) == (form, MAX_LEAD_TIMES[form])
    assert alert.time_until_start > MAX_LEAD_TIMES[PrecipitationForm.RAIN]


def test_the_amount_of_snow_decides_between_rain_and_snow_without_a_condition() -> None:
    ahead = [
        Quarter(start=NOON + number * QUARTER_LENGTH, precipitation=0.5, snowfall=snow)
        for number, snow in enumerate([0.35, 0.35, 0.0])
    ]

    alert = look(
        DRY, [Quarter(start=NOON - QUARTER_LENGTH, precipitation=0.0), *ahead], NOON - QUARTER_LENGTH
    ).alert

    assert alert is not None
    assert (alert.form, alert.snow_depth) == (PrecipitationForm.RAIN_AND_SNOW, 0.7)


def test_rain_that_does_not_come_is_forgotten_without_a_message() -> None:
    told = look(DRY, quarters(*rain(2, 4)))
    waiting = look(told.state, quarters(*rain(0, 0, 24), start=NOON), NOON + timedelta(minutes=14))
    later = NOON + timedelta(hours=2, minutes=15)
    forgotten = look(waiting.state, quarters(*rain(0, 0, 24), start=later), later)

    assert [waiting.state.stage, forgotten.state.stage] == [Stage.COMING, Stage.DRY]
    assert waiting.alert is forgotten.alert is None


def test_rain_that_stops_early_causes_an_alert_that_it_is_over() -> None:
    state = look(None, quarters(*rain(0, 20))).state
    later = NOON + timedelta(minutes=30)

    decision = look(state, quarters(*rain(0, 0, 20), start=later), later)

    assert decision.alert is not None
    assert (decision.alert.phase, decision.alert.end) == (OVER, later)
    assert decision.state.stage is Stage.ENDING


def test_a_watch_that_is_added_while_rain_is_coming_gets_the_alert_late() -> None:
    told = look(DRY, quarters(*rain(2, 4)))
    later = look(told.state, quarters(*rain(2, 4)), NOON + timedelta(minutes=10))

    assert later.alert is None
    assert later.late_alert is not None
    assert later.late_alert.start == NOON + 2 * QUARTER_LENGTH


@pytest.mark.parametrize(
    "ahead",
    [
        [],
        quarters(None, 0.5, 0.5),
        quarters(0.5, 0.5, start=NOON + QUARTER_LENGTH),
        quarters(0.5, start=NOON - timedelta(hours=5)),
    ],
)
def test_quarters_without_the_current_one_say_nothing(ahead: list[Quarter]) -> None:
    assert decide_alerts(DRY, ahead, NOON) is None


def test_an_unknown_quarter_leaves_the_end_open() -> None:
    alert = look(DRY, quarters(0.0, 0.5, 0.5, 0.0, None, *rain(0, 0, 9))).alert

    assert alert is not None
    assert alert.end is None


def test_a_state_that_is_too_old_is_forgotten() -> None:
    old = PrecipitationState(seen_at=NOON - MAX_STATE_AGE - QUARTER_LENGTH, stage=Stage.RAINING, start=NOON)

    assert look(old, quarters(*rain(0, 12))).alert is None  # as if the watch began now
    assert look(old, quarters(*rain(2, 12))).alert is not None


AMOUNTS = st.lists(st.sampled_from([0.0, 0.0, 0.04, 0.06, 0.12, 0.5, 3.0]), min_size=1, max_size=24)
CONDITIONS = st.sampled_from([None, Condition.OVERCAST, Condition.RAIN, Condition.SNOW, Condition.FREEZING_RAIN])
LOOKS = st.lists(st.tuples(st.integers(1, 100), AMOUNTS, CONDITIONS), max_size=60)


@given(LOOKS)
def test_no_series_of_forecasts_gives_more_than_one_message_an_episode(
    looks: list[tuple[int, list[float], Condition | None]],
) -> None:
    state: PrecipitationState | None = None
    now = NOON
    told: dict[datetime | None, list[PrecipitationAlert]] = {}  # by the beginning of the episode
    for minutes, amounts, condition in looks:
        now += timedelta(minutes=minutes)
        start = NOON + (now - NOON) // QUARTER_LENGTH * QUARTER_LENGTH
        ahead = [
            Quarter(start=start + number * QUARTER_LENGTH, precipitation=amount, condition=condition)
            for number, amount in enumerate(amounts)
        ]
        decision = look(state, ahead, now)
        assert (
            now + timedelta(minutes=15)
            <= next_nowcast_at(decision, now, tells_end=True)
            <= now + timedelta(hours=1)
        )
        state = decision.state
        if decision.alert is not None:
            told.setdefault(state.start, []).append(decision.alert)
    for alerts in told.values():
        begun = [alert.form in DANGEROUS_FORMS for alert in alerts if alert.phase in {COMING, FALLING}]
        assert begun in ([], [False], [True], [False, True])  # one more if the episode becomes dangerous
        assert len(alerts) - len(begun) <= 1


@given(st.lists(st.tuples(st.integers(5, 60), st.booleans(), CONDITIONS), max_size=80))
def test_forecasts_that_flap_between_dry_and_wet_keep_the_cooldown(
    looks: list[tuple[int, bool, Condition | None]],
) -> None:
    state, now, told = DRY, NOON, dict[bool, datetime]()
    for minutes, is_wet, condition in looks:
        now += timedelta(minutes=minutes)
        start = NOON + (now - NOON) // QUARTER_LENGTH * QUARTER_LENGTH
        ahead = [
            Quarter(
                start=start + number * QUARTER_LENGTH,
                precipitation=1.0 if is_wet and number > 1 else 0.0,
                condition=condition,
            )
            for number in range(24)
        ]
        decision = look(state, ahead, now)
        state = decision.state
        if decision.alert is not None and decision.alert.phase in {COMING, FALLING}:
            is_dangerous = decision.alert.form in DANGEROUS_FORMS
            assert now - told.get(is_dangerous, NOON - MIN_ALERT_INTERVAL) >= MIN_ALERT_INTERVAL
            told[is_dangerous] = now
