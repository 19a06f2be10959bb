"""The data behind the pictures, exactly."""

from dataclasses import replace
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from handlers.texts import texts_for
from handlers.views.pictures import comparison, meteogram
from handlers.views.units import Units
from services.charts import Bar, Span, TemperatureLabel
from services.storage import ChatSettings
from services.units import Theme
from services.weather import Forecast
from tests.pictures import (
    AMERICAN,
    DARK,
    EN,
    FAR_APART,
    KIRITIMATI,
    KUWAIT,
    LONDON,
    LONGYEARBYEN,
    MIAMI,
    MOSCOW,
    RU,
    SIDE_BY_SIDE,
    WINTER,
    YAKUTSK,
    at,
    hole,
    hourly,
    hurricane,
    recorded,
    snow,
    thunder,
)

NBSP = "\u00a0"

SUMMER = meteogram(MOSCOW, hourly(MOSCOW, at(2026, 7, 1, 6, 5), thunder, mean=21, swing=6), RU)


def test_what_falls_is_added_up_in_threes_of_hours_by_the_places_clock() -> None:
    # The first hour begins at nine: the 51st on the third day at noon.
    assert SUMMER.series.bars == (Bar(48, 51, 2.0, 80.0), Bar(51, 54, 18.0, 80.0), Bar(54, 57, 12.0, 80.0))


def test_three_hours_of_a_provider_are_a_bar_as_they_are() -> None:
    chart = meteogram(LONDON, recorded(), EN)
    told = [step for step in recorded().steps if step.precipitation]
    assert [bar.millimetres for bar in chart.series.bars] == [step.precipitation for step in told]
    assert {bar.end - bar.start for bar in chart.series.bars} == {3.0}


def test_a_bar_that_goes_on_after_the_last_midnight_ends_with_the_picture() -> None:
    wet = tuple(replace(step, precipitation=1.0) for step in recorded().steps)
    chart = meteogram(LONDON, replace(recorded(), steps=wet, timezone=ZoneInfo("Asia/Kolkata")), EN)
    assert max(bar.end for bar in chart.series.bars) == chart.hours


def test_a_day_begins_at_midnight_and_is_headed_in_the_chats_language() -> None:
    columns = SUMMER.series.columns
    assert [column.label for column in columns] == ["Ср 1", "Чт 2", "Пт 3", "Сб 4", "Вс 5"]
    assert [(column.start, column.end) for column in columns] == [(0, 15), (15, 39), (39, 63), (63, 87), (87, 111)]
    assert columns[2].high == TemperatureLabel("+27°", below_freezing=False)
    assert columns[2].low == TemperatureLabel("+15°", below_freezing=False)
    assert (columns[2].amount, columns[2].probability) == (f"32{NBSP}мм", f"80{NBSP}%")
    assert (columns[1].amount, columns[1].probability) == ("", "")
    assert SUMMER.series.name == "Москва, Россия"
    assert SUMMER.small_print == "Open-Meteo, 1 июля, 09:05"
    assert SUMMER.wind_caption == "Ветер и порывы, м/с"


def test_it_reaches_from_the_hour_that_is_under_way_to_the_last_midnight() -> None:
    temperatures = SUMMER.series.temperatures
    assert (temperatures[0].at, temperatures[-1].at, SUMMER.hours) == (0, 111, 111)
    assert temperatures[6].value == pytest.approx(27)  # three in the afternoon


def test_where_clocks_are_fourteen_hours_ahead_the_days_are_too() -> None:
    chart = meteogram(KIRITIMATI, hourly(KIRITIMATI, WINTER), EN)
    assert [column.label for column in chart.series.columns][:2] == ["Tue 20", "Wed 21"]
    assert [column.start for column in chart.series.columns] == [0, 22, 46, 70, 94]
    assert chart.small_print == "Open-Meteo, 20 January, 02:07"


def test_nights_are_between_sunset_and_sunrise() -> None:
    first, second, *_, last = SUMMER.nights
    assert first.start == pytest.approx(12.3, abs=0.1)  # 21:18
    assert first.end == pytest.approx(18.8, abs=0.1)  # 3:50
    assert second.start - first.start == pytest.approx(24, abs=0.1)
    assert last.end == SUMMER.hours


def test_a_polar_day_has_no_night_and_a_polar_night_no_end() -> None:
    assert meteogram(LONGYEARBYEN, hourly(LONGYEARBYEN, at(2026, 6, 19, 21, 7)), EN).nights == ()
    dark = meteogram(LONGYEARBYEN, hourly(LONGYEARBYEN, at(2026, 12, 19, 21, 7)), EN)
    assert dark.nights == (Span(0, dark.hours),)
    assert all(column.night for column in dark.series.columns)


def test_signs_go_by_freezing_whatever_the_unit() -> None:
    cold = meteogram(YAKUTSK, hourly(YAKUTSK, WINTER, snow, mean=-10, swing=4), AMERICAN)
    assert cold.freezing == 32
    assert cold.series.columns[1].high == TemperatureLabel("21°", below_freezing=True)
    assert meteogram(YAKUTSK, hourly(YAKUTSK, WINTER), EN).freezing == 0


def test_what_is_shown_as_freezing_is_of_one_colour() -> None:
    for mean in (-0.3, 0.3):
        column = meteogram(YAKUTSK, hourly(YAKUTSK, WINTER, mean=mean, swing=0), EN).series.columns[1]
        assert (column.high, column.low) == (TemperatureLabel("0°", below_freezing=False),) * 2


