"""Completeness of the language packs."""

import re
import tokenize
from collections import Counter
from dataclasses import fields
from pathlib import Path

import pytest
from babel import Locale

from handlers.texts import LOCALES_PATH, texts_for
from services.languages import (
    DEFAULT_LANGUAGE,
    LANGUAGES,
    Language,
    declined_forms,
    forms_in_all_cases,
    language_by_script,
)
from services.places.text import fold
from services.questions import Quantity
from services.questions.quantities import (
    ASKS_FOR_DAYS_VALUE,
    CHOICE_VALUE,
    DOUBTFUL_VALUE,
    KINDS_WITHOUT_QUANTITY,
    LIMIT_KIND,
    WHOLE_DAY_VALUE,
)
from services.questions.times import TIME_PHRASE_KINDS
from services.questions.words import split_words

ROOT = Path(__file__).parents[3]

NEEDED_WORDS = {
    "joining",
    "where",
    "when",
    "asking",
    "weather",
    "ranks",
    "outskirts",
    "going",
    "travellers",
    "other",
}
"""The sections of `around.txt` that every language must have."""

OPTIONAL = {"slash"}
"""Word lists that may be empty: the commands of Telegram have English names."""

TIMES = {
    "day",
    "part",
    "hour",
    "half",
    "weekday",
    "weekend",
    "month",
    "number",
    "unit",
    "in",
    "ago",
    "next",
    "coming",
}
"""The sections of `times.txt` that every language must have."""

SOURCES = {"services/places/index/sources.py"}
"""A parser of data with a column per language."""

every_pack = pytest.mark.parametrize("language", LANGUAGES, ids=lambda language: language.code)


def keys(code: str) -> set[str]:
    source = (LOCALES_PATH / f"{code}.ftl").read_text("utf-8")
    return set(re.findall(r"^([\w-]+) =", source, re.MULTILINE))


def look_up_key(phrase: str) -> tuple[str, ...]:
    """Return the words by which *phrase* is found in a text: «днём» and «днем» are equal."""
    return tuple(word.key for word in split_words(phrase))


def test_each_language_has_a_code_of_its_own() -> None:
    assert len({language.code for language in LANGUAGES}) == len(LANGUAGES)


@every_pack
def test_a_language_has_a_text_for_every_key(language: Language) -> None:
    assert keys(DEFAULT_LANGUAGE.code) - keys(language.code) == set()
    assert texts_for(language.code).language == language.code


def test_no_texts_are_without_a_pack() -> None:
    assert {path.stem for path in LOCALES_PATH.glob("*.ftl")} == {language.code for language in LANGUAGES}


@every_pack
def test_a_language_has_words_for_each_section_of_around(language: Language) -> None:
    assert {kind for kind in NEEDED_WORDS if not language.words_around_names.get(kind)} == set()
    assert language.everyday_words, "everyday.txt is missing or empty"


@every_pack
@pytest.mark.parametrize("table", ["schedule", "commands", "talk"])
def test_no_table_of_a_language_is_empty(language: Language, table: str) -> None:
    words = getattr(language, table)
    assert [one.name for one in fields(words) if one.name not in OPTIONAL and not getattr(words, one.name)] == []


@every_pack
def test_a_language_has_phrases_for_times(language: Language) -> None:
    kinds = {section.partition(" ")[0] for section in language.time_phrases}
    assert kinds >= TIMES
    assert kinds <= TIME_PHRASE_KINDS


@every_pack
@pytest.mark.parametrize("what", Quantity)
def test_a_language_has_phrases_for_every_quantity(language: Language, what: Quantity) -> None:
    assert language.quantity_phrases.get(what) or language.quantity_phrases.get(f"{what} {ASKS_FOR_DAYS_VALUE}")


@every_pack
def test_a_language_has_phrases_for_quantities_alone(language: Language) -> None:
    sections = [section.partition(" ") for section in language.quantity_phrases]
    assert {kind for kind, _, _ in sections} == {*Quantity, *KINDS_WITHOUT_QUANTITY}
    limits = {value for kind, _, value in sections if kind == LIMIT_KIND}
    assert limits == {"over", "from", "under", "minus", "zero"}
    assert {value for _, _, value in sections} - limits <= {
        "",
        DOUBTFUL_VALUE,
        CHOICE_VALUE,
        WHOLE_DAY_VALUE,
        ASKS_FOR_DAYS_VALUE,
    }


@every_pack
@pytest.mark.parametrize("table", ["time_phrases", "quantity_phrases"])
def test_no_phrase_is_twice_in_a_section(language: Language, table: str) -> None:
    found = Counter(
        (section, look_up_key(phrase))
        for section, phrases in getattr(language, table).items()
        for phrase in phrases
    )
    assert [phrase for phrase, count in found.items() if count > 1] == []


