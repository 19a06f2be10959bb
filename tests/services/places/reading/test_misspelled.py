"""Names that are not spelled so."""

import pytest

from services.places.models import Match, Unknown
from services.places.reading import TextReader
from tests.services.places.reading.summary import read


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Vjcrdf", "Москва"),
        ("Vjcrdf Kjyljy", "Москва; Лондон"),
        (",fhyfek", "Барнаул"),
        ("Yb;ybq Yjdujhjl", "Нижний Новгород"),
        ("Дщтвщт", "Лондон"),
        ("Зфкшы", "Париж"),
        ("Туц Нщкл", "Нью-Йорк"),
        ("Москва Дщтвщт", "Москва; Лондон"),
        ("ДщтвщтбЗфкшы", "Лондон; Париж"),
    ],
)
def test_names_typed_in_another_keyboard_layout_are_read(reader: TextReader, text: str, expected: str) -> None:
    assert read(reader, text, "ru") == expected


@pytest.mark.parametrize("text", ["Нубабумунд", "Вабагомунд"])  # "Ye,f,eveyl", "Df,fujveyl": Ye is in Myanmar
def test_a_name_with_a_comma_in_the_other_layout_is_read_whole(reader: TextReader, text: str) -> None:
    assert read(reader, text, "ru") == f"{text}??"


def test_two_letters_are_not_a_name_in_the_other_layout(reader: TextReader) -> None:
    assert read(reader, "Москва ир") == "Moscow; ир??"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Moskow, Londn", "Moscow; London"),
        ("Barcelna", "Barcelona"),
        ("Bracelona Chicgao", "Barcelona; Chicago"),
        ("San Fracnisco", "San Francisco"),
        ("Nwe York", "New York"),
        ("Newyork", "New York"),
        ("Lon don", "London"),
        ("Los Angelos Houstn", "Los Angeles; Houston"),
        ("Nizhyn Tagil", "Nizhny Tagil"),
        ("Мсква", "Moscow"),
        ("Питербург", "Saint Petersburg"),
        ("Екатиринбург Новосибриск", "Yekaterinburg; Novosibirsk"),
        ("Нижний Новгрод", "Nizhny Novgorod"),
        ("погода в Мосвке", "Moscow"),
        ("Mосква Лoндон", "Moscow; London"),  # Latin letters among Cyrillic ones
        ("Masсow", "Moscow"),  # the other way
        ("san fransico", "San Francisco"),
        ("Санкт-Петерург", "Saint Petersburg"),
        ("росстов на дону", "Rostov-on-Don"),
        ("франкфрут на майне", "Frankfurt am Main"),
        ("stratford upon avn", "Stratford-upon-Avon"),
        ("погода ханты мансиск", "Khanty-Mansiysk"),
    ],
)
def test_a_misspelling_with_one_likely_correction_is_corrected(
    reader: TextReader, text: str, expected: str
) -> None:
    assert read(reader, text) == expected


@pytest.mark.parametrize(
    ("text", "among"),
    [("Kages", "Lages"), ("рагпур", "Nagpur"), ("Sodi", "Lodi"), ("Думбай", "Mumbai"), ("Germny", "Berlin")],
)
def test_a_doubtful_misspelling_is_unknown_with_suggestions(reader: TextReader, text: str, among: str) -> None:
    (item,) = reader.read(text, "en").items

    assert isinstance(item, Unknown)
    assert 1 <= len(item.choices) <= 3
    assert among in [place.name for place in item.choices]


@pytest.mark.parametrize(
    ("text", "choice"),
    [
        ("гатина, Москва", "Gatchina"),  # or "of Gatineau"
        ("Onole, Paris", "Opole"),  # or Ongole, which is larger
    ],
)
def test_a_misspelling_of_two_likely_places_is_not_corrected(reader: TextReader, text: str, choice: str) -> None:
    (doubtful_segments,) = [item for item in reader.read(text, "en").items if isinstance(item, Unknown)]

    assert choice in [place.name for place in doubtful_segments.choices]


@pytest.mark.parametrize(
    ("text", "place"), [("Bangkok Nio London", "Bangkok Noi"), ("Gaozhou central coats Paris", "Central Coast")]
)
def test_a_short_name_of_a_small_place_among_large_ones_is_corrected(
    reader: TextReader, text: str, place: str
) -> None:
    assert place in read(reader, text).split("; ")


def test_small_places_among_small_ones_are_not_corrected(reader: TextReader) -> None:
    assert read(reader, "Buzet Arcola Remetea") == "Buzet; Arcola; Remetea"


def test_a_doubtful_misspelling_does_not_affect_other_names(reader: TextReader) -> None:
    assert read(reader, "London, Kages, Paris") == "London; Kages??; Paris"


@pytest.mark.parametrize("text", ["Qwx", "qwx"])
def test_an_airports_code_in_small_letters_is_unknown(reader: TextReader, text: str) -> None:
    (item,) = reader.read(text, "en").items

    assert isinstance(item, Unknown)
    assert [place.name for place in item.choices] == ["Mérida"]


def test_an_airports_code_in_capitals_is_a_match(reader: TextReader) -> None:
    assert read(reader, "LED") == "Saint Petersburg"


@pytest.mark.parametrize("text", ["Londn", "Lonndon"])
def test_a_corrected_name_has_its_namesakes_as_choices(reader: TextReader, text: str) -> None:
    (item,) = reader.read(text, "en").items

    assert isinstance(item, Match)
    assert "London, Canada" in [place.full_name for place in item.choices]


def test_a_corrected_name_says_what_was_typed(reader: TextReader) -> None:
    (item,) = reader.read("Tamper", "en").items

    assert isinstance(item, Match)
    assert (item.place.name, item.stands_for) == ("Tampere", "Tamper")


def test_twenty_doubtful_names_are_corrected(reader: TextReader) -> None:
    names = ["Londonn", "Pariss", "Berlinn", "Romme", "Osloo"] * 4

    assert len([item for item in reader.read(", ".join(names), "en").items if isinstance(item, Match)]) == 20
