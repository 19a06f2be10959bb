"""Pure functions that decide, from a state and a nowcast, when chats get alerts that precipitation begins or ends.

A nowcast consists of quarters of an hour, which the code calls *quarters*. A *spell* is precipitation in one
nowcast. An *episode* is precipitation as successive checks observe it. An episode begins when a check creates an
alert or finds falling precipitation, and ends when it has been dry for MIN_DRY_TIME. In the fields `told_at` and
`told_form`, "told" means that an alert was created; the names are stored in the database.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from pydantic import AwareDatetime

from services.alerts.models import PrecipitationAlert, PrecipitationForm, PrecipitationPhase
from services.alerts.spells import DANGEROUS_FORMS, MIN_DRY_TIME, Spell, first_spell, known_quarters
from services.weather.nowcast import Nowcast, Quarter

MAX_LEAD_TIMES = {
    PrecipitationForm.RAIN: timedelta(minutes=60),
    PrecipitationForm.RAIN_AND_SNOW: timedelta(minutes=75),
    PrecipitationForm.SNOW: timedelta(minutes=90),
    PrecipitationForm.THUNDERSTORM: timedelta(minutes=75),
    PrecipitationForm.FREEZING_RAIN: timedelta(hours=2),
}
"""Maximum time by which an alert precedes the beginning of the precipitation, by the form of the precipitation."""

MAX_END_LEAD_TIME = timedelta(minutes=30)
"""Maximum time by which an alert about the end of the precipitation precedes the end."""

MIN_ALERT_INTERVAL = timedelta(hours=2)
"""Minimum time between two alerts that precipitation begins. The minimum does not apply if a dangerous form of
precipitation follows an alert about a harmless form."""

MAX_BEGINNING_DELAY = timedelta(minutes=90)
"""Maximum delay of announced precipitation; the episode ends if precipitation has not begun by then."""

MIN_REMAINING_DURATION = timedelta(minutes=30)
"""Minimum time that unexpected precipitation must still last to cause an alert."""

MIN_PAST_DURATION = timedelta(minutes=30)
"""Minimum duration of precipitation whose end causes an alert."""

MIN_NOWCAST_INTERVAL = timedelta(minutes=15)
"""Minimum time between two nowcasts of a cell; `make bench-alert-year` counts the calls."""

MAX_DRY_NOWCAST_INTERVAL = timedelta(minutes=40)
"""Maximum time between two nowcasts of a cell in the stage DRY."""

MAX_NOWCAST_INTERVAL = timedelta(minutes=60)
"""Maximum time between two nowcasts of a cell, except in the stage DRY; weather models run at most hourly."""

MAX_STATE_AGE = timedelta(hours=5)
"""Maximum age of a state; only `told_at` and `told_form` of an older state are used."""


class Stage(StrEnum):
    """The stage of precipitation in a cell. The values are stored in the database and never change."""

    DRY = "dry"
    COMING = "coming"
    """The chats got an alert that precipitation begins soon."""
    RAINING = "raining"
    """Precipitation of any form falls, or there is a break shorter than MIN_DRY_TIME."""
    ENDING = "ending"
    """The chats that want alerts about the end got an alert that the precipitation ends soon or has ended."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PrecipitationState:
    """The precipitation that a check has found in a cell, and the last alert that precipitation begins.

    An *episode* lasts from the first stage that is not DRY to the next DRY stage.
    """

    seen_at: AwareDatetime
    """Time in UTC of the check that created this state."""
    stage: Stage = Stage.DRY
    start: AwareDatetime | None = None
    """Beginning of the episode in UTC, expected or observed; None in the stage DRY."""
    wet_until: AwareDatetime | None = None
    """Expected end of the precipitation in UTC; None before it falls. Each check during the precipitation updates
    the time, and limits it to MIN_DRY_TIME after the check."""
    form: PrecipitationForm | None = None
    """The form in the last alert of the episode; None if the episode caused no alert."""
    told_at: AwareDatetime | None = None
    """Time in UTC of the last alert that precipitation begins or falls, even in an earlier episode."""
    told_form: PrecipitationForm | None = None
    """The form in the alert that was created at `told_at`."""


