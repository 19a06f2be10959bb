"""Recognition of texts that are no questions: greetings, thanks, farewells, program code and links."""

import re
from enum import StrEnum

from services.languages import LANGUAGES

MAX_TALK_LENGTH = 80
"""Maximum length, in characters, of a text that may be small talk, such as a greeting."""


class Talk(StrEnum):
    """The kinds of small talk; the `.ftl` key of the reply is `talk-` and the value."""

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
"""Matches characters that occur in links and program code, but not in names of places."""


def read_small_talk(text: str) -> Talk | None:
    """Return the kind of small talk that *text* is, such as a greeting; None if *text* has other words as well."""
    if len(text) > MAX_TALK_LENGTH:
        return None
    found = []
    for talk, pattern in _KINDS.items():
        text, count = pattern.subn(" ", text)
        if count:
            found.append(talk)
    return found[0] if found and not any(map(str.isalnum, _FILLERS.sub(" ", text))) else None


def is_code_or_link(text: str) -> bool:
    """Return whether *text* contains a link or program code."""
    return _CODE_OR_LINK.search(text) is not None
