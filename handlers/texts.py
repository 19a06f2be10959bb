"""The texts that users read, from the `.ftl` files of each language."""

from functools import cache, lru_cache
from pathlib import Path

from fluent.runtime import FluentBundle, FluentResource

from services import languages

LOCALES = Path(__file__).parent / "locales"
LANGUAGES = tuple(language.code for language in languages.LANGUAGES)
"""Codes of the languages; the first one is the default."""

TEXTS_KEPT, LONGEST_KEPT = 2_000, 200
"""Number of formatted texts that are cached, and the longest argument, in characters, of a cached one."""


class Texts:
    """The texts of one language."""

    def __init__(self, language: str) -> None:
        self.language = language
        # Isolation marks separate writing directions; some clients show them as boxes.
        self._bundle = FluentBundle([language], use_isolating=False)
        source = (LOCALES / f"{language}.ftl").read_text(encoding="utf-8")
        self._bundle.add_resource(FluentResource(source))
        self._formatted = lru_cache(TEXTS_KEPT)(self._format)

    def __call__(self, key: str, /, **arguments: str | int) -> str:
        """Return the text *key* with its *arguments*, which the caller must have escaped.

        Raise LookupError for an unknown key, ValueError for a missing argument.
        """
        is_cacheable = all(isinstance(value, int) or len(value) <= LONGEST_KEPT for value in arguments.values())
        return self._formatted(key, **arguments) if is_cacheable else self._format(key, **arguments)

    def _format(self, key: str, /, **arguments: str | int) -> str:
        pattern = self._bundle.get_message(key).value
        if pattern is None:
            raise LookupError(key)
        text, errors = self._bundle.format_pattern(pattern, arguments)
        if errors:
            raise ValueError(key, errors)
        return str(text)


def texts_for(language_code: str | None) -> Texts:
    """Return the texts for a user of Telegram in *language_code*, an IETF tag such as "ru" or "pt-br"."""
    language = (language_code or "").partition("-")[0].lower()
    return _texts(language if language in LANGUAGES else LANGUAGES[0])


@cache
def _texts(language: str) -> Texts:
    return Texts(language)
