"""The longest message of each kind fits, with every unit and in every language."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date, time, timedelta
from itertools import product

import pytest

from handlers.texts import LANGUAGE_CODES, Texts, texts_for
from handlers.views.air_page import air_text
from handlers.views.asked import asked_answer_text
from handlers.views.daily import daily_text, subscribed_text
from handlers.views.fitting import MAX_MESSAGE_LENGTH, utf16_length
from handlers.views.forecast import forecast_text
from handlers.views.outlook import push_text
from handlers.views.places import not_added_text, places_text, unresolved_lines
from handlers.views.settings import Setting, settings_text
from handlers.views.units import Units, option_name
from handlers.views.weather import weather_text
from sandbox.telegram.html import parse_html
from services.answers import Answer, Entry, PlaceData
from services.daily import Outlook
from services.places import Ambiguous, LookupFailed, Unknown
from services.questions import (
    DayPart,
    InDays,
    InHours,
    InMonth,
    Now,
    OnDay,
    Quantity,
    SeveralDays,
    Subject,
    Weekend,
    When,
)
from services.schedule import Schedule, Weekdays
from services.storage import (
    MAX_LABEL_LENGTH,
    MAX_SAVED_PLACES,
    MAX_SUBSCRIPTIONS_PER_CHAT,
    ChatSettings,
    SavedPlace,
    Subscription,
)
from services.units import OPTIONS_BY_SETTING, Unit
from services.weather.air import (
    AirHour,
    AirQuality,
    Plant,
    PollenDay,
    PollenForecast,
    PollenLevel,
    Sea,
    SeaHour,
)
from tests.handlers.longest import (
    AGE,
    ELSEWHERE,
    MATCHES,
    NAME,
    NOW,
    PLACE,
    PROVIDER,
    TODAY,
    ZONE,
    WordyTexts,
    answer,
    failure,
    forecast,
    messages,
    outlook,
    report,
)


def weather(units: Units) -> Iterable[str]:
    told = report(units)
    for match in MATCHES:
        for result in (told, failure(units)):
            for count in (1, MAX_SAVED_PLACES):
                many = answer([match] * count, result)
                elsewhere = Entry(match, replace(told, timezone=ELSEWHERE))  # adds local times to the message
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
    steps = tuple(replace(step, humidity=100.0, pressure=1084.8, uv_index=20.0) for step in ahead.steps)
    facts = PlaceData(
        timezone=ZONE,
        report=report(units),
        forecast=replace(ahead, steps=steps),
        air=AirQuality(
            provider=PROVIDER,
            timezone=ZONE,
            hours=tuple(
                AirHour(
                    start=at,
                    european_index=1e4,
                    us_index=1e4,
                    pm2_5=1e5,
                    pm10=1e5,
                    ozone=1e5,
                    dust=1e5,
                    uv_index=50,
                )
                for at in starts
            ),
            pollen_days=tuple(
                PollenDay(
                    date=day.date, pollen=tuple(PollenForecast(plant, PollenLevel.VERY_HIGH) for plant in Plant)
                )
                for day in ahead.days
            ),
            has_computed_index=True,
            age=AGE,
        ),
        sea=Sea(
            provider=PROVIDER,
            timezone=ZONE,
            hours=tuple(SeaHour(start=at, temperature=-88.8, wave_height=88.8) for at in starts),
            age=AGE,
        ),
    )
    # The texts of days are the same with longer steps, but take a third of the time.
    long_steps = tuple(replace(step, length=timedelta(hours=6)) for step in steps[::6])
    coarse = replace(facts, forecast=replace(ahead, steps=long_steps))
    alone = product(ASKED, Quantity, (1,))
    for when, what, count in (*alone, *product((None, SeveralDays(16)), Quantity, (MAX_SAVED_PLACES,))):
        told = coarse if count > 1 and when is not None else facts
        known = answer(MATCHES[:1] * count, told, when=when, quantity=what, asked_at=NOW)
        elsewhere = replace(told, timezone=ELSEWHERE)  # adds the local time of each place
        others = (*known.entries[1:], replace(known.entries[0], result=elsewhere)) if count > 1 else known.entries
        yield asked_answer_text(replace(known, entries=others), units, now=NOW, usual_provider="")
    for match in MATCHES:
        yield air_text(answer([match], facts), units, now=NOW)


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
        notes = unresolved_lines(Answer("en", (entry,) * MAX_SAVED_PLACES, (NAME,) * 50), texts)
        yield places_text(saved, texts, PLACE.key, notes)
        text = not_added_text(notes, texts("daily-not-set"))
        assert texts("daily-not-set") in text
        yield text


def lists(units: Units) -> Iterable[str]:
    saved = tuple(SavedPlace(PLACE, "&" * MAX_LABEL_LENGTH) for _ in range(MAX_SAVED_PLACES))
    yield places_text(saved, units.texts, PLACE.key)
    schedule = Schedule(1439, ZONE.key, Weekdays.MONDAY | Weekdays.WEDNESDAY | Weekdays.FRIDAY | Weekdays.SUNDAY)
    push = Subscription(1, 1, schedule, saved, paused=True, next_at=NOW + timedelta(days=6))
    for places in (saved, tuple(SavedPlace(one.place) for one in saved)):
        yield daily_text([replace(push, places=places)] * MAX_SUBSCRIPTIONS_PER_CHAT, units, NOW)
        yield subscribed_text(push, places, units, NOW)
    for setting in Setting:
        yield settings_text(ChatSettings(language=units.texts.language), units, [setting])


@pytest.mark.parametrize("language", LANGUAGE_CODES)
@pytest.mark.parametrize("render", [weather, forecasts, pushes, lists])
def test_the_longest_message_fits_with_all_settings(
    render: Callable[[Units], Iterable[str]], language: str
) -> None:
    for html in messages(render, language):
        shown, _ = parse_html(html)
        assert utf16_length(shown) <= MAX_MESSAGE_LENGTH
        assert "…" not in shown.splitlines(), "lines are missing"


@pytest.mark.parametrize("render", [weather, forecasts, pushes, lists])
@pytest.mark.parametrize("language", LANGUAGE_CODES)
def test_no_name_of_a_unit_is_too_long_for_a_message(
    render: Callable[[Units], Iterable[str]], language: str
) -> None:
    for html in render(Units(WordyTexts(language))):
        shown, _ = parse_html(html)
        assert utf16_length(shown) <= MAX_MESSAGE_LENGTH


@pytest.mark.parametrize("texts", [texts_for("ru"), WordyTexts("en")], ids=["russian", "wordy"])
def test_the_longest_answer_to_a_question_fits(texts: Texts) -> None:
    for html in asked(Units(texts)):
        shown, _ = parse_html(html)
        assert utf16_length(shown) <= MAX_MESSAGE_LENGTH


def test_twenty_unresolved_names_and_their_reasons_fit(units: Units) -> None:
    for html in problems(units):
        shown, _ = parse_html(html)
        assert utf16_length(shown) <= MAX_MESSAGE_LENGTH


def test_the_name_of_every_unit_is_shorter_than_a_button(texts: Texts) -> None:
    units = [option for options in OPTIONS_BY_SETTING.values() for option in options if isinstance(option, Unit)]
    assert units
    assert all(utf16_length(option_name(unit, texts)) <= 16 for unit in units)


def test_blocks_that_do_not_fit_lose_their_details_and_then_their_countries(english: Units) -> None:
    def shown(count: int, units: Units) -> str:
        one = answer([MATCHES[0]] * count, report(english))
        return parse_html(weather_text(one, units, now=NOW, usual_provider=""))[0]

    wordy = Units(WordyTexts("en"))
    assert "wind" in shown(2, wordy)
    assert "wind" not in shown(4, wordy)
    assert "away" in shown(4, wordy)
    assert "away" not in shown(9, wordy)
    assert shown(9, wordy).count("−89") == 9
