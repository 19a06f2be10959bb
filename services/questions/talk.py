"""Recognition of text that is not a question: greetings, thanks, farewells, code and links."""

import re
from enum import StrEnum

from services.languages import LANGUAGES

MAX_TALK_LENGTH = 80
"""Maximum length, in characters, of a text that is checked for small talk."""


class Talk(StrEnum):
    """The kinds of small talk; `talk-VALUE` is the key of the reply."""

    THANKS = "thanks"
    FAREWELL = "farewell"
    GREETING = "greeting"


_TALK = [language.talk for language in LANGUAGES]


def _words(alternatives: list[str]) -> re.Pattern[str]:
    return re.compile(rf"(?<![\w'’])(?:{'|'.join(alternatives)})(?![\w'’])", re.IGNORECASE)


_KINDS = {
    Talk.THANKS: _words([talk.thanks for talk in _TALK]),
    Talk.FAREWELL: _words([talk.farewells for talk in _TALK]),
    Talk.GREETING: _words([talk.greetings for talk in _TALK]),
}
_FILLERS = _words([talk.fillers for talk in _TALK])

_CODE_OR_LINK = re.compile(r"://|\bwww\.|[{}=<`\\$|]|(?<!-)>|\w\(")
"""Matches characters that occur in links and code but not in names of places."""


def read_small_talk(text: str) -> Talk | None:
    """Return the kind of small talk that *text* consists of; None if it has other words as well."""
    if len(text) > MAX_TALK_LENGTH:
        return None
    found = []
    for talk, pattern in _KINDS.items():
        text, count = pattern.subn(" ", text)
        if count:
            found.append(talk)
    return found[0] if found and not any(map(str.isalnum, _FILLERS.sub(" ", text))) else None


def is_code_or_link(text: str) -> bool:
    """Return whether *text* has a link or program code in it."""
    return _CODE_OR_LINK.search(text) is not None
