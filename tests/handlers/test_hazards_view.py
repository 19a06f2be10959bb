"""Reports and forecasts name dangerous weather first."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from handlers.views.forecast import forecast_text
from handlers.views.hazards import hazard_days_text, hazard_phrases
from handlers.views.pictures import meteogram
from handlers.views.units import Units
from handlers.views.weather import weather_text
from services.answers import Answer, Entry
from services.places import Match
from services.questions import Subject
from services.weather import Condition, Forecast
from services.weather.hazards import Hazard, HazardKind, find_hazards
from services.weather.timeline import DataPoint, forecast_from_points
from tests.handlers.conftest import LONDON, MOSCOW, NOW, answer, report

ZONE = ZoneInfo("Europe/Moscow")
TODAY = datetime(2026, 1, 20, tzinfo=ZONE)
HOUR = timedelta(hours=1)

ICE = {"condition": Condition.FREEZING_RAIN, "precipitation": 0.5, "probability": 80.0}


def forecast(hours: dict[int, dict[str, Any]], now: int, *, first: int = -24) -> Forecast:
    """Return five days from today on, read *now* hours after midnight; *hours* are counted from that midnight."""
    usual: dict[str, Any] = {
        "temperature": 1.0,
        "condition": Condition.CLOUDY,
        "precipitation": 0.0,
        "probability": 5.0,
    }
    rows = {
        (TODAY + number * HOUR).astimezone(ZoneInfo("UTC")): DataPoint(**(usual | hours.get(number - 1, {})))
        for number in range(first, 24 * 6)
    }
    return forecast_from_points("Open-Meteo", MOSCOW, ZONE, rows, HOUR).as_of(TODAY + now * HOUR)


def lines(told: Forecast, units: Units, *, open_day: bool = False) -> list[str]:
    days = Answer("en", (Entry(Match("Moscow", MOSCOW), told),), subject=Subject.DAYS)
    days = replace(days, day=TODAY.date()) if open_day else days
    return forecast_text(days, units, usual_provider="Open-Meteo").replace("\u00a0", " ").splitlines()


def test_a_report_names_ice_in_its_first_line(english: Units, russian: Units) -> None:
    icy = report(condition=Condition.FREEZING_RAIN, wind_gust=26.0)
    one = weather_text(answer((MOSCOW, icy)), russian, now=NOW, usual_provider="OpenWeather")
    first = one.replace("\u00a0", " ").splitlines()[0]
    assert first.startswith("<b>Moscow</b>")
    assert first.endswith(" · ⚠️ Гололёд: ледяной дождь; Шторм: порывы до 26 м/с")
    several = weather_text(
        answer((MOSCOW, report()), (LONDON, icy)), english, now=NOW, usual_provider="OpenWeather"
    )
    moscow, london = (block.splitlines()[0] for block in several.split("\n\n"))
    assert "⚠️" not in moscow
    assert " · ⚠️ Ice: freezing rain; Storm gusts up to 26" in london


def test_a_report_without_a_hazard_has_no_warning_sign(english: Units) -> None:
    assert "⚠️" not in weather_text(answer((MOSCOW, report())), english, now=NOW, usual_provider="OpenWeather")


def test_a_day_names_each_of_its_hazards(english: Units, russian: Units) -> None:
    told = forecast(dict.fromkeys((33, 34, 35), ICE) | {44: {"wind_gust": 18.0}}, 8)
    assert lines(told, english)[:5] == [
        "<b>Moscow</b>, Russia · ⚠️ Ice: Wed 21; strong gusts: Wed 21",
        "<b>Tue 20</b> (whole day) ☁️ 1 °C, cloudy",
        "<b>Wed 21</b> 🧊 1 °C, 1.5 mm (80 %)",
        "⚠️ Ice: freezing rain 09:00–12:00 (80 %)",
        "⚠️ Strong gusts up to 18 m/s 20:00–21:00",
    ]
    assert lines(told, russian)[0].endswith(" · ⚠️ Гололёд: ср 21; сильный ветер: ср 21")


def test_a_past_hazard_is_named_below_its_day_and_not_in_the_first_line(english: Units) -> None:
    over = forecast(dict.fromkeys((3, 4), ICE), 8)
    assert lines(over, english)[:3] == [
        "<b>Moscow</b>, Russia",
        "<b>Tue 20</b> (whole day) 🧊 1 °C, 1.0 mm (80 %)",
        "⚠️ Ice: freezing rain 03:00–05:00 (80 %)",
    ]
    assert "⚠️" not in lines(over, english, open_day=True)[0]
    rest = forecast({}, 8, first=8)
    assert lines(rest, english)[1].startswith("<b>Tue 20</b> (rest of the day) ")


def test_the_hours_of_a_day_name_the_hazard(english: Units) -> None:
    title, *hours = lines(forecast({9: ICE, 10: {"wind_gust": 20.0}}, 8), english, open_day=True)
    assert title.endswith("; Strong gusts up to 20 m/s 10:00–11:00")
    assert hours[1:3] == ["09:00 🧊 1 °C, freezing rain, 0.5 mm (80 %)", "10:00 ☁️ 1 °C, gusts 20 m/s"]


def test_an_unlikely_hazard_has_its_probability_in_the_list_of_days(english: Units) -> None:
    unlikely = Hazard(kind=HazardKind.THUNDERSTORM, probability=20.0)
    days = [(TODAY.date(), (unlikely,)), ((TODAY + 24 * HOUR).date(), (replace(unlikely, probability=60.0),))]
    assert hazard_days_text(days, english).replace("\u00a0", " ") == "Thunderstorm: Tue 20 (20 %), Wed 21"
    assert hazard_days_text([(TODAY.date(), ())], english) == ""


@pytest.mark.parametrize("kind", HazardKind)
def test_every_kind_of_hazard_has_a_text(kind: HazardKind, units: Units) -> None:
    (text,) = hazard_phrases([Hazard(kind=kind, end=TODAY, gust=31.0)], units, ZONE)
    assert text[0].isupper()
    assert text.endswith({"en": "until 00:00", "ru": "до 00:00"}[units.texts.language])


def test_pictures_show_the_hazards_that_the_text_names(english: Units) -> None:
    """If a part of the day has ice and heavy rain, its symbol shows the ice, even if the part is nearly over."""
    heavy = {"condition": Condition.HEAVY_RAIN, "precipitation": 5.0, "probability": 95.0}
    told = forecast({21: ICE} | dict.fromkeys((22, 23), heavy), 21)
    assert [hazard.kind for hazard in find_hazards(told.steps, TODAY, TODAY + 24 * HOUR)] == [
        HazardKind.FREEZING_RAIN,
        HazardKind.HEAVY_RAIN,
    ]
    first = meteogram(MOSCOW, told, english).symbols[0]
    assert first.condition == Condition.FREEZING_RAIN
