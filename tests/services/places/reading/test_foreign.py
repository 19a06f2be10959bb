"""Names and questions in languages that have no pack."""

import pytest

from services.languages import LANGUAGES
from services.languages.foreign import foreign_words_by_section
from services.places.index import PlaceIndex
from services.places.reading import TextReader, asks_for_weather
from services.places.reading.tokens import tokenize
from tests.services.places.reading.summary import read


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("Wetter in München", "Munich"),
        ("Wie ist das Wetter in Hamburg?", "Hamburg"),
        ("météo Lyon", "Lyon"),
        ("el tiempo en Sevilla", "Seville"),
        ("pogoda w Warszawie", "Warsaw"),
        ("pogoda we Wrocławiu", "Wroclaw"),
        ("погода в Києві", "Kyiv"),
        ("погода у Львові", "Lviv"),
        ("яка погода в Одесі", "Odesa"),
        ("надвор'е ў Мінску", "Minsk"),
        ("上海天気", "Shanghai"),
        ("上海天气", "Shanghai"),
        ("東京の天気", "Tokyo"),
        ("大阪の明日の天気", "Osaka"),
        ("成都今天天气怎么样", "Chengdu"),
        ("부산날씨", "Busan"),
        ("pogoda v moskve", "Moscow"),
        ("الطقس في القاهرة", "Cairo"),
    ],
)
def test_a_question_in_another_language_is_heard_and_read(
    reader: TextReader, index: PlaceIndex, text: str, places: str
) -> None:
    assert asks_for_weather(text, index)
    assert read(reader, text) == places


@pytest.mark.parametrize(
    "text",
    [
        *(
            "Torino",
            "torino",
            "Beograd",
            "Warszawa",
            "București",
            "Toshkent",
            "Суми",
            "Mykolaiv",
            "Dnepropetrovsk",
        ),
        *("Dnepropetrovsk", "Київ", "Warszawa, Łódź, Lublin", "Dnipro Zaporizhzhia", "Venezia"),
    ],
)
def test_a_city_in_its_own_language_is_heard(index: PlaceIndex, text: str) -> None:
    assert asks_for_weather(text, index)


@pytest.mark.parametrize(
    "text",
    [
        *(
            "gente",
            "Google",
            "dzień dobry",
            "guten Morgen",
            "buenas tardes",
            "гарного дня",
            "明天见",
            "ありがとう",
        ),
        *("ありがとう", "no tengo tiempo", "tempo libero", "clima perfecto", "toda"),
    ],
)
def test_talk_in_another_language_is_not_heard(index: PlaceIndex, text: str) -> None:
    assert not asks_for_weather(text, index)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("東京の天気", ["東京", "の", "天気"]),
        ("京都", ["京都"]),
        ("今治", ["今治"]),
        ("El Paso", ["el", "paso"]),
        ("el tiempo", ["tiempo"]),
    ],
)
def test_only_what_stands_beside_a_question_is_split_off(text: str, words: list[str]) -> None:
    assert [token.key for token in tokenize(text)[0]] == words


def test_words_of_other_languages_are_in_sections_that_the_packs_have() -> None:
    known = {kind for language in LANGUAGES for kind in language.words_around_names}
    assert foreign_words_by_section().keys() - known == {"articles", "everyday"}
