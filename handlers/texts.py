"""The words users read, from the `.ftl` files, in the language of who reads them."""

from functools import cache, lru_cache
from pathlib import Path

from fluent.runtime import FluentBundle, FluentResource

from services import languages

LOCALES = Path(__file__).parent / "locales"
LANGUAGES = tuple(language.code for language in languages.LANGUAGES)
"""The first one is for everybody whose own is not among them."""

TEXTS_KEPT, LONGEST_KEPT = 2_000, 200
"""Texts that are cached with their arguments, names among them, and the characters of the longest argument."""


class Texts:
    """The texts of one language."""

    def __init__(self, language: str) -> None:
        self.language = language
        # Isolation marks around arguments are for mixed writing directions and show as boxes in some clients.
        self._bundle = FluentBundle([language], use_isolating=False)
        source = (LOCALES / f"{language}.ftl").read_text(encoding="utf-8")
        self._bundle.add_resource(FluentResource(source))
        self._formatted = lru_cache(TEXTS_KEPT)(self._format)

    def __call__(self, key: str, /, **arguments: str | int) -> str:
        """Return the text *key* with its *arguments*, which are inserted as they are: escape them before.

        Raise LookupError for an unknown key, ValueError for a missing argument.
        """
        kept = all(isinstance(value, int) or len(value) <= LONGEST_KEPT for value in arguments.values())
        return self._formatted(key, **arguments) if kept else self._format(key, **arguments)

    def _format(self, key: str, /, **arguments: str | int) -> str:
        pattern = self._bundle.get_message(key).value
        if pattern is None:
            raise LookupError(key)
        text, errors = self._bundle.format_pattern(pattern, arguments)
        if errors:
            raise ValueError(key, errors)
        return str(text)


def texts_for(language_code: str | None) -> Texts:
    """Return the texts for who has Telegram in *language_code*, an IETF tag such as "ru" or "pt-br"."""
    language = (language_code or "").partition("-")[0].lower()
    return _texts(language if language in LANGUAGES else LANGUAGES[0])


@cache
def _texts(language: str) -> Texts:
    return Texts(language)
