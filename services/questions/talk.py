"""Recognizes texts that are not questions: greetings, thanks, farewells, program code and links."""

import re
from enum import StrEnum

from services.languages import LANGUAGES

MAX_TALK_LENGTH = 80
"""Maximum length, in characters, of a text that may be small talk, such as a greeting."""


class SmallTalkKind(StrEnum):
    """The kinds of small talk. The `.ftl` key of the bot's reply is `talk-` and the value, as in `talk-thanks`."""

    THANKS = "thanks"
    FAREWELL = "farewell"
    GREETING = "greeting"


_TALK_WORDS = [language.talk for language in LANGUAGES]


def _pattern_of_words(alternatives: list[str]) -> re.Pattern[str]:
    return re.compile(rf"(?<![\w'’])(?:{'|'.join(alternatives)})(?![\w'’])", re.IGNORECASE)


_PATTERN_BY_TALK_KIND = {
    SmallTalkKind.THANKS: _pattern_of_words([talk.thanks for talk in _TALK_WORDS]),
    SmallTalkKind.FAREWELL: _pattern_of_words([talk.farewells for talk in _TALK_WORDS]),
    SmallTalkKind.GREETING: _pattern_of_words([talk.greetings for talk in _TALK_WORDS]),
}
_FILLER_WORDS = _pattern_of_words([talk.fillers for talk in _TALK_WORDS])

_CODE_OR_LINK = re.compile(r"://|\bwww\.|[{}=<`\\$|]|(?<!-)>|\w\(")
"""Matches characters that occur in links and program code, but not in names of places."""


def read_small_talk(text: str) -> SmallTalkKind | None:
    """Return the kind of small talk in *text*, such as a greeting; None if *text* also has other words."""
    if len(text) > MAX_TALK_LENGTH:
        return None
    found = []
    for talk, pattern in _PATTERN_BY_TALK_KIND.items():
        text, count = pattern.subn(" ", text)
        if count:
            found.append(talk)
    return found[0] if found and not any(map(str.isalnum, _FILLER_WORDS.sub(" ", text))) else None


def is_code_or_link(text: str) -> bool:
    """Return whether *text* contains a link or program code."""
    return _CODE_OR_LINK.search(text) is not None
