"""The title of a place: country and region, capital, the area that the place stands for, and its distance."""

from dataclasses import replace

from handlers.views.units import Units
from services.answers import Answer, Entry
from services.places import Match, Place, Unknown
from tests.handlers.cards import FULL, render
from tests.handlers.conftest import ILLINOIS, LONDON, MISSOURI, ONTARIO


def titles(match: Match, units: Units) -> tuple[str, str]:
    """Return the title of a place in an answer about it alone, and in an answer about several places."""
    alone = Answer(units.texts.language, (Entry(match, FULL),))
    among = Answer(units.texts.language, (Entry(match, FULL), Entry(Unknown("x"))))
    clock = " · " + units.texts("local-time", time="18:05")
    return render(alone, units).splitlines()[0].removesuffix(clock), render(among, units).splitlines()[0]


def test_a_country_name_is_answered_with_its_capital(english: Units, russian: Units) -> None:
    france = Match("Франция", Place("Paris", 48.85, 2.35, country="France"), capital_of="France & Co")
    assert titles(france, english) == ("<b>Paris</b>, France &amp; Co (its capital)",) * 2
    francia = replace(france, place=replace(france.place, name="Париж"), capital_of="Франция")
    assert titles(francia, russian) == ("<b>Париж</b>, Франция (столица)",) * 2
    luxembourg = Match("Luxembourg", Place("Luxembourg", 49.6, 6.1), capital_of="Luxembourg")
    assert titles(luxembourg, english) == ("<b>Luxembourg</b>",) * 2


def test_a_substitute_for_the_requested_place_says_so(english: Units, russian: Units) -> None:
    bali = Match("Bali", Place("Denpasar", -8.65, 115.2, country="Indonesia"), stands_for="Bali & <Co>")
    assert titles(bali, english) == (
        "<b>Denpasar</b>, Indonesia (for “Bali &amp; &lt;Co&gt;”)",
        "<b>Denpasar</b> (for “Bali &amp; &lt;Co&gt;”)",
    )
    crimea = Match("Крым", Place("Симферополь", 44.95, 34.1), stands_for="Крым")
    assert titles(crimea, russian) == ("<b>Симферополь</b> (по запросу «Крым»)",) * 2


def test_a_spot_shows_its_distance_from_the_place_in_its_title(english: Units, russian: Units) -> None:
    pin = Match("55.75, -37.62", Place("Nanortalik", 55.75, -37.62, country="Greenland"), kilometres_away=662.67)
    assert titles(pin, english) == (
        "<b>Nanortalik</b>, Greenland · about 663 km away",
        "<b>Nanortalik</b> · about 663 km away",
    )
    assert titles(pin, russian)[1] == "<b>Nanortalik</b> · примерно 663 км от точки"


def test_the_country_is_in_a_title_alone_and_with_namesakes_among_others(english: Units, russian: Units) -> None:
    london = replace(ONTARIO, region=None)
    assert titles(Match("London", london), english) == ("<b>London</b>, Canada", "<b>London</b>")
    assert titles(Match("London", london, (LONDON,)), english) == ("<b>London</b>, Canada",) * 2
    ontario = replace(london, name="Лондон", country="Канада")
    assert titles(Match("London", ontario, (LONDON,)), russian) == ("<b>Лондон</b>, Канада",) * 2


def test_the_region_is_in_a_title_if_the_country_is_not_enough(english: Units, russian: Units) -> None:
    assert (
        titles(Match("Springfield", MISSOURI, (ILLINOIS,)), english)
        == ("<b>Springfield</b>, Missouri, United States",) * 2
    )
    assert (
        titles(Match("Springfield IL", ILLINOIS), english) == ("<b>Springfield</b>, Illinois, United States",) * 2
    )
    missouri = replace(MISSOURI, name="Спрингфилд", region="Миссури", country="США")
    assert titles(Match("Спрингфилд", missouri), russian) == ("<b>Спрингфилд</b>, Миссури, США",) * 2


def test_a_name_equal_to_the_country_or_region_is_not_repeated(english: Units) -> None:
    singapore = Place("Singapore", 1.29, 103.85, country="Singapore")
    new_york = Place("New York", 40.71, -74.01, country="United States", region="New York")
    assert titles(Match("Singapore", singapore), english)[0] == "<b>Singapore</b>"
    assert titles(Match("New York", new_york), english)[0] == "<b>New York</b>, United States"
