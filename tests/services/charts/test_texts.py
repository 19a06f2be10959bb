"""The texts of charts: none covers another, none is cut, and none that is needed is missing."""

from functools import cache
from itertools import combinations

import pytest

from handlers.views.pictures import meteogram
from services.charts import Chart, Comparison, Meteogram
from services.charts.drawing import draw_on_sheet
from services.charts.header import HIGHEST_TEMPERATURE_Y, LOWEST_TEMPERATURE_Y, MAX_HAZARD_ROWS
from services.charts.meteogram import MIN_NOW_LABEL_GAP
from services.charts.sheet import WIDTH, Sheet, supported_text
from tests.pictures import EN, LONDON, at, charts, hourly
from tests.random_charts import random_charts

MIN_SIZE = 33
"""Minimum font size in pixels: 11 on a screen of 390, as a chart has 1,170."""


@cache
def sheets() -> list[tuple[Chart, Sheet]]:
    return [(chart, draw_on_sheet(chart)) for chart in (*random_charts(200), *(chart for _, chart in charts()))]


def written(sheet: Sheet) -> list[str]:
    return [text.text for text in sheet.texts]


def test_no_two_texts_overlap_in_two_hundred_random_forecasts() -> None:
    for _, sheet in sheets():
        for one, other in combinations(sheet.texts, 2):
            assert not one.box.overlaps(other.box), (one, other)


def test_all_texts_are_within_the_image_and_large_enough_for_a_phone() -> None:
    for _, sheet in sheets():
        for text in sheet.texts:
            assert text.size >= MIN_SIZE
            assert text.box.left > 3
            assert text.box.right < WIDTH - 3, text
            assert text.box.top > 3
            assert text.box.bottom < sheet.height - 3


def test_each_day_of_a_meteogram_has_its_label_and_its_temperatures() -> None:
    for chart, sheet in sheets():
        if isinstance(chart, Meteogram):
            seen = written(sheet)
            for column in chart.series.columns:
                assert column.label in seen or all(part in seen for part in column.label.split())
            highs, lows = (
                [text.text.removesuffix("°") for text in sheet.texts if text.y == y]
                for y in (HIGHEST_TEMPERATURE_Y, LOWEST_TEMPERATURE_Y)
            )
            columns = chart.series.columns
            assert highs == [column.high.text.removesuffix("°") for column in columns if column.high]
            assert lows == [column.low.text.removesuffix("°") for column in columns if column.low]


def test_each_day_of_a_comparison_with_a_curve_has_its_temperatures() -> None:
    for chart, sheet in sheets():
        if not isinstance(chart, Comparison):
            continue
        seen = written(sheet)
        expected = [
            reading.text
            for series in chart.places
            for column in series.columns
            for reading in (column.high, column.low)
            if reading
        ]
        assert all(seen.count(text) >= expected.count(text) for text in expected)
        for series in chart.places:
            assert supported_text(series.name) in seen
            days = [(column.start, column.end) for column in series.columns]
            for point in series.temperatures:
                assert any(start <= point.at <= end for start, end in days)


def test_only_the_label_of_a_day_that_is_nearly_over_has_two_lines() -> None:
    late = meteogram(LONDON, hourly(LONDON, at(2026, 7, 1, 22, 5), hours=98), EN)
    texts = written(draw_on_sheet(late))
    assert {"Wed", "1", "Thu 2", "Sun 5"} <= set(texts)
    assert "Thu" not in texts


def test_an_hour_beside_the_label_of_the_present_is_left_out() -> None:
    sheet = draw_on_sheet(next(chart for name, chart in charts() if name == "drought"))
    now = next(text for text in sheet.texts if text.text == "now")
    row = sorted(text.box.left for text in sheet.texts if text.y == now.y and text is not now)
    assert row[0] >= now.box.right + MIN_NOW_LABEL_GAP


def test_hazards_have_their_words_the_most_severe_first() -> None:
    for chart, sheet in sheets():
        if isinstance(chart, Meteogram):
            words = [hazard.word for hazard in chart.hazards]
            assert {*words[:MAX_HAZARD_ROWS]} <= {*written(sheet)}


def test_the_freezing_point_is_labelled_wherever_the_curve_crosses_it() -> None:
    crossing = 0
    for chart, sheet in sheets():
        if isinstance(chart, Meteogram):
            values = [point.value for point in chart.series.temperatures if point.value is not None]
            if min(values) <= chart.freezing <= max(values):
                crossing += 1
                assert f"{'+' if chart.freezing and chart.signs_plus else ''}{chart.freezing:g}°" in written(sheet)
    assert crossing > 10


def test_the_scale_of_precipitation_is_the_same_in_all_pictures() -> None:
    positions = {
        tuple(
            (text.text, text.y) for text in sheet.texts if text.text in {"1", "5", "20"} and text.align == "right"
        )
        for name, sheet in (
            (name, draw_on_sheet(chart)) for name, chart in charts() if name in {"ice", "summer", "recorded"}
        )
    }
    assert len(positions) == 1
    assert len(next(iter(positions))) >= 3


@pytest.mark.parametrize("name", ["summer", "storm", "clock-change", "ten-days"])
def test_the_hours_are_on_the_axis_and_the_present_is_named(name: str) -> None:
    chart = dict(charts())[name]
    assert isinstance(chart, Meteogram)
    seen = written(draw_on_sheet(chart))
    assert chart.now.label in seen
    coming = [tick.label for tick in chart.ticks if tick.at > chart.now.at + 3 and tick.label]
    assert all(seen.count(label) >= coming.count(label) for label in coming)
