"""Places and what a name can turn out to be."""

from zoneinfo import ZoneInfo

import pytest

from services.errors import Failure, Reason
from services.places import (
    Ambiguous,
    LookupFailed,
    Match,
    Place,
    PlacePreferences,
    Unknown,
    resolution_key,
    resolve_by_preferences,
    with_choice,
)
from services.places.models import zone_by_name

LONDON = Place("London", 51.50853, -0.12574, "United Kingdom", "England", "Europe/London", 8961989)
CANADIAN = Place("London", 42.98339, -81.23304, "Canada", "Ontario")
VILLAGE = Place("London", 1.98487, -157.47502, "Kiribati")


def test_places_within_about_a_kilometre_have_the_same_key() -> None:
    assert LONDON.key == Place("Лондон", 51.5051, -0.1301).key
    assert LONDON.key != Place("London", 51.53, -0.12574).key


@pytest.mark.parametrize(
    ("place", "label"),
    [
        (LONDON, "London, England, United Kingdom"),
        (VILLAGE, "London, Kiribati"),
        (Place("Singapore", 1.3, 103.8, "Singapore", "Singapore"), "Singapore"),
        (Place("Somewhere", 0, 0), "Somewhere"),
        (Place("Somewhere", 0, 0, "", ""), "Somewhere"),
    ],
)
def test_a_label_says_each_part_once(place: Place, label: str) -> None:
    assert place.full_name == label


def test_choosing_a_namesake_keeps_the_likeliest_among_the_choices() -> None:
    match = Match("London", LONDON, (CANADIAN, VILLAGE))

    chosen = with_choice(match, VILLAGE)

    assert chosen == Match("London", VILLAGE, (LONDON, CANADIAN))
    assert set(with_choice(chosen, LONDON).choices) == set(match.choices)


def test_choosing_a_suggestion_keeps_the_name_as_typed() -> None:
    assert with_choice(Unknown("Londn", (LONDON, CANADIAN)), LONDON) == Match("Londn", LONDON, (CANADIAN,))


def test_choosing_a_place_of_an_ambiguous_name_keeps_the_others_as_choices() -> None:
    question = Ambiguous("London", (LONDON, CANADIAN, VILLAGE))

    chosen = with_choice(question, CANADIAN)

    assert chosen == Match("London", CANADIAN, (LONDON, VILLAGE))
    assert set(with_choice(chosen, LONDON).choices) == {CANADIAN, VILLAGE}


@pytest.mark.parametrize("asked", ["LONDON", "Лондон", "London town"])
def test_a_choice_among_namesakes_applies_to_all_spellings(asked: str) -> None:
    choices = PlacePreferences({"london": CANADIAN.key})
    meant = resolve_by_preferences(Match(asked, LONDON, (VILLAGE, CANADIAN)), choices)
    assert meant == Match(asked, CANADIAN, (LONDON, VILLAGE))
    assert resolve_by_preferences(Match(asked, CANADIAN, (LONDON,)), choices) == Match(asked, CANADIAN, (LONDON,))
    assert resolve_by_preferences(Match(asked, LONDON), choices) == Match(asked, LONDON)


def test_a_choice_among_suggestions_applies_to_the_same_misspelling_only() -> None:
    choices = PlacePreferences({"londn": LONDON.key})
    assert resolve_by_preferences(Unknown("LONDN", (CANADIAN, LONDON)), choices) == Match(
        "LONDN", LONDON, (CANADIAN,)
    )
    assert resolve_by_preferences(Unknown("Lond", (CANADIAN, LONDON)), choices) == Unknown(
        "Lond", (CANADIAN, LONDON)
    )
    assert resolve_by_preferences(Unknown("Londn"), choices) == Unknown("Londn")


def test_a_name_that_was_chosen_once_is_no_longer_ambiguous() -> None:
    question = Ambiguous("LONDON", (LONDON, CANADIAN))
    assert resolve_by_preferences(question, PlacePreferences({"london": CANADIAN.key})) == Match(
        "LONDON", CANADIAN, (LONDON,)
    )
    assert resolve_by_preferences(question, PlacePreferences({"london": LONDON.key})) == Match(
        "LONDON", LONDON, (CANADIAN,)
    )
    assert resolve_by_preferences(question, PlacePreferences({"london": VILLAGE.key})) == question


def test_resolutions_of_the_same_spot_or_name_have_the_same_identity() -> None:
    assert (
        resolution_key(Match("London", LONDON))
        == resolution_key(Match("Лондон", LONDON, capital_of="UK"))
        == LONDON.key
    )
    assert resolution_key(Unknown("Saint X")) == resolution_key(LookupFailed("ST. X", Failure(Reason.LATE)))
    assert resolution_key(Ambiguous("London", (LONDON,))) == "london"


def test_a_zone_is_found_by_its_name() -> None:
    assert zone_by_name("Europe/London") is ZoneInfo("Europe/London")


@pytest.mark.parametrize(
    "name",
    [
        None,
        "",
        "Nowhere/Land",
        "Europe",
        "../../etc/passwd",
        "/etc/passwd",
        "a\0b",
        "\ud800",
        "x" * 5000,
        "zone.tab",
        ".",
    ],
)
def test_an_unknown_zone_is_none(name: str | None) -> None:
    assert zone_by_name(name) is None
