"""Finds the hazards that a picture marks with a word, heat and frost included."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import groupby

from handlers.views.forecast import hazards_of_day
from handlers.views.units import Units
from services.weather import Forecast, Step
from services.weather.days import midnight
from services.weather.hazards import HAZARD_KINDS_BY_SEVERITY, HazardKind
from services.weather.precipitation import MIN_EXPECTED_PROBABILITY

MIN_MARKED_HEAT = 35.0
"""Minimum temperature, in °C, that is marked as heat: from 35 °C on, a fan does not cool."""

MAX_MARKED_FROST = -25.0
"""Maximum temperature, in °C, that is marked as frost: at −25 °C, skin freezes in half an hour in the wind."""

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class MarkedHazard:
    """A hazard from *start* to *end*, and the word that marks the hazard."""

    word: str
    start: datetime
    end: datetime
    severity: int
    """Rank of the hazard by severity, from 0 for the most severe kind; heat and frost come last."""
    probability: float | None = None
    """Probability of the hazard, in %, if it is precipitation; else None."""

    def text(self, units: Units) -> str:
        """Return the word; add the probability if the hazard is unlikely: "thunder 40 %"."""
        if self.probability is None or self.probability >= MIN_EXPECTED_PROBABILITY:
            return self.word
        return f"{self.word} {units.percent(self.probability)}"


def marked_hazards(
    forecast: Forecast, steps: Sequence[Step], units: Units, start: datetime, end: datetime
) -> list[MarkedHazard]:
    """Return the hazards, heat and frost between *start* and *end*, the most severe first.

    A forecast has hazards for each day; those that continue after midnight are joined.
    """
    found = [
        *_forecast_hazards(forecast, units),
        *_extreme_temperatures(
            steps, units.texts("mark-heat"), forecast, lambda celsius: celsius >= MIN_MARKED_HEAT
        ),
        *_extreme_temperatures(
            steps, units.texts("mark-frost"), forecast, lambda celsius: celsius <= MAX_MARKED_FROST
        ),
    ]
    clipped = (
        replace(hazard, start=max(hazard.start, start), end=min(hazard.end, end))
        for hazard in found
        if hazard.start < end and hazard.end > start
    )
    joined = _join_hazards(sorted(clipped, key=lambda hazard: (hazard.word, hazard.start)))
    return sorted(joined, key=lambda hazard: (hazard.severity, hazard.start))


def _forecast_hazards(forecast: Forecast, units: Units) -> Iterator[MarkedHazard]:
    for day in forecast.days:
        day_start, day_end = midnight(day.date, forecast.timezone), midnight(day.date + DAY, forecast.timezone)
        for hazard in hazards_of_day(day.date, forecast):
            yield MarkedHazard(
                _hazard_word(hazard.kind, units),
                hazard.start or day_start,
                hazard.end or day_end,
                HAZARD_KINDS_BY_SEVERITY.index(hazard.kind),
                hazard.probability,
            )


def _hazard_word(kind: HazardKind, units: Units) -> str:
    return units.texts(f"mark-{kind}")


def _extreme_temperatures(
    steps: Iterable[Step], word: str, forecast: Forecast, is_extreme: Callable[[float], bool]
) -> Iterator[MarkedHazard]:
    """Yield a hazard with *word* for each day, from its first to its last step with an extreme temperature."""
    extreme = (step for step in steps if step.temperature is not None and is_extreme(step.temperature))
    for _, group in groupby(extreme, lambda step: step.start.astimezone(forecast.timezone).date()):
        hours = list(group)
        yield MarkedHazard(word, hours[0].start, hours[-1].end, len(HAZARD_KINDS_BY_SEVERITY))


def _join_hazards(hazards: Iterable[MarkedHazard]) -> list[MarkedHazard]:
    """Join those of *hazards* that have the same word and overlap or follow without a break."""
    joined: list[MarkedHazard] = []
    for hazard in hazards:
        last = joined[-1] if joined else None
        if last is not None and last.word == hazard.word and hazard.start <= last.end:
            likely = [value for value in (last.probability, hazard.probability) if value is not None]
            joined[-1] = replace(
                last,
                end=max(last.end, hazard.end),
                severity=min(last.severity, hazard.severity),
                probability=max(likely, default=None),
            )
        else:
            joined.append(hazard)
    return joined
