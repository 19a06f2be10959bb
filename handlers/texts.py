"""The texts that users read, from one `.ftl` file per language."""

from datetime import date
from functools import cache, lru_cache
from pathlib import Path

from babel.dates import format_date
from fluent.runtime import FluentBundle, FluentResource

from services import languages

LOCALES_PATH = Path(__file__).parent / "locales"
LANGUAGE_CODES = tuple(language.code for language in languages.LANGUAGES)
"""The codes of the supported languages; the first code is the default."""

MAX_LANGUAGE_TAGS = 1_000
"""Maximum number of language tags in the cache of `texts_for`, because clients may send any tag."""

MAX_CACHED_TEXTS = 2_000
"""Maximum number of formatted texts in the cache of one language."""

MAX_CACHED_DATES = 1_000
"""Maximum number of formatted dates in the cache of all languages."""

MAX_CACHED_ARGUMENT_LENGTH = 200
"""Maximum length of an argument in characters; a text with a longer argument is not cached."""


class Texts:
    """The texts of one language: calling the object with a key, such as "help", returns a text."""

    def __init__(self, language: str) -> None:
        self.language = language
        # Some clients show Fluent's isolation marks, which separate writing directions, as boxes.
        self._bundle = FluentBundle([language], use_isolating=False)
        source = (LOCALES_PATH / f"{language}.ftl").read_text(encoding="utf-8")
        self._bundle.add_resource(FluentResource(source))
        self._formatted = lru_cache(MAX_CACHED_TEXTS)(self._format)

    def __call__(self, key: str, /, **arguments: str | int) -> str:
        """Return the text *key* with its *arguments*, which the caller must have escaped.

        Raise LookupError for an unknown key, ValueError for a missing argument.
        """
        for value in arguments.values():
            if isinstance(value, str) and len(value) > MAX_CACHED_ARGUMENT_LENGTH:
                return self._format(key, **arguments)
        return self._formatted(key, **arguments)

    def date(self, day: date, pattern: str) -> str:
        """Format *day* by a Unicode date *pattern*, such as "EEE d MMMM"."""
        return _format_date(day, pattern, self.language)

    def _format(self, key: str, /, **arguments: str | int) -> str:
        pattern = self._bundle.get_message(key).value
        if pattern is None:
            raise LookupError(key)
        text, errors = self._bundle.format_pattern(pattern, arguments)
        if errors:
            raise ValueError(key, errors)
        return str(text)


@lru_cache(MAX_LANGUAGE_TAGS)
def texts_for(language_code: str | None) -> Texts:
    """Return the texts for *language_code*, the IETF tag of a user's Telegram, such as "ru" or "pt-br"."""
    language = (language_code or "").partition("-")[0].lower()
    return _cached_texts(language if language in LANGUAGE_CODES else LANGUAGE_CODES[0])


@lru_cache(MAX_CACHED_DATES)  # Babel takes some 15 µs for a date, and a forecast has ten dates
def _format_date(day: date, pattern: str, language: str) -> str:
    return str(format_date(day, pattern, locale=language))


@cache
def _cached_texts(language: str) -> Texts:
    return Texts(language)
