"""The file of places: made once, and looked up in."""

import json
import os
import sqlite3
import subprocess
import sys
import threading
from contextlib import closing
from pathlib import Path

import pytest

from services.languages import DEFAULT, LANGUAGES, Language
from services.places.index import PlaceIndex, build, find_index, sources
from services.places.index.reader import BEARERS
from services.places.index.rows import Area, Bearer, read_places
from services.places.index.schema import FILE, VERSION, Kind, default_path, is_index, remove_unfinished, unfinished
from services.places.text import fold


@pytest.fixture(scope="module")
def made() -> Path:
    """The index that `make install` has made: making one of a few places takes nearly as long."""
    path = find_index()
    assert path is not None, "make install makes the place index"
    return path


def test_the_builder_has_made_a_whole_index_and_left_nothing_else(made: Path) -> None:
    assert is_index(made)
    assert not list(made.parent.glob("*.tmp"))
    with closing(PlaceIndex(made)) as index:
        assert index.bearers("moscow")[0].name_in("ru") == "Москва"
        assert index.bearers("москве")[0].name == "Moscow"


def test_a_build_that_fails_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(build, "read_regions", lambda: iter(()))
    monkeypatch.setattr(build, "read_cities", lambda _: [])

    with pytest.raises(LookupError):
        build.build(tmp_path / FILE)

    assert list(tmp_path.iterdir()) == []


