"""The texts that users read, from the `.ftl` files of each language."""

from functools import cache, lru_cache
from pathlib import Path

from fluent.runtime import FluentBundle, FluentResource

from services import languages

LOCALES = Path(__file__).parent / "locales"
LANGUAGES = tuple(language.code for language in languages.LANGUAGES)
"""Codes of the languages; the first one is the default."""

MAX_CACHED_TEXTS = 2_000
"""Maximum number of formatted texts in the cache of one language."""

MAX_CACHED_ARGUMENT = 200
"""Maximum length of an argument of a cached text, in characters."""


class Texts:
    """The texts of one language."""

    def __init__(self, language: str) -> None:
        self.language = language
        # Isolation marks separate writing directions; some clients show them as boxes.
        self._bundle = FluentBundle([language], use_isolating=False)
        source = (LOCALES / f"{language}.ftl").read_text(encoding="utf-8")
        self._bundle.add_resource(FluentResource(source))
        self._formatted = lru_cache(MAX_CACHED_TEXTS)(self._format)

    def __call__(self, key: str, /, **arguments: str | int) -> str:
        """Return the text *key* with its *arguments*, which the caller must have escaped.

        Raise LookupError for an unknown key, ValueError for a missing argument.
        """
        is_cacheable = all(
            isinstance(value, int) or len(value) <= MAX_CACHED_ARGUMENT for value in arguments.values()
        )
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
