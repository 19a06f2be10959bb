"""The exact data of the charts that compare places."""

from dataclasses import replace
from datetime import timedelta

from handlers.views.pictures import MAX_TITLE_LENGTH, comparison_chart
from tests.pictures import (
    EN,
    FAR_APART,
    KIRITIMATI,
    LONDON,
    MIAMI,
    MOSCOW,
    WINTER,
    at,
    hourly,
)


def test_namesakes_with_a_long_name_keep_what_distinguishes_them() -> None:
    long_name = "Llanfairpwllgwyngyllgogerychwyrndrobwllllantysiliogogogoch"
    places = [replace(LONDON, name=long_name, country=country) for country in ("Canada", "Kenya")]
    chart = comparison_chart([(place, hourly(place, WINTER)) for place in places], EN)

    titles = [series.name for series in chart.places]
    assert [title.rpartition("…")[2] for title in titles] == [", Canada", ", Kenya"]
    assert max(map(len, titles)) <= MAX_TITLE_LENGTH


def test_places_are_compared_in_their_own_time_zones() -> None:
    chart = comparison_chart(FAR_APART, EN)
    assert chart.labels == ("Mon 19", "Tue 20", "Wed 21", "Thu 22", "Fri 23")
    assert [series.name for series in chart.places][-1] == "Kiritimati"
    moscow, *_, kiritimati = chart.places
    assert moscow.temperatures[0].at == 15
    assert kiritimati.temperatures[0].at == 26  # 02:00 on the second day
    assert [column.start for column in moscow.columns] == [0, 24, 48, 72, 96]
    assert [column.start for column in kiritimati.columns] == [24, 48, 72, 96]
    assert {column.end - column.start for series in chart.places for column in series.columns} == {24}
    assert chart.small_print == "Open-Meteo, 19 January, 15:07"


def test_a_comparison_begins_with_the_first_day_known_at_most_places() -> None:
    night = at(2026, 1, 20, 0, 8)  # in Miami 19:00 on Monday, the day before
    told = [(place, hourly(place, night)) for place in (MOSCOW, MIAMI, KIRITIMATI)]
    chart = comparison_chart(told, EN)
    assert chart.labels[0] == "Tue 20"
    assert [series.columns[0].start for series in chart.places] == [0, 0, 0]
    assert all(point.at >= 0 for series in chart.places for point in series.temperatures)
    evening = [(place, hourly(place, night - timedelta(hours=2))) for place in (MIAMI, MIAMI, MOSCOW)]
    assert comparison_chart(evening, EN).labels[0] == "Mon 19"


def test_a_comparison_shows_only_days_that_have_numbers() -> None:
    # In Kiritimati the forecast has only some hours of the fifth day.
    chart = comparison_chart([(place, hourly(place, WINTER, hours=100)) for place in (MOSCOW, KIRITIMATI)], EN)
    for series in chart.places:
        last = max(column.end for column in series.columns)
        assert max(point.at for point in series.temperatures) <= last


def test_namesakes_in_a_comparison_have_their_countries() -> None:
    other = replace(LONDON, latitude=42.98, longitude=-81.25, country="Canada", timezone="America/Toronto")
    chart = comparison_chart([(place, hourly(place, WINTER)) for place in (LONDON, other)], EN)
    assert [series.name for series in chart.places] == ["London, United Kingdom", "London, Canada"]
