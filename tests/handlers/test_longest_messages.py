"""The longest message of each kind, with every unit and in every language."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import product
from typing import TypeVar
from zoneinfo import ZoneInfo

import pytest

from handlers.texts import LANGUAGES, Texts, texts_for
from handlers.views.asked import asked_text
from handlers.views.daily import daily_text, not_set_text, set_text
from handlers.views.fitting import LONGEST_MESSAGE, fit, length
from handlers.views.forecast import forecast_text
from handlers.views.outlook import push_text
from handlers.views.places import not_found, places_text
from handlers.views.settings import Setting, settings_text
from handlers.views.units import Units, option_name
from handlers.views.weather import weather_text
from sandbox.telegram.html import parse_html
from services.answers import Answer, Entry, Facts
from services.daily import Change, Outlook, WetSpell
from services.errors import Failure, Reason
from services.places import Ambiguous, LookupFailed, Match, Place, Unknown
from services.questions import (
    DayPart,
    InDays,
    InHours,
    InMonth,
    Now,
    OnDay,
    SeveralDays,
    Subject,
    Weekend,
    What,
    When,
)
from services.schedule import Schedule, Weekdays
from services.storage import (
    MAX_LABEL_LENGTH,
    MAX_SAVED_PLACES,
    MAX_SUBSCRIPTIONS,
    ChatSettings,
    SavedPlace,
    Subscription,
)
from services.units import OPTIONS, Unit
from services.weather import Condition, Day, Forecast, Report, Step
from services.weather.air import AirHour, AirQuality, Sea, SeaHour
from services.weather.falls import FALLING
from services.weather.forecast import DAYS
from services.weather.hazards import HAZARDS, Hazard, HazardKind

NAME = "&🌍" * 150
ZONE, ELSEWHERE = ZoneInfo("America/Argentina/ComodRivadavia"), ZoneInfo("Asia/Tokyo")
NOW = datetime(2026, 9, 23, 15, 58, tzinfo=UTC)  # a Wednesday: long words
TODAY = NOW.astimezone(ZONE).date()
PLACE = Place(NAME, -54.8, -68.3, country=f"1{NAME}", region=f"2{NAME}", timezone=ZONE.key)
PROVIDER = "MET Norway and OpenWeather"
AGE = timedelta(hours=23, minutes=59)

T = TypeVar("T")


class WordyTexts(Texts):
    """Texts in which the names of units are far longer than any that is offered."""

    def __call__(self, key: str, /, **arguments: str | int) -> str:
        text = super().__call__(key, **arguments)
        return text + " by the kilogram" * 20 if key.startswith("unit-") else text


def messages(render: Callable[[Units], Iterable[str]], language: str) -> set[str]:
    """Return what is rendered with each option by itself, and with those together that are the longest."""

    def rendered(**options: object) -> list[str]:
        return list(render(Units(texts_for(language), ChatSettings(**options))))  # type: ignore[arg-type]

    alone = {name: {option: rendered(**{name: option}) for option in options} for name, options in OPTIONS.items()}
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
        condition=longest(HAZARDS, lambda condition: units.texts(f"condition-{condition}")),
        precipitation=305.5,
        probability=100.0,
    )
    day = Day(
        date=TODAY,
        whole=True,
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
            replace(step, start=step.start.astimezone(UTC) + timedelta(hours=hour)) for hour in range(24 * DAYS)
        ),
        days=tuple(replace(day, date=day.date + timedelta(days=number)) for number in range(DAYS)),
        received_at=NOW,
        age=AGE,
    )


def outlook(units: Units) -> Outlook:
    kind = longest(FALLING, lambda condition: units.texts(f"condition-{condition}"))
    return Outlook(
        date=TODAY,
        timezone=ZONE,
        provider=PROVIDER,
        low=-88.8,
        high=-18.8,
        condition=kind,
        hazards=tuple(
            Hazard(kind=danger, start=at(10), end=at(22), probability=100.0, gust=140.4, broken=True)
            for danger in HazardKind
        ),
        spells=(
            WetSpell(at(10), at(11), kind, 100.0, broken=True),
            WetSpell(at(20), at(22), longest(FALLING - {kind}, str), 100.0, broken=True),
        ),
        wind_speed=113.3,
        wind_direction=longest_direction(units),
        wind_gust=140.4,
        changes=tuple(Change),
        before_high=-28.8,
        age=AGE,
    )


def failure(units: Units) -> Failure:
    failures = [Failure(reason, 503, 360_000.0) for reason in Reason]
    return longest(failures, lambda one: units.texts(f"failure-{one.reason}", status=503, minutes=59, hours=99))


def answer(matches: Iterable[Match], result: Report | Forecast | Facts | Failure, **known: object) -> Answer:
    entries = tuple(Entry(match, result) for match in matches)
    return replace(Answer("en", entries, (NAME,) * 50, 500), **known)  # type: ignore[arg-type]


MATCHES = [
    Match(NAME, PLACE, (PLACE,), away=19_999.9),
    Match(NAME, PLACE, (PLACE,), capital_of=NAME[:60], away=19_999.9),
    Match(NAME, PLACE, (PLACE,), away=19_999.9, stands_for=NAME),
]


def weather(units: Units) -> Iterable[str]:
    told = report(units)
    for match in MATCHES:
        for result in (told, failure(units)):
            for count in (1, MAX_SAVED_PLACES):
                many = answer([match] * count, result)
                elsewhere = Entry(match, replace(told, timezone=ELSEWHERE))  # so that local times are told
                several = replace(many, entries=(*many.entries[1:], elsewhere)) if count > 1 else many
                yield weather_text(several, units, now=NOW, usual_provider="")


def forecasts(units: Units) -> Iterable[str]:
    told = forecast(units)
    for match in MATCHES:
        for result in (told, failure(units)):
            for count in (1, Subject.DAYS.limit):
                yield forecast_text(answer([match] * count, result), units, usual_provider="")
        yield forecast_text(answer([match], told, day=TODAY), units, usual_provider="")


ASKED: tuple[When | None, ...] = (
    None,
    Now(),
    InHours(400),
    OnDay(InDays(3)),
    OnDay(InDays(0)),
    OnDay(InDays(-1)),
    OnDay(InDays(400)),
    OnDay(InDays(1), DayPart.EVENING),
    OnDay(InDays(1), hour=time(15)),
    Weekend(),
    SeveralDays(16),
    SeveralDays(next_week=True),
    InMonth(9),
)


def asked(units: Units) -> Iterable[str]:
    ahead = forecast(units)
    starts = [step.start for step in ahead.steps]
    facts = Facts(
        timezone=ZONE,
        report=report(units),
        forecast=replace(
            ahead,
            steps=tuple(replace(step, humidity=100.0, pressure=1084.8, uv_index=20.0) for step in ahead.steps),
        ),
        air=AirQuality(
            provider=PROVIDER,
            timezone=ZONE,
            hours=tuple(AirHour(start=at, european_index=1e4, us_index=1e4, pm2_5=1e5, pm10=1e5) for at in starts),
            age=AGE,
        ),
        sea=Sea(
            provider=PROVIDER,
            timezone=ZONE,
            hours=tuple(SeaHour(start=at, temperature=-88.8, wave_height=88.8) for at in starts),
            age=AGE,
        ),
    )
    elsewhere = replace(facts, timezone=ELSEWHERE)  # so that the time is told of each place
    alone = product(ASKED, What, (1,))
    for when, what, count in (*alone, *product((None, SeveralDays(16)), What, (MAX_SAVED_PLACES,))):
        known = answer(MATCHES[:1] * count, facts, when=when, what=what, asked_at=NOW)
        others = (*known.entries[1:], replace(known.entries[0], result=elsewhere)) if count > 1 else known.entries
        yield asked_text(replace(known, entries=others), units, now=NOW, usual_provider="")


def pushes(units: Units) -> Iterable[str]:
    saved = SavedPlace(PLACE, "&🌍" * (MAX_LABEL_LENGTH // 2))
    dangerous = outlook(units)
    for result in (dangerous, replace(dangerous, hazards=()), failure(units)):
        for count in (1, MAX_SAVED_PLACES):
            elsewhere = replace(result, date=date(2026, 9, 24)) if isinstance(result, Outlook) else result
            told = [(saved, result), *[(saved, elsewhere)] * (count - 1)]
            yield push_text(told, units, usual_provider="")


def problems(units: Units) -> Iterable[str]:
    texts = units.texts
    saved = tuple(SavedPlace(PLACE, "&" * MAX_LABEL_LENGTH) for _ in range(MAX_SAVED_PLACES))
    unclear = [
        Entry(item)
        for item in (
            LookupFailed(NAME, failure(units)),
            Unknown(NAME, (PLACE,) * 3),
            Ambiguous(NAME, (PLACE,) * 3),
        )
    ]
    for entry in unclear:
        notes = not_found(Answer("en", (entry,) * MAX_SAVED_PLACES, (NAME,) * 50), texts)
        yield places_text(saved, texts, PLACE.key, notes)
        text = not_set_text(notes, texts)
        assert texts("daily-not-set") in text
        yield text


def lists(units: Units) -> Iterable[str]:
    saved = tuple(SavedPlace(PLACE, "&" * MAX_LABEL_LENGTH) for _ in range(MAX_SAVED_PLACES))
    yield places_text(saved, units.texts, PLACE.key)
    schedule = Schedule(1439, ZONE.key, Weekdays.MONDAY | Weekdays.WEDNESDAY | Weekdays.FRIDAY | Weekdays.SUNDAY)
    push = Subscription(1, 1, schedule, saved, paused=True, next_at=NOW + timedelta(days=6))
    for places in (saved, tuple(SavedPlace(one.place) for one in saved)):
        yield daily_text([replace(push, places=places)] * MAX_SUBSCRIPTIONS, units, NOW)
        yield set_text(push, places, units, NOW)
    for setting in Setting:
        yield settings_text(ChatSettings(language=units.texts.language), units, setting)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("render", [weather, forecasts, pushes, lists])
def test_the_longest_message_fits_whatever_is_set(render: Callable[[Units], Iterable[str]], language: str) -> None:
    for html in messages(render, language):
        shown, _ = parse_html(html)
        assert length(shown) <= LONGEST_MESSAGE
        assert "…" not in shown.splitlines(), "lines are missing"


@pytest.mark.parametrize("render", [weather, forecasts, pushes, lists])
@pytest.mark.parametrize("language", LANGUAGES)
def test_no_name_of_a_unit_is_too_long_for_a_message(
    render: Callable[[Units], Iterable[str]], language: str
) -> None:
    for html in render(Units(WordyTexts(language))):
        shown, _ = parse_html(html)
        assert length(shown) <= LONGEST_MESSAGE


@pytest.mark.parametrize("texts", [texts_for("ru"), WordyTexts("en")], ids=["russian", "wordy"])
def test_the_longest_answer_to_a_question_fits(texts: Texts) -> None:
    for html in asked(Units(texts)):
        shown, _ = parse_html(html)
        assert length(shown) <= LONGEST_MESSAGE


def test_twenty_unclear_names_fit_and_what_came_of_them_is_told(units: Units) -> None:
    for html in problems(units):
        shown, _ = parse_html(html)
        assert length(shown) <= LONGEST_MESSAGE


def test_the_name_of_every_unit_is_shorter_than_a_button(texts: Texts) -> None:
    units = [option for options in OPTIONS.values() for option in options if isinstance(option, Unit)]
    assert units
    assert all(length(option_name(unit, texts)) <= 16 for unit in units)


def test_blocks_that_do_not_fit_lose_their_details_and_then_all_but_the_names(english: Units) -> None:
    def shown(count: int, units: Units) -> str:
        one = answer([MATCHES[0]] * count, report(english))
        return parse_html(weather_text(one, units, now=NOW, usual_provider=""))[0]

    wordy = Units(WordyTexts("en"))
    assert "wind" in shown(2, wordy)
    assert "wind" not in shown(4, wordy)
    assert "away" in shown(4, wordy)
    assert "away" not in shown(9, wordy)
    assert shown(9, wordy).count("−89") == 9


def test_a_message_without_a_version_that_fits_loses_its_last_lines() -> None:
    lines = [f"<b>{number}</b> " + "&amp;" * 90 for number in range(100)]
    shown, _ = parse_html(fit("\n".join(lines)))
    assert shown.splitlines()[-2:] == ["42 " + "&" * 90, "…"]
    assert 4000 < length(shown) <= LONGEST_MESSAGE

    table, entities = parse_html(fit("<pre>" + "\n".join(lines) + "</pre>"))
    assert table.endswith("\n…")
    assert entities[0]["type"] == "pre"

    assert fit("x" * 5000) == "…"


def test_a_message_that_fits_without_its_markup_stays_as_it_is() -> None:
    html = "\n".join(f"<b>{'&amp;' * 40}</b>" for _ in range(99))
    assert len(html) > LONGEST_MESSAGE
    assert fit(html) == html