def test_an_index_that_has_been_made_takes_the_place_of_older_ones(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(build, "_fill", lambda *_: None)
    kept = ["places-other.db", f"places-{VERSION + 1}.db", "bot.db"]
    for name in (*kept, "places-1.db", f"places-{VERSION - 1}.db"):
        (tmp_path / name).touch()
    (tmp_path / "places-0.db").mkdir()  # which cannot be removed like a file

    build.build(tmp_path / FILE)

    assert {path.name for path in tmp_path.iterdir()} == {FILE, "places-0.db", *kept}


def test_what_killed_builders_have_left_is_removed_and_what_others_work_at_is_not(tmp_path: Path) -> None:
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait()
    alive = unfinished(tmp_path / FILE, os.getppid())
    for path in (unfinished(tmp_path / FILE, gone.pid), unfinished(tmp_path / FILE, os.getpid()), alive):
        path.touch()

    remove_unfinished(tmp_path / FILE)

    assert list(tmp_path.iterdir()) == [alive]


@pytest.mark.parametrize(
    "error", [MemoryError(), OSError("not writable"), sqlite3.Error("full"), ValueError("is cut")]
)
def test_what_hinders_the_builder_is_told_in_a_line_with_what_it_needs(
    error: Exception, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail(*_: object) -> None:
        raise error

    monkeypatch.setattr(build, "_fill", fail)
    monkeypatch.setattr("sys.argv", ["build", str(tmp_path / FILE)])

    assert build.main() == 2

    _, told = capsys.readouterr().err.splitlines()
    assert str(error) in told
    assert "takes 150 MB of memory and 150 MB of disk" in told
    assert list(tmp_path.iterdir()) == []


def test_a_part_is_told_as_it_begins_and_every_two_seconds(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    now = 0.0
    monkeypatch.setattr("time.monotonic", lambda: now)
    progress = build.Progress()
    progress.begin("places")
    for now in (1.9, 2.0, 3.9, 4.1):
        progress.tick(now / 10)
    progress.begin("names")
    now = 7.1
    progress.tick()
    assert capsys.readouterr().err == "  places\n  places 20%\n  places 41%\n  names\n  names 3 s\n"


def test_the_places_of_the_source_are_read_one_at_a_time_in_their_order(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sources, "BLOCK", 7)  # so that records are cut everywhere
    cities = [
        {"geonameid": number, "population": population, "name": 'a "}, {b" ü\\'}
        for number, population in ((3, 10), (1, 10), (2, 500), (4, 1))
    ]
    path = tmp_path / "cities.json"
    path.write_text(json.dumps({str(city["geonameid"]): city for city in cities}))

    read = sources.Cities(path, lambda: None)

    assert (len(read), [city["geonameid"] for city in read]) == (4, [2, 1, 3, 4])
    assert next(iter(read)) == cities[2]
    path.write_text(path.read_text()[:-20])
    with pytest.raises(ValueError, match="is cut"):
        sources.Cities(path, lambda: None)


def test_an_index_that_is_there_is_not_made_again(made: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = made.stat().st_mtime_ns
    monkeypatch.setattr("sys.argv", ["build", str(made)])

    build.main()

    assert made.stat().st_mtime_ns == before


def test_the_index_is_found_beside_the_packages_or_where_told(
    made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert find_index() == default_path()

    monkeypatch.setattr("sys.prefix", str(tmp_path))

    assert find_index() is None
    assert find_index(tmp_path, made.parent) == made


@pytest.mark.parametrize("content", [b"", b"no database", None])
def test_what_is_no_index_of_this_version_is_none(tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / FILE
    if content is None:
        with closing(sqlite3.connect(path)) as connection:
            connection.execute(f"PRAGMA user_version = {VERSION + 1}")
    else:
        path.write_bytes(content)

    assert not is_index(path)
    assert not is_index(tmp_path / "missing")


def test_the_file_is_small() -> None:
    assert default_path().stat().st_size <= 45_000_000


@pytest.mark.parametrize(
    ("name", "country"),
    [
        ("Moscow", "RU"),
        ("Москва", "RU"),
        ("Paris", "FR"),
        ("San José", "US"),
        ("Одесса", "UA"),
        ("Victoria", "CA"),
        ("Cancún", "MX"),
        ("東京", "JP"),
        ("Tianfu", "CN"),
        ("Sakata", "JP"),
    ],
)
def test_the_likeliest_bearer_of_a_name_comes_first(index: PlaceIndex, name: str, country: str) -> None:
    bearers = index.bearers(fold(name))

    assert bearers[0].country == country
    assert len(bearers) <= BEARERS
    assert [bearer.score for bearer in bearers] == sorted((bearer.score for bearer in bearers), reverse=True)


def test_many_names_are_looked_up_at_once(index: PlaceIndex) -> None:
    found = index.look_up(["new york", "moscow", "qwertyzz", "москве"])

    assert set(found) == {"new york", "moscow", "москве"}
    assert found["new york"][0].name == "New York"
    assert found["moscow"][0] == index.bearers("moscow")[0]
    assert all(len(bearers) <= BEARERS for bearers in found.values())
    assert index.look_up([]) == {}


def test_it_is_known_whether_longer_names_begin_so(index: PlaceIndex) -> None:
    assert index.continues("rostov on")
    assert not index.continues("moscowx")


def test_a_region_and_a_country_are_known_in_both_languages(index: PlaceIndex) -> None:
    areas = index.areas(["texas", "техас", "tx", "франции", "qwertyzz"])
    (texas,) = areas["texas"]

    assert texas in areas["техас"]
    assert texas in areas["tx"]
    assert areas["франции"] == [Area("FR")]
    assert "qwertyzz" not in areas
    assert index.areas([]) == {}
    assert index.bearers_within("paris", texas)[0].country == "US"
    assert index.bearers_within("paris", Area("FR"))[0].population > 2_000_000
    assert index.may_begin_area("new")
    assert not index.may_begin_area("qwertyzz")


@pytest.mark.parametrize(
    ("key", "name"),
    [
        ("kazan", "Kazan"),
        ("salsk", "Salsk"),
        ("xian", "Xi'an"),
        ("laquila", "L’Aquila"),
        ("fernando de noronha", "Fernando de Noronha"),
        ("frankfurt oder", "Frankfurt (Oder)"),
    ],
)
def test_names_are_shown_without_soft_signs_and_remarks(index: PlaceIndex, key: str, name: str) -> None:
    assert index.bearers(key)[0].name == name


@pytest.mark.parametrize(
    ("key", "region"),
    [("гуанчжоу", "Гуандун"), ("гродно", "Гродненская область"), ("гомель", "Гомельская область")],
)
def test_regions_have_russian_names(index: PlaceIndex, key: str, region: str) -> None:
    assert index.place(index.bearers(key)[0], "ru", with_region=True).region == region


def test_a_form_counts_as_one_though_it_is_another_name_as_well(index: PlaceIndex) -> None:
    best = index.bearers("одессе")[0]

    assert (best.country, best.kind) == ("UA", Kind.FORM)


def test_no_large_place_where_russian_is_understood_is_shown_in_other_letters(made: Path) -> None:
    with closing(sqlite3.connect(made)) as connection:
        shown = (
            "SELECT place_name.name FROM place_name JOIN place ON place = id "
            "WHERE language = 'ru' AND population >= 100000"
        )
        names = [name for (name,) in connection.execute(shown)]

    assert len(names) > 4_000
    assert [name for name in names if set("abcdefghijklmnopqrstuvwxyz") & set(name.lower())] == []


@pytest.mark.parametrize("language", LANGUAGES, ids=lambda language: language.code)
def test_all_countries_and_large_places_have_a_name_in_every_language(made: Path, language: Language) -> None:
    with closing(sqlite3.connect(made)) as connection:
        (countries,) = connection.execute(
            "SELECT count(DISTINCT country) - sum(language = ?) FROM country_name", [language.code]
        ).fetchone()
        large, named = connection.execute(
            "SELECT count(*), count(language) FROM place "
            "LEFT JOIN place_name ON place = id AND language = ? WHERE population >= 1000000",
            [language.code],
        ).fetchone()
    assert countries == 0
    assert language is DEFAULT or named >= 0.9 * large


def test_what_has_no_name_in_a_language_is_called_by_its_default_name(index: PlaceIndex) -> None:
    springfield = index.bearers("springfield")[0]

    assert index.place(springfield, "xx", with_region=True).label == "Springfield, Missouri, United States"
    assert index.country("XX", "xx") == "XX"


def test_a_place_may_have_names_in_several_languages() -> None:
    row = (1, "Moscow", "RU", None, 557500, 376200, 10_000_000, 1)
    bearer = Bearer(0, 0, *read_places([(*row, "ru", "Москва"), (*row, "de", "Moskau")])[1])

    assert [bearer.name_in(language) for language in ("ru", "de", "fr")] == ["Москва", "Moskau", "Moscow"]


def test_words_are_told_from_what_is_none(index: PlaceIndex) -> None:
    assert index.words(["moscow", "york", "qwertyzz"] * 300) == {"moscow", "york"}


def test_a_place_has_names_in_the_language_and_its_region_when_wanted(index: PlaceIndex) -> None:
    springfield = index.bearers("springfield")[0]

    assert index.place(springfield, "en").label == "Springfield, United States"
    assert index.place(springfield, "en", with_region=True).label == "Springfield, Missouri, United States"
    assert index.place(springfield, "ru", with_region=True).label == "Спрингфилд, Миссури, США"
    assert index.place(springfield, "en").timezone == "America/Chicago"


@pytest.mark.parametrize(
    ("spot", "name"),
    [
        ((55.7558, 37.6173), "Moscow"),
        ((55.62, 37.60), "Moscow"),  # Chertanovo, a district
        ((55.889, 37.445), "Khimki"),  # a city of its own beside Moscow
        ((51.5074, -0.1278), "London"),
        ((48.8530, 2.3499), "Paris"),
        ((59.93, 30.31), "Saint Petersburg"),
        ((-33.87, 151.21), "Sydney"),
        ((40.71, -74.01), "New York"),
        ((62.45, -114.38), "Yellowknife"),
    ],
)
def test_a_spot_is_in_the_place_whose_edge_is_nearest(
    index: PlaceIndex, spot: tuple[float, float], name: str
) -> None:
    nearest = index.nearest(*spot, "en")

    assert nearest is not None
    place, away = nearest
    assert place.name == name
    assert away < 25


def test_a_spot_far_from_every_place_has_the_name_of_the_largest_of_the_nearest(index: PlaceIndex) -> None:
    nearest = index.nearest(69.9, 88.9, "en")

    assert nearest is not None
    assert nearest[0].name == "Norilsk"  # 62 km; its satellite Talnakh is 50 km away
    assert 55 < nearest[1] < 70


def test_a_spot_far_from_every_place_tells_how_far(index: PlaceIndex) -> None:
    nearest = index.nearest(70.0, 100.0, "en")

    assert nearest is not None
    assert nearest[1] > 100


def test_there_is_no_place_near_the_middle_of_an_ocean(index: PlaceIndex) -> None:
    assert index.nearest(-48.87, -123.39, "en") is None


def test_nearest_looks_across_the_date_line(index: PlaceIndex) -> None:
    east, west = index.nearest(-16.8, 179.99, "en"), index.nearest(-16.8, -179.99, "en")

    assert east is not None
    assert west is not None
    assert east[0] == west[0]


def test_threads_may_look_up_at_once(index: PlaceIndex) -> None:
    found: list[str] = []
    threads = [
        threading.Thread(target=lambda: found.extend(index.bearers("moscow")[0].name for _ in range(50)))
        for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert found == ["Moscow"] * 200
