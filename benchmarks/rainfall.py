"""Invented rain of a year at one place, and the forecasts of it, whose errors grow with the lead time."""

import random
from bisect import bisect_left
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from services.alerts.spells import MIN_DRY_TIME, MIN_SPELL_AMOUNT
from services.weather import Forecast, Nowcast, Quarter, Step
from services.weather.nowcast import QUARTER_LENGTH

START = datetime(2026, 1, 1, tzinfo=UTC)
MINUTES_PER_DAY = 1440
DAYS = 365
QUARTER, HOUR = 15, 60

RUN_INTERVAL, RUN_DELAY = 60, 45
"""Minutes between two runs of the weather model, and minutes after a run until its forecast can be requested."""

MIN_SHIFT, SHIFT_PER_HOUR, MAX_SHIFT = 6.0, 6.0, 50.0
"""Standard deviation, in minutes, of the error of the beginning of a shower. It grows with the lead time from
MIN_SHIFT by SHIFT_PER_HOUR, up to MAX_SHIFT."""

NOWCAST_QUARTERS = 24
FORECAST_HOURS = 13
LONGEST_SPELL = 24 * HOUR
NEVER = -1e9
MIN_HOURLY = 0.1
"""Minimum precipitation of an hour, in mm, for which forecasts give a high probability."""

FRONT_PART, PHANTOM_PART = 0.35, 0.5
"""Fraction of the times of rain with long rain instead of showers, and fraction with further showers, at most a
day apart, that only forecasts have."""

ONE_HOUR = timedelta(hours=1)

DRY_QUARTERS = [
    Quarter(start=START + number * QUARTER_LENGTH, precipitation=0.0) for number in range((DAYS + 2) * 96)
]
DRY_STEPS = [
    Step(start=START + number * ONE_HOUR, length=ONE_HOUR, precipitation=0.0, probability=5.0)
    for number in range((DAYS + 2) * 24)
]
"""The quarters of an hour and the hours of a year without rain, which all forecasts without rain share."""

PROVIDER = "Invented"
UNSETTLED_HOURS = 3
"""Hours before and after a shower in which forecasts give a probability without an amount."""


@dataclass(frozen=True, slots=True)
class Shower:
    """A period of rain that falls, or that only forecasts have; times are minutes from the start of the year."""

    start: float
    length: float
    rate: float
    """Rate of the rain, in millimetres per hour."""
    is_real: bool = True
    seen_from: float = 1e9
    """Lead time in minutes below which forecasts contain the shower."""
    gone_from: float = NEVER
    """Lead time in minutes below which forecasts no longer contain the shower."""
    bias: float = 0.0
    """The error of all forecasts of the shower, in standard deviations."""

    @property
    def end(self) -> float:
        """The end of the shower."""
        return self.start + self.length

    def overlap(self, start: float, end: float) -> float:
        """Return the millimetres that fall between two times."""
        return self.rate * max(0.0, min(end, self.end) - max(start, self.start)) / HOUR


