"""The exact data of the charts of one place."""

from dataclasses import replace
from zoneinfo import ZoneInfo

import pytest

from handlers.texts import texts_for
from handlers.views.pictures import comparison_chart, meteogram
from handlers.views.units import Units
from services.charts import HazardMark, Meteogram, PrecipitationBar, TemperatureLabel, TimeSpan
from services.storage import ChatSettings
from services.units import PictureTheme
from services.weather import Condition, Forecast
from tests.pictures import (
    AMERICAN,
    DARK,
    EN,
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
    glaze,
    hole,
    hourly,
    hurricane,
    recorded,
    snow,
    thunder,
)

NBSP = "\u00a0"

SUMMER = meteogram(MOSCOW, hourly(MOSCOW, at(2026, 7, 1, 6, 5), thunder, mean=21, swing=6), RU)


def test_five_days_have_a_bar_for_each_hour_with_its_rate() -> None:
    # The first hour begins at nine, the 51st on the third day at eleven.
    rates = {50: 2.0, 51: 4.0, 52: 6.0, 53: 8.0, 54: 6.0, 55: 4.0, 56: 2.0}
    assert SUMMER.series.bars == tuple(
        PrecipitationBar(hour, hour + 1, rate, likely=True) for hour, rate in rates.items()
    )


def test_ten_days_have_a_bar_for_three_local_hours_with_their_mean_rate() -> None:
    chart = meteogram(MOSCOW, hourly(MOSCOW, at(2026, 7, 1, 6, 5), thunder, hours=260), RU, days=10)
    assert chart.series.bars == (
        PrecipitationBar(48, 51, 0.67, likely=True),
        PrecipitationBar(51, 54, 6.0, likely=True),
        PrecipitationBar(54, 57, 4.0, likely=True),
    )


def test_a_step_of_three_hours_is_one_bar() -> None:
    chart = meteogram(LONDON, recorded(), EN)
    told = [step for step in recorded().steps if step.precipitation]
    assert [bar.rate for bar in chart.series.bars] == [round((step.precipitation or 0) / 3, 2) for step in told]
    assert {bar.end - bar.start for bar in chart.series.bars} == {3.0}


def test_a_bar_ends_at_the_end_of_the_picture() -> None:
    wet = tuple(replace(step, precipitation=1.0) for step in recorded().steps)
    chart = meteogram(LONDON, replace(recorded(), steps=wet, timezone=ZoneInfo("Asia/Kolkata")), EN)
    assert max(bar.end for bar in chart.series.bars) == chart.hours


def test_a_day_begins_at_midnight_and_is_headed_in_the_chats_language() -> None:
    columns = SUMMER.series.columns
    assert [column.label for column in columns] == ["Ср 1", "Чт 2", "Пт 3", "Сб 4", "Вс 5"]
    assert [(column.start, column.end) for column in columns] == [(0, 15), (15, 39), (39, 63), (63, 87), (87, 111)]
    assert columns[2].high == TemperatureLabel("+27°", below_freezing=False)
    assert columns[2].low == TemperatureLabel("+15°", below_freezing=False)
    assert (columns[2].amount, columns[2].probability) == ("32", "80")
    assert (columns[1].amount, columns[1].probability) == ("", "")
    assert SUMMER.series.name == "Москва, Россия"
    assert SUMMER.small_print == "Open-Meteo, 1 июля, 09:05"
    assert SUMMER.wind.caption == "Ветер и порывы (жирным), м/с"


def test_a_meteogram_lasts_from_the_current_hour_to_the_last_midnight() -> None:
    temperatures = SUMMER.series.temperatures
    assert (temperatures[0].at, temperatures[-1].at, SUMMER.hours) == (0, 111, 111)
    assert temperatures[6].value == pytest.approx(27)  # three in the afternoon


def test_days_are_local_dates_at_an_offset_of_fourteen_hours() -> None:
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
    assert dark.nights == (TimeSpan(0, dark.hours),)
    assert all(column.night for column in dark.series.columns)


def test_temperatures_are_compared_with_freezing_in_each_unit() -> None:
    cold = meteogram(YAKUTSK, hourly(YAKUTSK, WINTER, snow, mean=-10, swing=4), AMERICAN)
    assert cold.freezing == 32
    assert cold.series.columns[1].high == TemperatureLabel("21°", below_freezing=True)
    assert meteogram(YAKUTSK, hourly(YAKUTSK, WINTER), EN).freezing == 0


