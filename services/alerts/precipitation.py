"""Decides when a chat is told that precipitation begins or ends, as a pure function of states and quarters."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from pydantic import AwareDatetime

from services.alerts.models import PrecipitationAlert, PrecipitationForm, PrecipitationPhase
from services.alerts.spells import DANGEROUS_FORMS, MAX_BREAK, Spell, first_spell, known_quarters
from services.weather.nowcast import Nowcast, Quarter

LEAD_TIMES = {
    PrecipitationForm.RAIN: timedelta(minutes=60),
    PrecipitationForm.RAIN_AND_SNOW: timedelta(minutes=75),
    PrecipitationForm.SNOW: timedelta(minutes=90),
    PrecipitationForm.THUNDERSTORM: timedelta(minutes=75),
    PrecipitationForm.FREEZING_RAIN: timedelta(hours=2),
}
"""Maximum time from the message to the beginning of each form; the more dangerous form is told earlier."""

END_LEAD_TIME = timedelta(minutes=30)
"""Maximum time from the message to the end of the precipitation."""

COOLDOWN = timedelta(hours=2)
"""Minimum time between two messages about the beginning; a dangerous form is told at once after a harmless one."""

PATIENCE = timedelta(minutes=90)
"""Time after the told beginning for which precipitation that does not come is still expected."""

MIN_REST = timedelta(minutes=30)
"""Minimum time for which precipitation must continue to be told when it falls unexpectedly, and must have fallen
before its end is told in advance."""

MIN_PAUSE, DRY_PAUSE, MAX_PAUSE = timedelta(minutes=15), timedelta(minutes=40), timedelta(minutes=60)
"""Minimum and maximum time until the next look at the quarters; DRY_PAUSE is the maximum while it is dry.

