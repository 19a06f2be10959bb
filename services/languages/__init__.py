"""The languages of the bot: a pack each. The rest of the bot goes through LANGUAGES and knows no language by name.

A new language is a package here, its entry in LANGUAGES and `handlers/locales/CODE.ftl`; the tests tell what is
missing. The place index has its names once VERSION in `services/places/index/schema.py` is raised.
"""

from collections.abc import Collection

from services.languages.english import ENGLISH
from services.languages.language import Language
from services.languages.russian import RUSSIAN

__all__ = ["DEFAULT", "LANGUAGES", "Language", "all_forms", "declined", "language_of"]

LANGUAGES: tuple[Language, ...] = (ENGLISH, RUSSIAN)
DEFAULT = LANGUAGES[0]
"""The language of users whose own is not among LANGUAGES."""


def language_of(name: str) -> Language | None:
    """Return the first language that is written in the script of *name*, None for another script."""
    return next((language for language in LANGUAGES if language.writes(name)), None)


def all_forms(name: str) -> set[str]:
    """Return *name* in all cases of the languages that decline it."""
    return {form for language in LANGUAGES for form in language.forms(name)}


def declined(names: Collection[str]) -> set[str]:
    """Return the forms of *names*, without those of names that are foreign to the language they are written in."""
    return {
        form
        for language in LANGUAGES
        for name in names
        if language.is_declined(name)
        for form in language.forms(name)
    }
