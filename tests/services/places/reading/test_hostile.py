"""The work of reading hostile texts, counted in look-ups of names."""

import pytest

from benchmarks.hostile import PIECES, text_of
from services.places.index import PlaceIndex
from services.places.models import Match
from services.places.reading import TextReader, asks_for_weather_if_quick
from services.places.reading.area_candidates import AreaCandidates
from services.places.reading.tokens import MAX_QUICK_LENGTH
from services.places.text import fold

MAX_LOOK_UPS, MAX_QUICK_LOOK_UPS = 20_000, 1_500
"""Maximum number of names that are looked up for a text in the worker thread, and on the event loop.

Most of them are misspellings, hundreds of which are looked up with one statement.
"""

MAX_STATEMENTS, MAX_QUICK_STATEMENTS = 800, 200
"""Maximum number of statements that are executed for a text in the worker thread, and on the event loop."""


class CountedStatements:
    """Counts the statements that the index executes."""

    def __init__(self, index: PlaceIndex, monkeypatch: pytest.MonkeyPatch) -> None:
        self.count = 0
        rows = index._file.fetch_rows

        def counted(statement: str, values: tuple[object, ...] = ()) -> list[tuple[object, ...]]:
            self.count += 1
            return rows(statement, values)

        monkeypatch.setattr(index._file, "fetch_rows", counted)


@pytest.mark.parametrize("kind", PIECES)
def test_a_hostile_text_takes_a_limited_number_of_look_ups(
    reader: TextReader, index: PlaceIndex, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    statements = CountedStatements(index, monkeypatch)
    before = index.look_ups

    reader.read(text_of(kind), "en")

    assert index.look_ups - before <= MAX_LOOK_UPS
    assert statements.count <= MAX_STATEMENTS


@pytest.mark.parametrize("length", [150, 200, MAX_QUICK_LENGTH])
@pytest.mark.parametrize("kind", PIECES)
def test_a_hostile_text_takes_few_look_ups_on_the_event_loop(
    reader: TextReader, index: PlaceIndex, kind: str, length: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    statements = CountedStatements(index, monkeypatch)
    before = index.look_ups

    reader.read_if_quick(text_of(kind, length), "en")
    asks_for_weather_if_quick(text_of(kind, length), index)

    assert index.look_ups - before <= 2 * MAX_QUICK_LOOK_UPS
    assert statements.count <= 2 * MAX_QUICK_STATEMENTS


def test_names_are_looked_up_in_areas_only_until_the_work_is_done(index: PlaceIndex) -> None:
    (texas,) = index.areas_by_name(["texas"])["texas"]
    candidates = AreaCandidates(index, max_work=1)

    assert candidates.find("paris", texas)
    assert candidates.find("austin", texas) == []
    assert candidates.is_exhausted
    assert candidates.find("paris", texas), "a cached result costs nothing"


def test_a_text_whose_areas_take_long_is_left_to_the_worker_thread(reader: TextReader) -> None:
    text = text_of("parts of countries", 200)

    assert reader.read_if_quick(text, "en") is None
    assert reader.read(text, "en").items


def test_a_long_list_of_places_in_regions_is_within_the_limit(reader: TextReader) -> None:
    names = ["Springfield, Illinois, USA", "Paris, Texas, USA", "London, Ontario, Canada", "Portland, Maine, USA"]

    items = reader.read("; ".join(names * 5), "en").items

    assert [item.place.country for item in items if isinstance(item, Match)] == [
        *["United States"] * 2,
        "Canada",
        "United States",
    ] * 5


def test_a_ligature_of_many_letters_is_not_folded_as_a_whole() -> None:
    assert len(fold("ﷺ" * 100)) <= 400
    assert fold("Ⅷ") == "viii"