@every_pack
def test_no_everyday_word_is_twice_in_the_tables(language: Language) -> None:
    words = [fold(word) for line in language.read_lines("everyday.txt") for word in line.split()]
    describing = {fold(word) for word in language.words_around_names["describing"]}
    assert [word for word, count in Counter([*words, *describing]).items() if count > 1] == []


@every_pack
def test_no_phrase_names_two_quantities(language: Language) -> None:
    found = Counter(
        look_up_key(phrase)
        for section, phrases in language.quantity_phrases.items()
        if section.partition(" ")[0] not in KINDS_WITHOUT_QUANTITY
        for phrase in phrases
    )
    assert [phrase for phrase, count in found.items() if count > 1] == []


@every_pack
def test_the_phrases_of_a_language_are_regular_expressions(language: Language) -> None:
    schedule = language.schedule
    for pattern in (*schedule.weekdays, schedule.every_day, schedule.workdays, schedule.weekend, schedule.halves):
        re.compile(pattern)
        assert not re.fullmatch(pattern, "")


@every_pack
def test_a_language_is_written_in_its_letters(language: Language) -> None:
    assert all(language.uses_script_of(letter) for letter in language.letters)
    assert set(language.alphabet) == {char for letter in language.letters for char in fold(letter)}
    assert language_by_script(language.alphabet) is language


@every_pack
def test_all_keyboards_have_the_same_keys(language: Language) -> None:
    keyboard = language.keyboard
    assert len(keyboard.keys) == len(DEFAULT_LANGUAGE.keyboard.keys)
    assert language.letters <= set(keyboard.keys)
    assert set(keyboard.shifted.values()) <= set(keyboard.keys)


@every_pack
def test_letters_that_look_alike_come_in_pairs(language: Language) -> None:
    theirs, own = language.lookalikes
    assert len(theirs) == len(own)
    assert all(map(DEFAULT_LANGUAGE.uses_script_of, theirs))
    assert all(map(language.uses_script_of, own))


@every_pack
def test_a_language_has_a_letter_for_each_of_four_directions(language: Language) -> None:
    assert len(set(language.compass.letters)) == 4


@every_pack
def test_a_language_has_numbers_and_countries_that_can_be_shown(language: Language) -> None:
    assert len(language.decimal_sign) == 1
    assert Locale(language.code).territories


@every_pack
def test_names_are_declined_only_in_a_language_with_a_declension(language: Language) -> None:
    name = language.place_names.read_label("".join(sorted(language.letters)[:5]).capitalize())
    assert name is not None
    if language.declension is None:
        assert language.forms_in_cases(name) == language.locative_forms(name) == set()
        assert not language.is_declined(name)
    else:
        assert (
            set(language.declension.small_place_cases)
            <= set(language.declension.usual_cases)
            <= set(language.declension.cases)
        )


@every_pack
def test_a_file_that_a_language_does_without_has_no_lines(language: Language) -> None:
    assert language.read_lines("none.txt") == []


def test_forms_come_from_all_languages() -> None:
    assert "Москве" in forms_in_all_cases("Москва")
    assert forms_in_all_cases("London") == set()
    assert {"Химках", "Гавайях", "Азорах"} <= declined_forms(["Химки", "Гавайи", "Азоры"])
    assert declined_forms(["Бали", "Мали", "Таити"]) == set()


def test_a_name_in_another_script_has_no_language() -> None:
    assert language_by_script("東京") is None
    assert language_by_script("12") is None


def test_no_module_outside_the_packs_names_a_language() -> None:
    packages = "|".join(language.package.rpartition(".")[2] for language in LANGUAGES)
    names = re.compile(rf"\b({packages})\b", re.IGNORECASE)
    codes = {f'"{language.code}"' for language in LANGUAGES}
    found = []
    for floor in ("bot", "handlers", "services"):
        for path in (ROOT / floor).rglob("*.py"):
            where = path.relative_to(ROOT).as_posix()
            if where.startswith("services/languages/") or where in SOURCES:
                continue
            text = path.read_text(encoding="utf-8").replace("_", " ")
            if not names.search(text) and not any(code in text for code in codes):
                continue  # reading the tokens of all files takes seconds
            with path.open("rb") as file:
                for token in tokenize.tokenize(file.readline):
                    is_code = token.type == tokenize.STRING and token.string in codes
                    if is_code or (token.type == tokenize.NAME and names.search(token.string.replace("_", " "))):
                        found.append(f"{where}:{token.start[0]}: {token.string}")
    assert found == []
