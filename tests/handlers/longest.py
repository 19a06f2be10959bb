"""The longest results and texts of each kind, for tests of the length of messages."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TypeVar
from zoneinfo import ZoneInfo

from handlers.texts import Texts, texts_for
from handlers.views.units import Units
from services.answers import Answer, Entry, PlaceData
from services.daily import Outlook, WeatherChange, WetSpell
from services.errors import Failure, Reason
from services.places import Match, Place
from services.storage import ChatSettings
from services.units import OPTIONS_BY_SETTING
from services.weather import Condition, Day, Forecast, Report, Step
from services.weather.forecast import USUAL_DAYS
from services.weather.hazards import HAZARDOUS_CONDITIONS, Hazard, HazardKind
from services.weather.precipitation import PRECIPITATION_CONDITIONS

NAME = "&🌍" * 150
ZONE, ELSEWHERE = ZoneInfo("America/Argentina/ComodRivadavia"), ZoneInfo("Asia/Tokyo")
NOW = datetime(2026, 9, 23, 15, 58, tzinfo=UTC)  # a Wednesday: long words
TODAY = NOW.astimezone(ZONE).date()
PLACE = Place(
    NAME, -54.8, -68.3, country=f"1{NAME}", region=f"2{NAME}", timezone=ZONE.key, has_likelier_namesake=True
)
PROVIDER = "MET Norway and OpenWeather"
AGE = timedelta(hours=23, minutes=59)

T = TypeVar("T")


class WordyTexts(Texts):
    """Texts in which the names of units are far longer than the real names."""

    def __call__(self, key: str, /, **arguments: str | int) -> str:
        text = super().__call__(key, **arguments)
        return text + " by the kilogram" * 20 if key.startswith("unit-") else text


def messages(render: Callable[[Units], Iterable[str]], language: str) -> set[str]:
    """Return the texts with each option by itself, and with the longest options together."""

    def rendered(**options: object) -> list[str]:
        return list(render(Units(texts_for(language), ChatSettings(**options))))  # type: ignore[arg-type]

    alone = {
        name: {option: rendered(**{name: option}) for option in options}
        for name, options in OPTIONS_BY_SETTING.items()
    }
    longest_of_each = {
        name: max(by_option.items(), key=lambda item: len("".join(item[1])))[0]
        for name, by_option in alone.items()
    }
    every = [htmls for by_option in alone.values() for htmls in by_option.values()]
    return {html for htmls in (*every, rendered(**longest_of_each)) for html in htmls}


def longest(values: Iterable[T], text: Callable[[T], str]) -> T:
    return max(values, key=lambda value: len(text(value)))


def longest_condition(units: Units) -> Condition:
    return longest(Condition, lambda condition: units.texts(f"condition-{condition}"))


def longest_direction(units: Units) -> float:
    return longest([45.0 * point for point in range(8)], units.wind_direction)


def at(hour: int) -> datetime:
    return datetime(TODAY.year, TODAY.month, TODAY.day, hour, 58, tzinfo=ZONE)


def report(units: Units) -> Report:
    return Report(
        provider=PROVIDER,
        timezone=ZONE,
        condition=longest_condition(units),
        temperature=-88.8,
        feels_like=-88.8,
        wind_speed=113.3,
        wind_gust=140.4,
        wind_direction=longest_direction(units),
        humidity=100,
        pressure=1084.8,
        cloud_cover=100,
        visibility=100_000,
        visibility_is_capped=True,
        precipitation_rate=305.5,
        sunrise=at(10),
        sunset=at(22),
        age=AGE,
    )


def forecast(units: Units) -> Forecast:
    step = Step(
        start=at(0) - timedelta(minutes=58),
        length=timedelta(hours=1),
        temperature=-88.8,
        wind_speed=113.3,
        wind_direction=longest_direction(units),
        wind_gust=140.4,
        condition=longest(HAZARDOUS_CONDITIONS, lambda condition: units.texts(f"condition-{condition}")),
        precipitation=305.5,
        probability=100.0,
    )
    day = Day(
        date=TODAY,
        is_complete=True,
        condition=longest_condition(units),
        temperature_min=-88.8,
        temperature_max=-18.8,
        precipitation=1825.5,
        probability=100.0,
        wind_speed=113.3,
        wind_gust=140.4,
        sunrise=at(10),
        sunset=at(22),
    )
    return Forecast(
        provider=PROVIDER,
        timezone=ZONE,
        steps=tuple(
            replace(step, start=step.start.astimezone(UTC) + timedelta(hours=hour))
            for hour in range(24 * USUAL_DAYS)
        ),
        days=tuple(replace(day, date=day.date + timedelta(days=number)) for number in range(USUAL_DAYS)),
        received_at=NOW,
        age=AGE,
    )


def outlook(units: Units) -> Outlook:
    kind = longest(PRECIPITATION_CONDITIONS, lambda condition: units.texts(f"condition-{condition}"))
    return Outlook(
        date=TODAY,
        timezone=ZONE,
        provider=PROVIDER,
        low=-88.8,
        high=-18.8,
        condition=kind,
        hazards=tuple(
            Hazard(kind=danger, start=at(10), end=at(22), probability=100.0, gust=140.4, has_breaks=True)
            for danger in HazardKind
        ),
        spells=(
            WetSpell(at(10), at(11), kind, 100.0, has_breaks=True),
            WetSpell(at(20), at(22), longest(PRECIPITATION_CONDITIONS - {kind}, str), 100.0, has_breaks=True),
        ),
        wind_speed=113.3,
        wind_direction=longest_direction(units),
        wind_gust=140.4,
        changes=tuple(WeatherChange),
        before_high=-28.8,
        age=AGE,
    )


def failure(units: Units) -> Failure:
    failures = [Failure(reason, 503, 360_000.0) for reason in Reason]
    return longest(failures, lambda one: units.texts(f"failure-{one.reason}", status=503, minutes=59, hours=99))


def answer(matches: Iterable[Match], result: Report | Forecast | PlaceData | Failure, **known: object) -> Answer:
    entries = tuple(Entry(match, result) for match in matches)
    return replace(Answer("en", entries, (NAME,) * 50, 500), **known)  # type: ignore[arg-type]


MATCHES = [
    Match(NAME, PLACE, (PLACE,), kilometres_away=19_999.9),
    Match(NAME, PLACE, (PLACE,), capital_of=NAME[:60], kilometres_away=19_999.9),
    Match(NAME, PLACE, (PLACE,), kilometres_away=19_999.9, stands_for=NAME),
]