@dataclass(frozen=True, slots=True)
class Decision:
    """The state after a check, and the alerts that the check creates."""

    state: PrecipitationState
    spell: Spell | None
    """The first spell in the nowcast; None if the nowcast has none."""
    alert: PrecipitationAlert | None = None
    """The alert for all chats that watch the cell; None if the check creates no alert for them."""
    late_alert: PrecipitationAlert | None = None
    """The alert for the chats that began to watch the cell after the last check; None if they get no alert."""

    @property
    def running_alert(self) -> PrecipitationAlert | None:
        """The alert for watches that want alerts again during an episode; None outside an episode."""
        if self.state.stage in {Stage.DRY, Stage.ENDING} or not _continues_episode(self.spell, self.state):
            return None
        return None if self.spell is None else _alert_about(self.spell, self.state.seen_at)


def decide_alerts(state: PrecipitationState | None, quarters: Sequence[Quarter], now: datetime) -> Decision | None:
    """Check the nowcast *quarters*, and return the new state and the alerts.

    *state* is the state after the last check; None before the first check. Return None if *quarters* lack the
    current quarter of an hour.
    """
    known = known_quarters(quarters, now)
    if not known:
        return None
    spell = first_spell(known)
    has_recent_state = state is not None and now - state.seen_at <= MAX_STATE_AGE
    state = _state_at(state, spell, now) if state is not None and has_recent_state else _dry_state(state, now)
    step = _CheckInput(state, spell, now)
    if state.stage is Stage.DRY:
        return step.decide_when_dry(has_recent_state=has_recent_state)
    return step.decide_in_episode()


def next_precipitation_alert(nowcast: Nowcast, now: datetime) -> PrecipitationAlert | None:
    """Return an alert about the precipitation that falls at *now* or comes next in *nowcast*.

    Return None if *nowcast* has no precipitation from *now* on.
    """
    decision = decide_alerts(None, nowcast.quarters, now)
    if decision is None or decision.spell is None:
        return None
    return replace(_alert_about(decision.spell, now), provider=nowcast.provider)


def _alert_about(spell: Spell, now: datetime) -> PrecipitationAlert:
    """Return an alert about the precipitation in *spell*, which begins soon or already falls at *now*."""
    is_coming = spell.form_start > now
    return PrecipitationAlert(
        form=spell.form,
        phase=PrecipitationPhase.COMING if is_coming else PrecipitationPhase.FALLING,
        seen_at=now,
        start=spell.form_start,
        end=spell.end,
        peak=spell.peak,
        amount=spell.amount,
        snow_depth=spell.snow_depth,
    )


def _continues_episode(spell: Spell | None, state: PrecipitationState) -> bool:
    """Return whether there is a *spell* and it continues the episode of *state*."""
    if spell is None:
        return False
    if state.wet_until is not None:
        return spell.start < state.wet_until + MIN_DRY_TIME
    return state.start is not None and spell.start <= state.start + MAX_BEGINNING_DELAY


def _state_at(state: PrecipitationState, spell: Spell | None, now: datetime) -> PrecipitationState:
    """Return *state* with `seen_at` set to *now*; return a DRY state if the episode of *state* is over."""
    if spell is not None and spell.start <= now:
        return replace(state, seen_at=now)
    if state.stage is Stage.COMING and state.start is not None and now >= state.start + MAX_BEGINNING_DELAY:
        return _dry_state(state, now)
    if state.wet_until is not None and now >= state.wet_until + MIN_DRY_TIME:
        return _dry_state(state, now)
    return replace(state, seen_at=now)


def _dry_state(state: PrecipitationState | None, now: datetime) -> PrecipitationState:
    """Return a DRY state with the time and the form of the last alert in *state*."""
    if state is None:
        return PrecipitationState(seen_at=now)
    return PrecipitationState(seen_at=now, told_at=state.told_at, told_form=state.told_form)