class Climate:
    """The rain of a year at one place, the same for the same number."""

    def __init__(self, number: int) -> None:
        self._random = random.Random(number)
        self._noise = [self._random.gauss(0, 1) for _ in range(1009)]
        dry_hours = self._random.uniform(18, 80)
        showers: list[Shower] = []
        now = 0.0
        while now < DAYS * MINUTES_PER_DAY:
            now += self._random.expovariate(1 / (dry_hours * HOUR))
            showers += self._front(now) if self._random.random() < FRONT_PART else self._showers(now, is_real=True)
            if self._random.random() < PHANTOM_PART:
                phantom_at = now + self._random.uniform(-24, 24) * HOUR
                showers += self._showers(phantom_at, is_real=False)
            now = max(now, showers[-1].end)
        self._all = sorted(showers, key=lambda shower: shower.start)
        self._starts = [shower.start for shower in self._all]
        self.real = [shower for shower in self._all if shower.is_real]

    def nowcast(self, now: float) -> Nowcast:
        """Return the quarters of an hour from the current one on, as the latest run of the model has them."""
        first = int(now // QUARTER)
        quarters = DRY_QUARTERS[first : first + NOWCAST_QUARTERS]
        for index, amount in enumerate(self._amounts(now, QUARTER, NOWCAST_QUARTERS)):
            if amount:
                quarters[index] = Quarter(start=quarters[index].start, precipitation=round(amount, 1))
        return Nowcast(provider=PROVIDER, timezone=UTC, quarters=tuple(quarters))

    def forecast(self, now: float) -> Forecast:
        """Return the hours from the current one on, as the latest run of the model has them."""
        amounts = self._amounts(now, HOUR, FORECAST_HOURS)
        first, margin = now // HOUR * HOUR, UNSETTLED_HOURS * HOUR
        steps = DRY_STEPS[int(first // HOUR) : int(first // HOUR) + FORECAST_HOURS]
        unsettled = {
            index
            for shower in self._within(first, first + FORECAST_HOURS * HOUR, margin)
            for index in _indexes(shower.start - margin, shower.end + margin, first, HOUR, FORECAST_HOURS)
        }
        for index in unsettled:
            luck, amount = self._noise[int(now + index) % len(self._noise)], amounts[index]
            steps[index] = Step(
                start=steps[index].start,
                length=ONE_HOUR,
                precipitation=round(amount, 1),
                probability=70.0 - 2 * index if amount >= MIN_HOURLY else max(0.0, 18 + 8 * luck),
            )
        return Forecast(provider=PROVIDER, timezone=UTC, steps=tuple(steps), received_at=moment(now))

    def _amounts(self, now: float, length: int, count: int) -> list[float]:
        """Return the millimetres in *count* periods of *length* minutes, from the current one on."""
        first = now // length * length
        amounts = [0.0] * count
        for shower in self._expected(now, first, first + count * length):
            for index in _indexes(shower.start, shower.end, first, length, count):
                amounts[index] += shower.overlap(first + index * length, first + (index + 1) * length)
        return amounts

    def _expected(self, now: float, start: float, end: float) -> list[Shower]:
        """Return the showers between two times as the latest run of the model has them."""
        run = (now - RUN_DELAY) // RUN_INTERVAL * RUN_INTERVAL
        expected = []
        for shower in self._within(start, end, MAX_SHIFT * 3):
            lead = shower.start - run
            if not shower.gone_from <= lead <= shower.seen_from:
                continue
            deviation = min(MAX_SHIFT, MIN_SHIFT + SHIFT_PER_HOUR * max(0.0, lead) / HOUR)
            luck = self._noise[int(shower.start * 7 + run) % len(self._noise)]
            shift = deviation * (0.8 * shower.bias + 0.6 * luck)
            if shower.start + shift < end and shower.end + shift > start:
                expected.append(
                    Shower(shower.start + shift, shower.length, shower.rate * max(0.1, 1 + 0.3 * luck))
                )
        return expected

    def _within(self, start: float, end: float, margin: float) -> list[Shower]:
        first = bisect_left(self._starts, start - LONGEST_SPELL - margin)
        last = bisect_left(self._starts, end + margin)
        return [shower for shower in self._all[first:last] if shower.end > start - margin]

    def _front(self, start: float) -> list[Shower]:
        """Return long rain, which all forecasts have."""
        showers = []
        for _ in range(self._random.randint(1, 3)):
            length = min(LONGEST_SPELL, self._random.lognormvariate(5.0, 0.7))
            rate = self._random.lognormvariate(0.2, 0.6)
            showers.append(Shower(start, length, rate, bias=self._random.gauss(0, 1)))
            start += length + self._random.expovariate(1 / 150)
        return showers

    def _showers(self, start: float, *, is_real: bool) -> list[Shower]:
        """Return showers; one of seven showers that fall is in no forecast before it falls.

        Most showers that do not fall disappear from the forecasts some hours ahead; one of seven stays.
        """
        showers = []
        for _ in range(self._random.randint(1, 4)):
            length = 5 + min(LONGEST_SPELL, self._random.lognormvariate(3.5, 0.6))
            is_surprise = self._random.random() < 1 / 7
            horizon = 20 + self._random.expovariate(1 / (6 * HOUR))
            showers.append(
                Shower(
                    start,
                    length,
                    self._random.lognormvariate(0.5, 0.7),
                    is_real=is_real,
                    seen_from=(-5.0 if is_surprise else horizon) if is_real else 12.0 * HOUR,
                    gone_from=NEVER if is_real or is_surprise else self._random.expovariate(1 / (2.5 * HOUR)),
                    bias=self._random.gauss(0, 1),
                )
            )
            start += length + self._random.expovariate(1 / 100)
        return showers


def _indexes(start: float, end: float, first: float, length: int, count: int) -> range:
    """Return the indexes of the periods between two times; the first of *count* periods begins at *first*."""
    return range(max(0, int((start - first) // length)), min(count, int((end - first) // length) + 1))


def moment(minutes: float) -> datetime:
    """Return the time *minutes* after the start of the year."""
    return START + timedelta(minutes=minutes)


def episodes(showers: list[Shower]) -> list[tuple[float, float]]:
    """Return the beginning and end of the rain that a person would notice, without breaks shorter than an hour."""
    found: list[tuple[float, float, float]] = []
    for shower in showers:
        amount = shower.rate * shower.length / HOUR
        if found and shower.start - found[-1][1] < MIN_DRY_TIME / timedelta(minutes=1):
            start, end, before = found[-1]
            found[-1] = start, max(end, shower.end), before + amount
        else:
            found.append((shower.start, shower.end, amount))
    return [(start, end) for start, end, amount in found if amount >= MIN_SPELL_AMOUNT]
