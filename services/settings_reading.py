"""Reads the options that a text after /settings names: "fahrenheit, km/h" or «русский, мм»."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from services.languages import LANGUAGES
from services.places.text import fold

ALL_UNITS = "units"
"""The setting that stands for all units at once; the options of this setting are "us" and "metric"."""

FILLER_SECTION = "filler"
"""The section of `settings.txt` whose words name neither a setting nor an option, and are skipped."""

PUNCTUATION = ",;:.!?"
"""Punctuation marks that are removed from both ends of the words in `SettingsRequest.unread`."""

MAX_UNREAD_LENGTH = 100
"""Maximum length of `SettingsRequest.unread`, in characters."""


@dataclass(frozen=True, slots=True)
class SettingsRequest:
    """The options and settings that a text after /settings names."""

    options: Mapping[str, str]
    """Maps a setting to the value of the option that the text names; ALL_UNITS stands for all units."""
    settings: tuple[str, ...]
    """The settings that the text names without an option."""
    unread: str
    """The words that were not understood, at most MAX_UNREAD_LENGTH characters; empty if there are none."""


def _sections_by_phrase() -> Mapping[tuple[str, ...], tuple[str, ...]]:
    """Return a map from each phrase in `settings.txt` to its section title.

    Phrases and titles are tuples of words; the words of phrases are folded.
    """
    return MappingProxyType(
        {
            tuple(fold(phrase).split()): tuple(section.split())
            for language in LANGUAGES
            for section, phrases in language.setting_phrases.items()
            for phrase in phrases
        }
    )


_SECTIONS_BY_PHRASE = _sections_by_phrase()
_MAX_PHRASE_LENGTH = max(map(len, _SECTIONS_BY_PHRASE))


def read_settings(text: str) -> SettingsRequest:
    """Return the options and settings in *text*.

    If *text* names several options of one setting, the last one counts.
    """
    spelled = [(word, chunk) for chunk in text.split() for word in fold(chunk).split()]
    words = [word for word, _ in spelled]
    options: dict[str, str] = {}
    named: dict[str, None] = {}
    unread: dict[str, None] = {}
    start = 0
    while start < len(words):
        for length in range(min(_MAX_PHRASE_LENGTH, len(words) - start), 0, -1):
            section = _SECTIONS_BY_PHRASE.get(tuple(words[start : start + length]))
            if section is not None:
                break
        else:
            length, section = 1, None
        match section:
            case None:
                unread[spelled[start][1].strip(PUNCTUATION)] = None
            case (setting, option):
                options[setting] = option
            case (name,) if name != FILLER_SECTION:
                named[name] = None
        start += length
    settings = tuple(name for name in named if name not in options)
    return SettingsRequest(options, settings, " ".join(unread)[:MAX_UNREAD_LENGTH])
