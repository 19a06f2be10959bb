"""Weather in which each number identifies its day and hour, and the answers from this weather."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from handlers.views.asked import asked_answer_text
from handlers.views.units import Units
from services.answers import Answer, Entry, PlaceData
from services.errors import Failure
from services.places import Match, Place
from services.questions import Quantity, Question, Subject, When
from services.weather import Condition, Forecast, Report, Step
from services.weather.air import AirHour, AirQuality, Sea, SeaHour
from services.weather.days import days_from_steps, midnight
from tests.handlers.conftest import MOSCOW

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
NOW = datetime(2026, 11, 26, 9, 7, tzinfo=UTC)  # a Thursday, 12:07 in Moscow
ZONE = ZoneInfo("Europe/Moscow")
TODAY = date(2026, 11, 26)
KAZAN = Place("Казань", 55.79, 49.12, country="Россия", timezone="Europe/Moscow")
MURMANSK = Place("Murmansk", 68.97, 33.09, country="Russia", timezone="Europe/Moscow")

PARTS = ((6, -2), (12, -1), (18, 2), (24, 1))
"""Pairs (hour, degrees that are added to the base temperature of the day before this hour)."""

Weather = Callable[[int, int], dict[str, object]]
"""Function that returns the unusual values of a step, from the number of days after today and the hour."""


def base(day: int) -> float:
    return 2 + 6 * day


def step(start: datetime, more: Weather) -> Step:
    local = start.astimezone(ZONE)
    day, hour = (local.date() - TODAY).days, local.hour
    values: dict[str, object] = {
        "temperature": base(day) + next(added for until, added in PARTS if hour < until),
        "feels_like": base(day) - 2,
        "wind_speed": 3.0,
        "wind_direction": 225.0,
        "wind_gust": 5.0,
        "humidity": 55.0,
        "pressure": 1000.0,
        "surface_pressure": 980.0,
        "uv_index": 7.0 if hour == 13 else 3.0 if 10 <= hour < 16 else 0.0,
        "is_day": 7 <= hour < 19,
        "condition": Condition.CLEAR,
        "precipitation": 0.0,
        "probability": 0.0,
    }
    if day == 1 and 14 <= hour < 17:
        values |= {"condition": Condition.RAIN, "precipitation": 2.0, "probability": 90.0}
    if day == 2 and 6 <= hour < 9:
        values |= {"condition": Condition.SNOW, "precipitation": 1.0, "probability": 90.0}
    return Step(start=start, length=HOUR, **(values | more(day, hour)))  # type: ignore[arg-type]


def forecast(*, days: int = 8, past: bool = True, now: datetime = NOW, more: Weather = lambda *_: {}) -> Forecast:
    """Return the forecast at *now*; without *past*, it has no past hours, like a forecast of OpenWeather."""
    start = midnight(TODAY - DAY, ZONE) if past else NOW.replace(minute=0)
    end = midnight(TODAY + days * DAY, ZONE)
    steps = [step(start + index * HOUR, more) for index in range(int((end - start) / HOUR))]
    known = days_from_steps(steps, MOSCOW, ZONE)
    today = now.astimezone(ZONE).date()
    return Forecast(
        provider="Open-Meteo",
        timezone=ZONE,
        steps=tuple(one for one in steps if one.end > now),
        earlier=tuple(one for one in steps if one.end <= now),
        days=tuple(day for day in known if day.date >= today),
        yesterday=next((day for day in known if day.date == today - DAY), None),
        received_at=now,
    )


REPORT = Report(
    provider="Open-Meteo",
    timezone=ZONE,
    condition=Condition.CLEAR,
    temperature=-30.0,
    feels_like=-38.0,
    wind_speed=3.0,
    wind_direction=225.0,
    wind_gust=5.0,
    humidity=55.0,
    pressure=1000.0,
    surface_pressure=980.0,
)
HOURS = [NOW.replace(minute=0) + index * HOUR for index in range(72)]
AIR = AirQuality(
    provider="Open-Meteo",
    timezone=ZONE,
    hours=tuple(AirHour(start=at, european_index=35.0, us_index=60.0, pm2_5=12.0, pm10=20.0) for at in HOURS),
)
SEA = Sea(
    provider="Open-Meteo",
    timezone=ZONE,
    hours=tuple(SeaHour(start=at, temperature=13.2, wave_height=0.4) for at in HOURS),
)
FACTS = PlaceData(timezone=ZONE, forecast=forecast())
FACTS_NOW = PlaceData(timezone=ZONE, report=REPORT, forecast=forecast())


def answer(
    when: When | None,
    quantity: Quantity = Quantity.WEATHER,
    *told: tuple[Place, PlaceData | Failure],
    now: datetime = NOW,
) -> Answer:
    """Return an answer about the places in *told*, by default about Moscow."""
    entries = [Entry(Match(place.name, place), facts) for place, facts in told or ((MOSCOW, FACTS),)]
    subject = Question("", when=when, quantity=quantity).answer_subject
    return replace(Answer("en", tuple(entries)), subject=subject, when=when, quantity=quantity, asked_at=now)


def lines(
    units: Units,
    when: When | None,
    quantity: Quantity = Quantity.WEATHER,
    *told: tuple[Place, PlaceData | Failure],
    now: datetime = NOW,
) -> list[str]:
    """Return the lines of the answer, with plain spaces."""
    asked = answer(when, quantity, *told, now=now)
    assert asked.subject is Subject.ASKED or when is None
    html = asked_answer_text(asked, units, now=now, usual_provider="Open-Meteo")
    return html.replace("\N{NO-BREAK SPACE}", " ").splitlines()