def test_equal_rounded_temperatures_have_the_same_colour() -> None:
    for mean in (-0.3, 0.3):
        column = meteogram(YAKUTSK, hourly(YAKUTSK, WINTER, mean=mean, swing=0), EN).series.columns[1]
        assert (column.high, column.low) == (TemperatureLabel("0°", below_freezing=False),) * 2


def test_wind_is_in_the_chats_unit_and_comes_with_its_gusts_and_its_direction() -> None:
    storm = meteogram(MIAMI, hourly(MIAMI, at(2026, 9, 9, 15, 7), hurricane), AMERICAN)
    assert max(point.value or 0 for point in storm.wind.speeds) == pytest.approx(52 * 2.236936)
    assert max(point.value or 0 for point in storm.wind.gusts) == pytest.approx(75 * 2.236936)
    assert storm.wind.caption == "Wind and gusts (bold), mph"
    assert storm.small_print.endswith(f"11:07{NBSP}AM")
    # Every six hours of the clock; of the morning one hour is left, which is too short.
    assert [arrow.at for arrow in storm.wind.arrows][:3] == [4, 10, 16]
    assert storm.wind.arrows[0].degrees == 90 + 3 * 4


def test_the_strongest_hour_of_each_day_has_a_number() -> None:
    storm = meteogram(MIAMI, hourly(MIAMI, at(2026, 9, 9, 15, 7), hurricane), AMERICAN)
    assert [peak.label for peak in storm.wind.gust_peaks] == ["21", "112", "168", "89", "21"]
    assert [peak.is_hazard for peak in storm.wind.gust_peaks] == [False, True, True, True, False]
    # The first day ends after 13 hours, the second after 37: the storm grows until the third.
    assert [peak.at for peak in storm.wind.speed_peaks][1:3] == [36, 48]


def test_the_wind_reaches_the_end_of_the_picture() -> None:
    assert SUMMER.wind.speeds[-1].at == SUMMER.wind.gusts[-1].at == SUMMER.hours
    assert max(peak.at for peak in SUMMER.wind.speed_peaks) < SUMMER.hours


def test_the_axis_has_every_sixth_hour_of_the_places_clock() -> None:
    assert [(tick.at, tick.label) for tick in SUMMER.ticks][:4] == [(3, "12"), (9, "18"), (15, "0"), (21, "6")]
    american = meteogram(MIAMI, hourly(MIAMI, at(2026, 9, 9, 15, 7)), AMERICAN)
    assert [tick.label for tick in american.ticks][:5] == ["12", "6p", "12", "6a", "12"]
    ten = meteogram(MOSCOW, hourly(MOSCOW, WINTER, hours=260), EN, days=10)
    assert [tick.label for tick in ten.ticks][:5] == ["", "0", "", "12", ""]
    ten = meteogram(MOSCOW, hourly(MOSCOW, WINTER, hours=260), AMERICAN, days=10)
    assert [tick.label for tick in ten.ticks][:5] == ["", "", "", "12p", ""]


def test_hours_follow_the_local_clock_when_it_changes() -> None:
    chart = meteogram(LONDON, hourly(LONDON, at(2026, 3, 28, 8, 7)), EN)
    night = [tick.at for tick in chart.ticks if 16 <= tick.at <= 40]
    assert night == [16, 21, 27, 33, 39]  # at one in the night of the 29th clocks go forward


def test_earlier_hours_of_today_are_shown_before_the_present() -> None:
    chart = meteogram(LONDON, hourly(LONDON, WINTER, past=24), EN)
    assert (chart.now.at, chart.now.label) == (6.12, "now")
    assert chart.series.temperatures[0].at == 0
    assert min(symbol.at for symbol in chart.symbols) > 6
    assert meteogram(LONDON, hourly(LONDON, WINTER), EN).now.at == 0.12
    night = meteogram(LONDON, hourly(LONDON, at(2026, 1, 19, 2, 7), past=24), EN)
    assert (night.now.at, night.series.columns[0].start) == (2.12, 0)


def test_hazards_have_their_hours_and_one_word_the_most_severe_first() -> None:
    assert SUMMER.hazards == (HazardMark(50, 54, "гроза"),)
    ice = meteogram(MOSCOW, hourly(MOSCOW, WINTER, glaze, mean=-3, swing=4), EN)
    assert ice.hazards == (HazardMark(20, 39, "ice"), HazardMark(58, 69, "heavy snow"))
    storm = meteogram(MIAMI, hourly(MIAMI, at(2026, 9, 9, 15, 7), hurricane), EN)
    assert [hazard.word for hazard in storm.hazards][:2] == ["squalls", "hurricane"]