def test_wind_is_in_the_chats_unit_and_comes_with_its_gusts_and_its_direction() -> None:
    storm = meteogram(MIAMI, hourly(MIAMI, at(2026, 9, 9, 15, 7), hurricane), AMERICAN)
    assert max(point.value or 0 for point in storm.wind) == pytest.approx(52 * 2.236936)
    assert max(point.value or 0 for point in storm.gusts) == pytest.approx(75 * 2.236936)
    assert storm.wind_caption == "Wind and gusts, mph"
    assert storm.small_print.endswith(f"11:07{NBSP}AM")
    # Every six hours of the clock; of the morning one hour is left, which is too short.
    assert [arrow.at for arrow in storm.arrows][:3] == [4, 10, 16]
    assert storm.arrows[0].degrees == 90 + 3 * 4


def test_symbols_are_what_a_third_of_a_day_is_like_and_none_is_cut_by_the_edge() -> None:
    assert [symbol.at for symbol in SUMMER.symbols][:4] == [3.5, 11, 19, 27]
    assert "thunderstorm" in {symbol.sky for symbol in SUMMER.symbols}
    assert [symbol.night for symbol in SUMMER.symbols][:3] == [False, True, True]


def test_a_day_of_which_nothing_is_known_is_a_gap() -> None:
    chart = meteogram(LONDON, hourly(LONDON, at(2026, 3, 26, 8, 7), hole), EN)
    gone = chart.series.columns[2]
    assert (gone.high, gone.low, gone.amount, gone.sky) == (None, None, "", "")
    assert {point.value for point in chart.series.temperatures if gone.start <= point.at < gone.end} == {None}
    assert chart.dry_caption == ""


def test_five_days_without_rain_are_said_to_be_so() -> None:
    chart = meteogram(KUWAIT, hourly(KUWAIT, WINTER), EN)
    assert (chart.series.bars, chart.dry_caption) == ((), "No rain or snow expected")
    assert meteogram(KUWAIT, hourly(KUWAIT, WINTER), RU).dry_caption == "Осадков не ожидается"


def test_cities_are_compared_by_the_clock_of_each() -> None:
    chart = comparison(FAR_APART, EN)
    assert chart.labels == ("Mon 19", "Tue 20", "Wed 21", "Thu 22", "Fri 23")
    assert [series.name for series in chart.places][-1] == "Kiritimati"
    moscow, *_, kiritimati = chart.places
    assert moscow.temperatures[0].at == 15
    assert kiritimati.temperatures[0].at == 26  # two in the morning of the second day
    assert [column.start for column in moscow.columns] == [0, 24, 48, 72, 96]
    assert [column.start for column in kiritimati.columns] == [24, 48, 72, 96]
    assert {column.end - column.start for series in chart.places for column in series.columns} == {24}
    assert chart.small_print == "Open-Meteo, 19 January, 15:07"


def test_a_comparison_begins_with_the_day_that_most_places_have_something_to_tell_of() -> None:
    night = at(2026, 1, 20, 0, 8)  # in Miami seven in the evening of the day before
    told = [(place, hourly(place, night)) for place in (MOSCOW, MIAMI, KIRITIMATI)]
    chart = comparison(told, EN)
    assert chart.labels[0] == "Tue 20"
    assert [series.columns[0].start for series in chart.places] == [0, 0, 0]
    assert all(point.at >= 0 for series in chart.places for point in series.temperatures)
    evening = [(place, hourly(place, night - timedelta(hours=2))) for place in (MIAMI, MIAMI, MOSCOW)]
    assert comparison(evening, EN).labels[0] == "Mon 19"


def test_colours_go_by_the_setting() -> None:
    assert not comparison(SIDE_BY_SIDE, EN).dark
    assert comparison(SIDE_BY_SIDE, DARK).dark
    assert meteogram(KUWAIT, hourly(KUWAIT, WINTER), Units(texts_for("ru"), ChatSettings(theme=Theme.DARK))).dark


def test_the_same_forecast_and_settings_make_the_same_picture() -> None:
    def forecast() -> Forecast:
        return hourly(KUWAIT, WINTER)

    assert meteogram(KUWAIT, forecast(), EN) == meteogram(KUWAIT, forecast(), Units(texts_for("en")))
    assert meteogram(KUWAIT, forecast(), EN) != meteogram(KUWAIT, forecast(), RU)
    assert repr(meteogram(KUWAIT, forecast(), EN)) != repr(meteogram(KUWAIT, forecast(), AMERICAN))


def test_a_name_that_is_too_long_for_the_picture_is_cut() -> None:
    long = replace(KUWAIT, name="Llanfairpwllgwyngyllgogerychwyrndrobwll")
    assert len(meteogram(long, hourly(long, WINTER), EN).series.name) == 30


def test_ten_days_have_a_symbol_a_day_and_fewer_arrows() -> None:
    forecast = hourly(MOSCOW, WINTER, hours=260)
    ten, five = meteogram(MOSCOW, forecast, EN, days=10), meteogram(MOSCOW, forecast, EN)
    assert ten.hours - five.hours == 5 * 24
    assert len(ten.symbols) <= len(ten.series.columns) < len(five.symbols)
    assert not any(symbol.night for symbol in ten.symbols)
