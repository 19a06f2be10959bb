"""Telegram's HTML: parses marked-up text into plain text and entities, with Telegram's error texts."""

import re
from dataclasses import dataclass
from html import unescape
from typing import Any, NoReturn

from sandbox.telegram.rules import refuse, utf16_length

_TYPES = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "span": "spoiler",
    "tg-spoiler": "spoiler",
    "a": "text_link",
    "code": "code",
    "pre": "pre",
    "blockquote": "blockquote",
    "tg-emoji": "custom_emoji",
    "tg-time": "date_time",
}
_TIME_FORMAT = re.compile(r"r|w?[dD]?[tT]?")
_TAG = re.compile(r"<(/?)([^\s>]*)")
_ATTRIBUTE = re.compile(r"""\s+([\w-]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([\w.-]+)))?""")
_TAG_END = re.compile(r"\s*>")
# Telegram decodes four named entities and shows any other `&` unchanged, so nothing else is unescaped here.
_PLAIN = re.compile(r"&(?:lt|gt|amp|quot|#\d+|#x[0-9a-fA-F]+);?|&|[^<&]+")

_SPACE = " \t\r\n"


def parse_html(source: str) -> tuple[str, list[dict[str, Any]]]:
    """Return the plain text of `source`, trimmed as Telegram trims it, and its entities in order.

    Raises ApiError for markup that Telegram refuses: a stray `<`, an unknown tag, tags that do not match.
    """
    parser = _Parser(source)
    parser.run()
    return trim(parser.text, parser.entities)


def trim(text: str, entities: list[dict[str, Any]]) -> tuple[str, list[dict[str, Any]]]:
    """Return `text` without surrounding white space, and the `entities` shifted to fit; empty ones are dropped."""
    skipped = len(text) - len(text.lstrip(_SPACE))
    text = text.strip(_SPACE)
    length = utf16_length(text)
    kept = []
    for entity in entities:
        start = max(entity["offset"] - skipped, 0)
        end = min(entity["offset"] + entity["length"] - skipped, length)
        if start < end:
            kept.append({**entity, "offset": start, "length": end - start})
    return text, sorted(kept, key=lambda entity: (entity["offset"], -entity["length"]))


@dataclass(frozen=True)
class _OpenTag:
    name: str
    offset: int
    attributes: dict[str, str]


class _Parser:
    def __init__(self, source: str) -> None:
        self._source = source
        self._position = 0
        self._open: list[_OpenTag] = []
        self.text = ""
        self.entities: list[dict[str, Any]] = []

    def run(self) -> None:
        while self._position < len(self._source):
            if tag := _TAG.match(self._source, self._position):
                name = tag[2].lower()
                self._position = self._end_tag(name, tag) if tag[1] else self._start_tag(name, tag)
            elif plain := _PLAIN.match(self._source, self._position):
                self.text += unescape(plain[0]) if len(plain[0]) > 1 else plain[0]
                self._position = plain.end()
        if self._open:
            _refuse(f'Can\'t find end tag corresponding to start tag "{self._open[-1].name}"')

    def _start_tag(self, name: str, tag: re.Match[str]) -> int:
        if tag.end() == len(self._source):
            _refuse("Unclosed start tag", tag)
        if name not in _TYPES:
            _refuse(f'Unsupported start tag "{name}"', tag)
        attributes, position = {}, tag.end()
        while attribute := _ATTRIBUTE.match(self._source, position):
            attributes[attribute[1].lower()] = unescape(attribute[2] or attribute[3] or attribute[4] or "")
            position = attribute.end()
        end = _TAG_END.match(self._source, position)
        if end is None:
            _refuse(f'Unclosed start tag "{name}"', tag)
        if name == "span" and attributes.get("class") != "tg-spoiler":
            _refuse('Tag "span" must have class "tg-spoiler"', tag)
        if name == "tg-time" and not attributes.get("unix", "").isdecimal():
            _refuse('Tag "tg-time" must have attribute "unix" with a number', tag)
        if name == "tg-time" and not _TIME_FORMAT.fullmatch(attributes.get("format", "")):
            _refuse("Invalid date-time format", tag)
        self._open.append(_OpenTag(name, utf16_length(self.text), attributes))
        return end.end()

    def _end_tag(self, name: str, tag: re.Match[str]) -> int:
        if not self._open:
            _refuse("Unexpected end tag", tag)
        end = _TAG_END.match(self._source, tag.end())
        if end is None:
            _refuse("Unclosed end tag", tag)
        opened = self._open.pop()
        if name != opened.name:
            _refuse(f'Unmatched end tag, expected "</{opened.name}>", found "</{name}>"', tag)
        self._add_entity(opened)
        return end.end()

    def _add_entity(self, tag: _OpenTag) -> None:
        kind = "expandable_blockquote" if "expandable" in tag.attributes else _TYPES[tag.name]
        length = utf16_length(self.text) - tag.offset
        entity: dict[str, Any] = {"type": kind, "offset": tag.offset, "length": length}
        match kind:
            case "text_link":
                entity["url"] = tag.attributes.get("href")
            case "custom_emoji":
                entity["custom_emoji_id"] = tag.attributes.get("emoji-id")
            case "date_time":
                entity["unix_time"] = int(tag.attributes["unix"])
                entity["date_time_format"] = tag.attributes.get("format", "")
        if None not in entity.values():  # Telegram shows a link without an address as plain text
            self.entities.append(entity)


def _refuse(reason: str, tag: re.Match[str] | None = None) -> NoReturn:
    where = f" at byte offset {len(tag.string[: tag.start()].encode())}" if tag else ""
    refuse(f"can't parse entities: {reason}{where}")
