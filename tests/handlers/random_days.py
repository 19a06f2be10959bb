"""Random days of weather, some of them dangerous or contradictory."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from math import cos, pi
from random import Random
from zoneinfo import ZoneInfo

from services.places import Place
from services.weather import Condition, Forecast, Step
from services.weather.days import days_from_steps
from services.weather.hazards import HAZARDOUS_CONDITIONS

HOUR = timedelta(hours=1)

PLACES = [
    Place("Berlin", 52.52, 13.41, timezone="Europe/Berlin"),
    Place("Kathmandu", 27.7, 85.32, timezone="Asia/Kathmandu"),
    Place("New York", 40.71, -74.01, timezone="America/New_York"),
    Place("Honolulu", 21.31, -157.86, timezone="Pacific/Honolulu"),
    Place("Kiritimati", 1.98, -157.47, timezone="Pacific/Kiritimati"),
    Place("Vladivostok", 43.12, 131.89, timezone="Asia/Vladivostok"),
]
SYMBOLS = (Condition.CLEAR, Condition.MOSTLY_CLEAR, Condition.PARTLY_CLOUDY, Condition.OVERCAST, Condition.FOG)
MILD = (Condition.DRIZZLE, Condition.LIGHT_RAIN, Condition.RAIN, Condition.RAIN_SHOWERS)
COLD = (Condition.SLEET, Condition.LIGHT_SNOW, Condition.SNOW, Condition.SNOW_SHOWERS)
SEVERE = tuple(sorted(HAZARDOUS_CONDITIONS))
CLOCK_CHANGES = (date(2026, 3, 29), date(2026, 10, 25), date(2026, 3, 8), date(2026, 11, 1))


def random_moment(random: Random) -> datetime:
    """Return when a push is due: on the hour, half past it or at any minute."""
    day = random.choice([date(2026, 1, 1) + timedelta(days=random.randrange(365)), *CLOCK_CHANGES])
    minute = random.choice([0, 0, 30, random.randrange(60)])
    return datetime.combine(day, time(random.randrange(24), minute), UTC)


def random_steps(random: Random, place: Place, at: datetime) -> list[Step]:
    """Return hours from yesterday to the day after tomorrow: a course of temperature, skies, and some weather."""
    local = ZoneInfo(place.timezone or "UTC")
    today = at.astimezone(local).date()
    start = datetime.combine(today - timedelta(days=1), time(), local).astimezone(UTC)
    start = start.replace(minute=0) - HOUR
    mean, swing, trend = random.uniform(-20, 30), random.uniform(0, 8), random.uniform(-0.4, 0.4)
    front, fall = random.randrange(96), random.choice([0.0, random.uniform(-12, 12)])
    skies = [random.choice(SYMBOLS) for _ in range(25)]
    steps = []
    for number in range(100):
        begins = start + number * HOUR
        clock = begins.astimezone(local).hour
        temperature = (
            mean + trend * number + swing * cos((clock - 15) / 12 * pi) + (fall if number >= front else 0)
        )
        wind = random.uniform(0, 4)
        steps.append(
            Step(
                start=begins,
                length=HOUR,
                temperature=round(temperature, 1),
                wind_speed=wind,
                wind_direction=90.0,
                wind_gust=wind + 3,
                is_day=6 <= clock < 18,
                condition=skies[number // 4],
                precipitation=0.0,
                probability=float(random.randrange(15)),
            )
        )
    for _ in range(random.randrange(7)):
        _add_weather(random, steps)
    if random.random() < 0.3:
        _add_wind(random, steps)
    return steps


def random_forecast(random: Random, place: Place, at: datetime) -> tuple[list[Step], Forecast]:
    """Return all hours, and the forecast as it is read at the moment *at*."""
    steps, local = random_steps(random, place, at), ZoneInfo(place.timezone or "UTC")
    days = days_from_steps(steps, place, local)
    return steps, Forecast(provider="Open-Meteo", timezone=local, steps=tuple(steps), days=days).as_of(at)


def _add_weather(random: Random, steps: list[Step]) -> None:
    first, length = random.randrange(len(steps)), random.choice([1, 1, 2, 3, 4, 8, 16])
    kinds = random.choice([MILD, MILD, COLD, SEVERE])
    kind, amount, chance = random.choice(kinds), random.choice([0.1, 0.3, 1.0, 4.0]), random.randrange(5, 101)
    for number in range(first, min(first + length, len(steps))):
        if random.random() < 0.9:
            probability = float(min(100, max(0, chance + random.randrange(-10, 11))))
            condition = kind if random.random() < 0.8 else random.choice(kinds)
            steps[number] = replace(
                steps[number], condition=condition, precipitation=amount, probability=probability
            )


def _add_wind(random: Random, steps: list[Step]) -> None:
    first, gust = random.randrange(len(steps)), random.uniform(12, 40)
    for number in range(first, min(first + random.randrange(1, 12), len(steps))):
        steps[number] = replace(steps[number], wind_speed=gust / 2, wind_gust=gust * random.uniform(0.8, 1))
