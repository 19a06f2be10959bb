"""The file of the index: made once, complete, and found again."""

import json
import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from services.places.index import PlaceIndex, build, find_index, sources
from services.places.index.schema import (
    INDEX_FILE,
    VERSION,
    default_index_path,
    is_index,
    remove_temporary_files,
    temporary_path,
)


@pytest.fixture(scope="module")
def made() -> Path:
    """The index that `make install` has made: making one of a few places takes nearly as long."""
    path = find_index()
    assert path is not None, "make install makes the place index"
    return path


def test_the_builder_makes_a_complete_index_and_leaves_no_other_files(made: Path) -> None:
    assert is_index(made)
    assert not list(made.parent.glob("*.tmp"))
    with closing(PlaceIndex(made)) as index:
        assert index.candidates("moscow")[0].name_in("ru") == "Москва"
        assert index.candidates("москве")[0].name == "Moscow"


def test_a_build_that_fails_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(build, "write_regions", lambda _: {})
    monkeypatch.setattr(build, "read_cities", lambda _: [])

    with pytest.raises(LookupError):
        build.build(tmp_path / INDEX_FILE)

    assert list(tmp_path.iterdir()) == []


def test_a_new_index_replaces_older_ones(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(build, "_write_tables", lambda *_: None)
    kept = ["places-other.db", f"places-{VERSION + 1}.db", "bot.db"]
    for name in (*kept, "places-1.db", f"places-{VERSION - 1}.db"):
        (tmp_path / name).touch()
    (tmp_path / "places-0.db").mkdir()  # which cannot be removed like a file

    build.build(tmp_path / INDEX_FILE)

    assert {path.name for path in tmp_path.iterdir()} == {INDEX_FILE, "places-0.db", *kept}


def test_files_of_killed_builders_are_removed_but_not_those_of_running_ones(tmp_path: Path) -> None:
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait()
    alive = temporary_path(tmp_path / INDEX_FILE, os.getppid())
    for path in (
        temporary_path(tmp_path / INDEX_FILE, gone.pid),
        temporary_path(tmp_path / INDEX_FILE, os.getpid()),
        alive,
    ):
        path.touch()

    remove_temporary_files(tmp_path / INDEX_FILE)

    assert list(tmp_path.iterdir()) == [alive]


@pytest.mark.parametrize(
    "error", [MemoryError(), OSError("not writable"), sqlite3.Error("full"), ValueError("is cut")]
)
def test_a_failed_build_prints_the_reason_and_what_it_needs(
    error: Exception, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail(*_: object) -> None:
        raise error

    monkeypatch.setattr(build, "_write_tables", fail)
    monkeypatch.setattr("sys.argv", ["build", str(tmp_path / INDEX_FILE)])

    assert build.main() == 2

    _, message = capsys.readouterr().err.splitlines()
    assert str(error) in message
    assert "takes 220 MB of memory and 150 MB of disk" in message
    assert list(tmp_path.iterdir()) == []


def test_progress_is_printed_when_a_step_starts_and_every_two_seconds(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    now = 0.0
    monkeypatch.setattr("time.monotonic", lambda: now)
    progress = build.Progress()
    progress.start_phase("places")
    for now in (1.9, 2.0, 3.9, 4.1):
        progress.print_if_due(now / 10)
    progress.start_phase("names")
    now = 7.1
    progress.print_if_due()
    assert capsys.readouterr().err == "  places\n  places 20%\n  places 41%\n  names\n  names 3 s\n"


def test_the_places_of_the_source_are_read_one_at_a_time_in_their_order(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sources, "BLOCK_CHARACTERS", 7)  # so that records are cut everywhere
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


def test_an_existing_index_is_not_made_again(made: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = made.stat().st_mtime_ns
    monkeypatch.setattr("sys.argv", ["build", str(made)])

    build.main()

    assert made.stat().st_mtime_ns == before


def test_the_index_is_found_beside_the_packages_or_in_given_directories(
    made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert find_index() == default_index_path()

    monkeypatch.setattr("sys.prefix", str(tmp_path))

    assert find_index() is None
    assert find_index(tmp_path, made.parent) == made


@pytest.mark.parametrize("content", [b"", b"no database", None])
def test_files_that_are_not_an_index_of_this_version_are_not_used(tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / INDEX_FILE
    if content is None:
        with closing(sqlite3.connect(path)) as connection:
            connection.execute(f"PRAGMA user_version = {VERSION + 1}")
    else:
        path.write_bytes(content)

    assert not is_index(path)
    assert not is_index(tmp_path / "missing")


def test_the_file_is_small() -> None:
    assert default_index_path().stat().st_size <= 49_000_000
