"""Which namesake a chat means, by its saved and recent places."""

import pytest

from services.places import Ambiguous, Match, Place, PlacePreferences, resolve_by_preferences

ENGLISH = Place("Cambridge", 52.2, 0.12, "United Kingdom", population=145_000)
AMERICAN = Place("Cambridge", 42.37, -71.11, "United States", population=110_000)
VILLAGE = Place("Cambridge", 39.8, -85.17, "United States", population=2_000)
BOSTON = Place("Boston", 42.36, -71.06, "United States")
CHICAGO = Place("Chicago", 41.85, -87.65, "United States")
LEEDS = Place("Leeds", 53.8, -1.55, "United Kingdom")

CAMBRIDGE = Match("Cambridge", ENGLISH, (AMERICAN, VILLAGE))


@pytest.mark.parametrize(
    "preferences",
    [
        PlacePreferences(recent=(BOSTON, CHICAGO)),
        PlacePreferences(saved=(BOSTON, CHICAGO)),
        PlacePreferences(saved=(BOSTON,), recent=(CHICAGO,)),
    ],
)
def test_of_large_namesakes_the_one_in_the_country_of_the_chat_is_meant(preferences: PlacePreferences) -> None:
    meant = Match("Cambridge", AMERICAN, (ENGLISH, VILLAGE))
    assert resolve_by_preferences(CAMBRIDGE, preferences) == meant
    assert resolve_by_preferences(Ambiguous("Cambridge", (ENGLISH, AMERICAN, VILLAGE)), preferences) == meant


@pytest.mark.parametrize("recent", [(), (BOSTON,), (BOSTON, LEEDS), (BOSTON, BOSTON)])
def test_a_chat_without_a_country_means_the_likeliest_place(recent: tuple[Place, ...]) -> None:
    assert resolve_by_preferences(CAMBRIDGE, PlacePreferences(recent=recent)) == CAMBRIDGE


def test_a_spelling_that_is_another_places_name_means_the_city_in_the_country_of_the_chat() -> None:
    edinburgh = Place("Edinburgh", 55.95, -3.2, "United Kingdom", population=500_000)
    edinburg = Place("Edinburg", 26.3, -98.2, "United States", population=80_000)
    match = Match("edinburg", edinburg, (edinburgh,))
    assert resolve_by_preferences(match, PlacePreferences(recent=(LEEDS, ENGLISH))) == Match(
        "edinburg", edinburgh, (edinburg,)
    )
    assert resolve_by_preferences(match, PlacePreferences(recent=(BOSTON, CHICAGO))) == match


def test_a_much_smaller_namesake_in_the_country_of_the_chat_is_not_meant() -> None:
    village = Match("Cambridge", ENGLISH, (VILLAGE,))
    assert resolve_by_preferences(village, PlacePreferences(recent=(BOSTON, CHICAGO))) == village


def test_a_question_about_several_places_of_the_country_begins_with_them() -> None:
    another = Place("Cambridge", 38.56, -76.08, "United States", population=90_000)
    question = Ambiguous("Cambridge", (ENGLISH, AMERICAN, another))
    asked = resolve_by_preferences(question, PlacePreferences(recent=(BOSTON, CHICAGO)))
    assert asked == Ambiguous("Cambridge", (AMERICAN, another, ENGLISH))


def test_a_saved_place_is_meant_by_its_name_however_small_it_is() -> None:
    assert resolve_by_preferences(CAMBRIDGE, PlacePreferences(saved=(VILLAGE,))) == Match(
        "Cambridge", VILLAGE, (ENGLISH, AMERICAN)
    )
    assert resolve_by_preferences(CAMBRIDGE, PlacePreferences(saved=(ENGLISH, BOSTON, CHICAGO))) == CAMBRIDGE


def test_a_choice_comes_before_a_saved_place() -> None:
    choices = PlacePreferences({"cambridge": AMERICAN.key}, saved=(VILLAGE,))
    assert resolve_by_preferences(CAMBRIDGE, choices) == Match("Cambridge", AMERICAN, (ENGLISH, VILLAGE))


def test_a_recent_place_answers_a_question_but_does_not_replace_a_clear_place() -> None:
    assert resolve_by_preferences(CAMBRIDGE, PlacePreferences(recent=(VILLAGE,))) == CAMBRIDGE
    question = Ambiguous("Cambridge", (ENGLISH, AMERICAN, VILLAGE))
    assert resolve_by_preferences(question, PlacePreferences(recent=(VILLAGE,))) == Match(
        "Cambridge", VILLAGE, (ENGLISH, AMERICAN)
    )


def test_a_question_about_the_places_of_a_region_stays_one() -> None:
    zermatt = Place("Zermatt", 46, 7.7, "Switzerland")
    alps = Ambiguous("Alps", (Place("Chamonix", 45.9, 6.9, "France"), zermatt))
    swiss = (Place("Bern", 46.9, 7.4, "Switzerland"), Place("Basel", 47.6, 7.6, "Switzerland"))
    assert resolve_by_preferences(alps, PlacePreferences(saved=(zermatt,), recent=swiss)) == alps
