"""What people type, as names."""

import pytest

from services.places.text import LONGEST_NAME, MOST_WORDS, Name, alike, fold, nominatives, read_names


def names(text: str) -> list[str]:
    return [name.text for name in read_names(text)]


@pytest.mark.parametrize(
    "text",
    [
        "Moscow, London",
        "Moscow,London",
        "Moscow; London",
        "Moscow & London",
        "Moscow and London",
        "Moscow AND London",
        "Moscow и London",
        "Moscow\nLondon",
        "Moscow\r\nLondon",
        "Moscow、London",
        "Moscow，London",
        "Moscow،London",
        "Moscow,, ; \n London,",
        "  Moscow ,\tLondon  ",
        "Moscow, and London",
        "Moscow, London, moscow, LONDON",
        "1. Moscow\n2. London",
        "1) Moscow\n2) London",
        "1.Moscow\n2.London",
        "1️⃣ Moscow\n2️⃣ London",
        "- Moscow\n- London",
        "— Moscow\n• London",
        "«Moscow», “London”",
        "\"Moscow\", 'London'",
        "🇷🇺 Moscow 🏙, London ☀️",
        "☀️ Moscow\n☔️ London",
        "*Moscow*, _London_",
        "Moscow!, London?",
        "Weather in Moscow and in London",
        "What's the weather like in Moscow and London?",
        "what is the current weather for Moscow, London please?",
        "the weather at Moscow today, London now",
        "weather: Moscow, London",
        "Погода в Moscow и в London",
        "Какая сейчас погода в Moscow, London?",
        "погода сегодня во Moscow и на London сейчас",
        "погода для Moscow, London, пожалуйста",
        "погода - Moscow, London",
        "1. weather in Moscow\n2. weather in London",
        "\u200eMoscow\u200f, London\ufeff",
        "Moscow\0, London\x1b",
    ],
)
def test_two_names_are_read(text: str) -> None:
    assert names(text) == ["Moscow", "London"]


@pytest.mark.parametrize(
    "text",
    [
        "New York",
        "St. Petersburg",
        "Rostov-on-Don",
        "Ростов-на-Дону",
        "Saint-Rémy-de-Provence",
        "Coeur d'Alene",
        "Санкт-Петербург",
        "Andorra",
        "Иваново",
        "Indore",
        "In-Salah",
        "Владимир",
        "Weatherford",
        "東京",
        "Ho Chi Minh City",
        "Santa Cruz de la Sierra",
    ],
)
def test_a_name_is_left_whole(text: str) -> None:
    assert read_names(text) == [Name(text, alone=True)]


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "\n",
        ",",
        ",;\n&",
        "?!.",
        "weather",
        "погода",
        "Какая погода?",
        "and",
        "и",
        "🌦",
        "☀️",
        "\u0301",
        "1.",
    ],
)
def test_what_names_nothing_has_no_names(text: str) -> None:
    assert names(text) == []


def test_a_name_is_alone_when_nothing_separates_it() -> None:
    assert read_names("Moscow London,") == [Name("Moscow London", alone=True)]
    assert read_names("Moscow London, Paris") == [Name("Moscow London"), Name("Paris")]
    assert read_names("Moscow, moscow") == [Name("Moscow", alone=True)]


@pytest.mark.parametrize("after", ["", ",", "\n", "?"])
def test_more_words_than_a_name_has_are_names_of_their_own(after: str) -> None:
    words = ["Moscow", "London", "Paris", "Oslo", "Rome", "Bern", "Riga"]

    assert read_names(" ".join(words) + after) == [Name(word) for word in words]
    assert names(" ".join(words[:MOST_WORDS])) == [" ".join(words[:MOST_WORDS])]


def test_prose_without_separators_is_no_list() -> None:
    assert not [name for name in read_names("what a fine day this was " * 20) if name.askable]


def test_vowel_signs_are_letters() -> None:
    assert fold("दिल्ली") != fold("दलल")
    assert fold("ดอย") != fold("ดิอยู")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Moscow", []),
        ("New York", ["New", "York"]),
        ("Moscow - London", ["Moscow", "London"]),
        ("Moscow | London", ["Moscow", "London"]),
        ("Moscow 2", []),
    ],
)
def test_the_words_of_a_name_are_those_with_letters(text: str, words: list[str]) -> None:
    assert Name(text).words == words


@pytest.mark.parametrize(
    ("text", "askable"),
    [
        ("Å", True),
        ("x" * LONGEST_NAME, True),
        ("x" * (LONGEST_NAME + 1), False),
        ("a b c d e f", True),
        ("a b c d e f g", False),
        ("12345", False),
        ("+7 900 000", False),
    ],
)
def test_only_what_may_be_a_name_is_worth_asking_for(text: str, askable: bool) -> None:
    assert Name(text).askable is askable


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Санкт-Петербург", "санкт петербург"),
        ("São Paulo", "SAO PAULO"),
        ("Орёл", "Орел"),
        ("Straße", "STRASSE"),
        ("St. Petersburg", "Saint Petersburg"),
        ("L’Aquila", "L'Aquila"),
        ("Ｌｏｎｄｏｎ", "London"),
        ("ℒondon", "london"),
        ("İstanbul", "istanbul"),
    ],
)
def test_spellings_that_mean_the_same_are_folded_together(one: str, other: str) -> None:
    assert fold(one) == fold(other)


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ("Москве", ["Москв", "Москва", "Москвь"]),
        ("Казани", ["Казань", "Казаня"]),
        ("Праге", ["Праг", "Прага", "Прагь"]),
        ("Лондоне", ["Лондон", "Лондона", "Лондонь"]),
        ("МОСКВУ", ["МОСКВа", "МОСКВ"]),
        ("London", []),
        ("", []),
    ],
)
def test_a_russian_name_in_another_case_is_given_its_likely_nominatives(asked: str, expected: list[str]) -> None:
    assert list(nominatives(asked)) == expected


def test_a_typo_is_more_alike_than_another_name() -> None:
    assert alike("Londn", "London") > 0.9
    assert alike("Moskow", "Moscow") > alike("Moskow", "Oslo")