@dataclass(frozen=True, slots=True)
class _CheckInput:
    """The input of one check: the state before the check, the first spell in the nowcast, and the time."""

    state: PrecipitationState
    spell: Spell | None
    now: datetime

    def decide_when_dry(self, *, has_recent_state: bool) -> Decision:
        """Return the decision for a DRY state; *has_recent_state* is True up to the age MAX_STATE_AGE."""
        spell = self.spell
        if spell is None or spell.start > self.now + MAX_LEAD_TIMES[spell.form]:
            return Decision(self.state, spell)
        if not self._has_begun:
            return self._create_alert(Stage.COMING) if self._may_create_alert else Decision(self.state, spell)
        lasts_on = spell.end is None or spell.end - self.now >= MIN_REMAINING_DURATION
        if self._may_create_alert and (self._is_dangerous or (has_recent_state and lasts_on)):
            return self._create_alert(Stage.RAINING)
        return Decision(self._raining_state(Stage.RAINING), spell)

    def decide_in_episode(self) -> Decision:
        """Return the decision for a state that is not DRY."""
        state, spell = self.state, self.spell
        continues = self._is_episode_continued
        if continues and self._is_dangerous and state.form not in DANGEROUS_FORMS and self._may_create_alert:
            return self._create_alert(
                Stage.RAINING if state.stage is Stage.COMING and self._has_begun else state.stage
            )
        if state.stage is Stage.COMING and not self._has_begun:
            return Decision(state, spell, late_alert=self._current_alert() if continues else None)
        stage = state.stage if state.stage is not Stage.COMING else Stage.RAINING
        late_alert = self._current_alert() if continues and state.form in DANGEROUS_FORMS else None
        if stage is Stage.RAINING and (ending := self._ending_alert()):
            return Decision(self._raining_state(Stage.ENDING), spell, ending)
        return Decision(self._raining_state(stage), spell, late_alert=late_alert)

    @property
    def _has_begun(self) -> bool:
        return self.spell is not None and self.spell.start <= self.now

    @property
    def _is_episode_continued(self) -> bool:
        return _continues_episode(self.spell, self.state)

    @property
    def _may_create_alert(self) -> bool:
        told_at, is_worse = self.state.told_at, self._is_dangerous and self.state.told_form not in DANGEROUS_FORMS
        return told_at is None or self.now - told_at >= MIN_ALERT_INTERVAL or is_worse

    @property
    def _is_dangerous(self) -> bool:
        return self.spell is not None and self.spell.form in DANGEROUS_FORMS

    def _create_alert(self, stage: Stage) -> Decision:
        alert = self._current_alert()
        state = self._raining_state(stage)
        start = state.start or (alert.start if alert is not None else None)
        form = self.spell.form if self.spell is not None else None
        state = replace(state, start=start, form=form, told_at=self.now, told_form=form)
        return Decision(state, self.spell, alert, alert)

    def _raining_state(self, stage: Stage) -> PrecipitationState:
        """Return the state with *stage*; if precipitation falls, set `start` and `wet_until` too."""
        if self.spell is None or not self._has_begun:
            return replace(self.state, stage=stage)
        return replace(
            self.state,
            stage=stage,
            start=self.state.start or self.spell.start,
            wet_until=min(self.spell.end or self.now + MIN_DRY_TIME, self.now + MIN_DRY_TIME),
        )

    def _current_alert(self) -> PrecipitationAlert | None:
        return None if self.spell is None else _alert_about(self.spell, self.now)

    def _ending_alert(self) -> PrecipitationAlert | None:
        """Return the alert that the precipitation ends soon or has ended; None if the precipitation goes on."""
        state, spell = self.state, self.spell
        if spell is not None and self._has_begun:
            lasted = self.now - (state.start or spell.start)
            if spell.end is None or spell.end - self.now > MAX_END_LEAD_TIME or lasted < MIN_PAST_DURATION:
                return None
            begun = min(state.start or spell.start, self.now)
            return replace(_alert_about(spell, self.now), phase=PrecipitationPhase.ENDING, start=begun)
        if self._is_episode_continued or state.wet_until is None:
            return None
        end = min(state.wet_until, self.now)
        return PrecipitationAlert(
            form=state.form or PrecipitationForm.RAIN,
            phase=PrecipitationPhase.OVER,
            seen_at=self.now,
            start=min(state.start or end, end),  # the precipitation may have begun earlier than expected
            end=end,
        )


def next_nowcast_at(decision: Decision, now: datetime, *, tells_end: bool) -> datetime:
    """Return when to request the next nowcast; *tells_end* is True if a watch wants alerts about the end."""
    state, spell, longest = decision.state, decision.spell, MAX_NOWCAST_INTERVAL
    nowcast_at: datetime | None = None
    if state.stage is Stage.DRY:
        longest = MAX_DRY_NOWCAST_INTERVAL
        nowcast_at = spell.start - MAX_LEAD_TIMES[spell.form] if spell is not None else None
        if nowcast_at is not None and nowcast_at <= now and state.told_at is not None:
            nowcast_at = state.told_at + MIN_ALERT_INTERVAL  # no alert can be created earlier
    elif state.stage is Stage.COMING:
        nowcast_at = state.start
    elif spell is not None and spell.start <= now:
        nowcast_at = spell.end
        if nowcast_at is not None and tells_end and state.stage is Stage.RAINING:
            nowcast_at -= MAX_END_LEAD_TIME
    elif state.wet_until is not None:
        nowcast_at = state.wet_until + MIN_DRY_TIME
    return max(now + MIN_NOWCAST_INTERVAL, min(nowcast_at or now + longest, now + longest))