Weather models have new quarters once an hour at most. `make bench-alert-year` shows what the pauses cost and miss.
"""

MAX_UNSEEN = timedelta(hours=5)
"""Maximum age of a state; after a longer time without a check, the state is forgotten."""


class Stage(StrEnum):
    """The stage of precipitation in a cell; the values are stored and never change."""

    DRY = "dry"
    COMING = "coming"
    """The chats were told that precipitation begins soon."""
    RAINING = "raining"
    """Precipitation of any form falls, or a break shorter than MAX_BREAK interrupts it."""
    ENDING = "ending"
    """The chats were told that the precipitation ends soon or has ended."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PrecipitationState:
    """What is known about precipitation in a cell, and what the chats were told.

    An *episode* lasts from the first stage that is not DRY to the next DRY stage.
    """

    seen_at: AwareDatetime
    """Time in UTC of the last check."""
    stage: Stage = Stage.DRY
    start: AwareDatetime | None = None
    """Beginning of the episode in UTC, expected or observed; None if DRY."""
    wet_until: AwareDatetime | None = None
    """End of the precipitation as the last check in which it fell expected it, but at most MAX_BREAK after that
    check, in UTC; None before it falls."""
    form: PrecipitationForm | None = None
    """The form that the chats were told in the episode; None if nothing was told."""
    told_at: AwareDatetime | None = None
    """Time in UTC of the last message about a beginning, also in an earlier episode."""
    told_form: PrecipitationForm | None = None
    """The form that the message of `told_at` named."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """The outcome of a check."""

    state: PrecipitationState
    spell: Spell | None
    """The first spell in the known quarters."""
    alert: PrecipitationAlert | None = None
    """What the chats are told now; None if they are told nothing."""
    late_alert: PrecipitationAlert | None = None
    """What a chat is told that watches the cell only since the last check; None if it is told nothing."""


def advance(state: PrecipitationState | None, quarters: Sequence[Quarter], now: datetime) -> Outcome | None:
    """Return the state after a look at *quarters*, and what the chats are told.

    *state* is the state after the last check; None before the first check. Return None if *quarters* do not have
    the current quarter of an hour.
    """
    known = known_quarters(quarters, now)
    if not known:
        return None
    spell = first_spell(known)
    is_known = state is not None and now - state.seen_at <= MAX_UNSEEN
    state = _end_episode(state, spell, now) if state is not None and is_known else _dry(state, now)
    step = _Step(state, spell, now)
    return step.begin(is_known=is_known) if state.stage is Stage.DRY else step.go_on()


def next_precipitation(nowcast: Nowcast, now: datetime) -> PrecipitationAlert | None:
    """Return the precipitation that falls at *now* or comes next in *nowcast*, whether or not a chat was told.

    Return None if *nowcast* has none, or does not have the current quarter of an hour.
    """
    outcome = advance(None, nowcast.quarters, now)
    if outcome is None or outcome.spell is None:
        return None
    return replace(_alert(outcome.spell, now), provider=nowcast.provider)


def _alert(spell: Spell, now: datetime) -> PrecipitationAlert:
    """Return the alert that the precipitation of *spell* begins, or falls already at *now*."""
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


def _end_episode(state: PrecipitationState, spell: Spell | None, now: datetime) -> PrecipitationState:
    """Return *state* as seen at *now*, and DRY if its episode is over."""
    if spell is not None and spell.start <= now:
        return replace(state, seen_at=now)
    if state.stage is Stage.COMING and state.start is not None and now >= state.start + PATIENCE:
        return _dry(state, now)
    if state.wet_until is not None and now >= state.wet_until + MAX_BREAK:
        return _dry(state, now)
    return replace(state, seen_at=now)


def _dry(state: PrecipitationState | None, now: datetime) -> PrecipitationState:
    """Return a DRY state that remembers the last message of *state*."""
    if state is None:
        return PrecipitationState(seen_at=now)
    return PrecipitationState(seen_at=now, told_at=state.told_at, told_form=state.told_form)


@dataclass(frozen=True, slots=True)
class _Step:
    """One look at the quarters: the state before it, the first spell in the quarters, and the time."""

    state: PrecipitationState
    spell: Spell | None
    now: datetime

    def begin(self, *, is_known: bool) -> Outcome:
        """Return the outcome for a DRY state; *is_known* is False if nobody knows whether it was dry before."""
        spell = self.spell
        if spell is None or spell.start > self.now + LEAD_TIMES[spell.form]:
            return Outcome(self.state, spell)
        if not self._falls:
            return self._tell(Stage.COMING) if self._may_tell else Outcome(self.state, spell)
        goes_on = spell.end is None or spell.end - self.now >= MIN_REST
        if self._may_tell and (self._is_dangerous or (is_known and goes_on)):
            return self._tell(Stage.RAINING)
        return Outcome(self._raining(Stage.RAINING), spell)

    def go_on(self) -> Outcome:
        """Return the outcome for a state that is not DRY."""
        state, spell = self.state, self.spell
        continues = self._continues
        if continues and self._is_dangerous and state.form not in DANGEROUS_FORMS and self._may_tell:
            return self._tell(Stage.RAINING if state.stage is Stage.COMING and self._falls else state.stage)
        if state.stage is Stage.COMING and not self._falls:
            return Outcome(state, spell, late_alert=self._alert() if continues else None)
        stage = state.stage if state.stage is not Stage.COMING else Stage.RAINING
        late_alert = self._alert() if continues and state.form in DANGEROUS_FORMS else None
        if stage is Stage.RAINING and (ending := self._ending()):
            return Outcome(self._raining(Stage.ENDING), spell, ending)
        return Outcome(self._raining(stage), spell, late_alert=late_alert)

    @property
    def _falls(self) -> bool:
        return self.spell is not None and self.spell.start <= self.now

    @property
    def _continues(self) -> bool:
        """Whether the spell belongs to the episode of the state."""
        if self.spell is None:
            return False
        if self.state.wet_until is not None:
            return self.spell.start < self.state.wet_until + MAX_BREAK
        return self.state.start is not None and self.spell.start <= self.state.start + PATIENCE

    @property
    def _may_tell(self) -> bool:
        told_at, is_worse = self.state.told_at, self._is_dangerous and self.state.told_form not in DANGEROUS_FORMS
        return told_at is None or self.now - told_at >= COOLDOWN or is_worse

    @property
    def _is_dangerous(self) -> bool:
        return self.spell is not None and self.spell.form in DANGEROUS_FORMS

    def _tell(self, stage: Stage) -> Outcome:
        alert = self._alert()
        state = self._raining(stage)
        start = state.start or (alert.start if alert is not None else None)
        form = self.spell.form if self.spell is not None else None
        state = replace(state, start=start, form=form, told_at=self.now, told_form=form)
        return Outcome(state, self.spell, alert, alert)

    def _raining(self, stage: Stage) -> PrecipitationState:
        """Return the state with *stage*; if precipitation falls, also with its beginning and its end."""
        if self.spell is None or not self._falls:
            return replace(self.state, stage=stage)
        return replace(
            self.state,
            stage=stage,
            start=self.state.start or self.spell.start,
            wet_until=min(self.spell.end or self.now + MAX_BREAK, self.now + MAX_BREAK),
        )

    def _alert(self) -> PrecipitationAlert | None:
        return None if self.spell is None else _alert(self.spell, self.now)

    def _ending(self) -> PrecipitationAlert | None:
        """Return the alert that the precipitation ends soon or has ended; None if it goes on."""
        state, spell = self.state, self.spell
        if spell is not None and self._falls:
            lasted = self.now - (state.start or spell.start)
            if spell.end is None or spell.end - self.now > END_LEAD_TIME or lasted < MIN_REST:
                return None
            begun = min(state.start or spell.start, self.now)
            return replace(_alert(spell, self.now), phase=PrecipitationPhase.ENDING, start=begun)
        if self._continues or state.wet_until is None:
            return None
        end = min(state.wet_until, self.now)
        return PrecipitationAlert(
            form=state.form or PrecipitationForm.RAIN,
            phase=PrecipitationPhase.OVER,
            seen_at=self.now,
            start=min(state.start or end, end),  # the precipitation may have come earlier than told
            end=end,
        )


def next_look(outcome: Outcome, now: datetime, *, tells_end: bool) -> datetime:
    """Return the time at which the quarters should be looked at again, if precipitation is possible.

    *tells_end* says whether any chat wants to know when the precipitation ends.
    """
    state, spell, longest = outcome.state, outcome.spell, MAX_PAUSE
    look_at: datetime | None = None
    if state.stage is Stage.DRY:
        longest = DRY_PAUSE
        look_at = spell.start - LEAD_TIMES[spell.form] if spell is not None else None
        if look_at is not None and look_at <= now and state.told_at is not None:
            look_at = state.told_at + COOLDOWN  # a message would come too soon after the last one
    elif state.stage is Stage.COMING:
        look_at = state.start
    elif spell is not None and spell.start <= now:
        look_at = spell.end
        if look_at is not None and tells_end and state.stage is Stage.RAINING:
            look_at -= END_LEAD_TIME
    elif state.wet_until is not None:
        look_at = state.wet_until + MAX_BREAK
    return max(now + MIN_PAUSE, min(look_at or now + longest, now + longest))
