"""The language packs: all that belongs to each language of the bot.

To add a language, add a package to this directory, an entry to LANGUAGES, and `handlers/locales/CODE.ftl`.
Increase VERSION in `services/places/index/schema.py` too, so that the place index gets names in the new language.
`tests/services/languages/test_packs.py` reports the parts that a new language lacks.
"""

from collections.abc import Collection

from services.languages.english import ENGLISH
from services.languages.language import Language
from services.languages.russian import RUSSIAN

__all__ = [
    "DEFAULT_LANGUAGE",
    "LANGUAGES",
    "Language",
    "declined_forms",
    "forms_in_all_cases",
    "language_by_script",
]

LANGUAGES: tuple[Language, ...] = (ENGLISH, RUSSIAN)
DEFAULT_LANGUAGE = LANGUAGES[0]
"""The language for users whose own language is not in LANGUAGES."""


def language_by_script(name: str) -> Language | None:
    """Return the language with the script of the first letter of *name*, such as Russian for "Москва", or None."""
    return next((language for language in LANGUAGES if language.uses_script_of(name)), None)


def forms_in_all_cases(name: str) -> set[str]:
    """Return the forms of *name* in all grammatical cases of each language: "Москве", "Москву", … for "Москва"."""
    return {form for language in LANGUAGES for form in language.forms_in_cases(name)}


def declined_forms(names: Collection[str]) -> set[str]:
    """Return the forms of *names* in all grammatical cases; an undeclined name, such as "Бали", has none."""
    return {
        form
        for language in LANGUAGES
        for name in names
        if language.is_declined(name)
        for form in language.forms_in_cases(name)
    }
