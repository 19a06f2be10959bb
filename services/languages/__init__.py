"""The languages of the bot, each a pack. Other packages use LANGUAGES and name no single language.

To add a language, add a package here, an entry in LANGUAGES and `handlers/locales/CODE.ftl`, and increase VERSION
in `services/places/index/schema.py`, so that the place index gets the names in it. Tests find the parts
that a new language lacks.
"""

from collections.abc import Collection

from services.languages.english import ENGLISH
from services.languages.language import Language
from services.languages.russian import RUSSIAN

__all__ = ["DEFAULT", "LANGUAGES", "Language", "all_forms", "declined", "language_by_script"]

LANGUAGES: tuple[Language, ...] = (ENGLISH, RUSSIAN)
DEFAULT = LANGUAGES[0]
"""The language of users whose own language is not in LANGUAGES."""


def language_by_script(name: str) -> Language | None:
    """Return the first language that uses the script of *name*; None if there is none."""
    return next((language for language in LANGUAGES if language.uses_script_of(name)), None)


def forms_in_all_cases(name: str) -> set[str]:
    """Return *name* in all grammatical cases of all languages."""
    return {form for language in LANGUAGES for form in language.forms(name)}


def declined(names: Collection[str]) -> set[str]:
    """Return *names* in all grammatical cases of the languages in which they are declined."""
    return {
        form
        for language in LANGUAGES
        for name in names
        if language.is_declined(name)
        for form in language.forms(name)
    }