def test_an_unlikely_hazard_has_its_probability() -> None:
    def maybe(hour: int) -> dict[str, object]:
        return {"condition": Condition.THUNDERSTORM, "probability": 30.0} if hour == 20 else {}

    assert meteogram(MOSCOW, hourly(MOSCOW, WINTER, maybe), EN).hazards[0].word == f"thunder 30{NBSP}%"


def test_heat_and_frost_are_marked() -> None:
    hot = meteogram(KUWAIT, hourly(KUWAIT, at(2026, 7, 19, 2, 7), mean=39, swing=8), RU)
    assert {hazard.word for hazard in hot.hazards} == {"жара"}
    assert len(hot.hazards) == 5
    cold = meteogram(YAKUTSK, hourly(YAKUTSK, WINTER, mean=-37, swing=4), EN)
    assert cold.hazards == (HazardMark(0, cold.hours, "frost"),)


def test_precipitation_has_one_scale_in_the_chats_unit() -> None:
    assert [tick.at for tick in SUMMER.precipitation.ticks] == [1, 5, 20]
    american = meteogram(MIAMI, hourly(MIAMI, WINTER), AMERICAN).precipitation
    assert [tick.label for tick in american.ticks] == ["0.04", "0.2", "0.8"]
    assert [tick.at for tick in american.ticks] == pytest.approx([1, 5, 20], rel=0.02)
    assert (american.caption, american.amount_unit) == ("Precipitation, in/h", "in")


def test_sunrise_and_sunset_of_the_first_day_are_shown() -> None:
    assert SUMMER.sun == "☀ 03:50–21:17"
    dark = meteogram(LONGYEARBYEN, hourly(LONGYEARBYEN, at(2026, 12, 19, 21, 7)), EN)
    assert dark.sun == "Polar night"


def test_a_symbol_covers_a_third_of_a_day_and_is_not_cut_by_the_edge() -> None:
    assert [symbol.at for symbol in SUMMER.symbols][:4] == [3.5, 11, 19, 27]
    assert "thunderstorm" in {symbol.condition for symbol in SUMMER.symbols}
    assert [symbol.night for symbol in SUMMER.symbols][:3] == [False, True, True]


def test_a_day_without_data_is_a_gap_in_the_picture() -> None:
    chart = meteogram(LONDON, hourly(LONDON, at(2026, 3, 26, 8, 7), hole), EN)
    gone = chart.series.columns[2]
    assert (gone.high, gone.low, gone.amount, gone.condition) == (None, None, "", "")
    assert {point.value for point in chart.series.temperatures if gone.start <= point.at < gone.end} == {None}
    assert chart.no_bars_caption == ""


def test_five_days_without_precipitation_have_a_caption() -> None:
    chart = meteogram(KUWAIT, hourly(KUWAIT, WINTER), EN)
    assert (chart.series.bars, chart.no_bars_caption) == ((), "No rain or snow expected")
    assert meteogram(KUWAIT, hourly(KUWAIT, WINTER), RU).no_bars_caption == "Осадков не ожидается"


def test_data_that_the_provider_lacks_is_said_to_be_missing() -> None:
    def without(*fields: str) -> Meteogram:
        forecast = hourly(KUWAIT, WINTER, lambda _: {"precipitation": 1.0} | dict.fromkeys(fields))
        return meteogram(KUWAIT, forecast, EN)

    assert without().precipitation.likely == f"likely (from 50{NBSP}%)"
    assert without("probability").precipitation.likely == without("probability").precipitation.unlikely == ""
    assert without("precipitation").no_bars_caption == "Precipitation: no data"
    assert without().wind.caption == "Wind and gusts (bold), m/s"
    assert without("wind_gust").wind.caption == "Wind, m/s"
    assert without("wind_speed").wind.caption == "Wind: no data"


def test_colours_depend_on_the_theme() -> None:
    assert not comparison_chart(SIDE_BY_SIDE, EN).dark
    assert comparison_chart(SIDE_BY_SIDE, DARK).dark
    assert meteogram(
        KUWAIT, hourly(KUWAIT, WINTER), Units(texts_for("ru"), ChatSettings(theme=PictureTheme.DARK))
    ).dark


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
    assert len(ten.wind.arrows) < 2 * len(five.wind.arrows)
