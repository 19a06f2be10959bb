"""Text that is no question for the weather: greetings, thanks, code and links."""

import re
from enum import StrEnum

from services.languages import LANGUAGES

LONGEST_TALK = 80
"""Characters of a text that may be nothing but a greeting or thanks."""


class Talk(StrEnum):
    """What is said instead of a question. The value is the key of the reply."""

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

_NO_TEXT = re.compile(r"://|\bwww\.|[{}=<`\\$|]|(?<!-)>|\w\(")
"""Matches what is in links and in code, and not between the names of places."""


def talk_of(text: str) -> Talk | None:
    """Return what *text* is if it is nothing but a greeting, thanks or a farewell."""
    if len(text) > LONGEST_TALK:
        return None
    found = []
    for talk, pattern in _KINDS.items():
        text, count = pattern.subn(" ", text)
        if count:
            found.append(talk)
    return found[0] if found and not any(map(str.isalnum, _FILLERS.sub(" ", text))) else None


def is_code_or_link(text: str) -> bool:
    """Return whether *text* has a link or program code in it."""
    return _NO_TEXT.search(text) is not None
