"""Conversion of a call's parameters to the fields of a Message."""

from aiogram.types import InlineKeyboardMarkup, MessageEntity, ReplyKeyboardMarkup, ReplyKeyboardRemove
from pydantic import BaseModel

from sandbox.telegram import rules
from sandbox.telegram.html import parse_html, trim
from sandbox.telegram.rules import refuse
from sandbox.telegram.user_messages import Json


def content(text: str, parse_mode: object, entities: list[MessageEntity] | None, markup: BaseModel | None) -> Json:
    """Return the text, entities and inline keyboard as fields of a Message."""
    plain, found = _parse_entities(text, parse_mode, entities)
    rules.check_text(plain)
    return {"text": plain, **({"entities": found} if found else {}), **keyboard(markup)}


def caption(text: str | None, parse_mode: object, entities: list[MessageEntity] | None) -> Json:
    """Return the caption and its entities as fields of a Message."""
    plain, found = _parse_entities(text or "", parse_mode, entities)
    if not plain:
        return {}
    rules.check_text(plain, limit=1024)
    return {"caption": plain, **({"caption_entities": found} if found else {})}


def _parse_entities(text: str, parse_mode: object, entities: list[MessageEntity] | None) -> tuple[str, list[Json]]:
    if not isinstance(parse_mode, str):
        return trim(text, [as_json(entity) for entity in entities or []])
    if parse_mode.lower() != "html":
        refuse("unsupported parse_mode: the sandbox knows HTML only")
    return parse_html(text)


def keyboard(markup: BaseModel | None) -> Json:
    """Return the inline keyboard as a field of a Message."""
    rules.check_keyboard(markup)
    if isinstance(markup, InlineKeyboardMarkup) and any(markup.inline_keyboard):
        return {"reply_markup": as_json(markup)}
    return {}


def reply_keyboard(markup: BaseModel | None) -> Json | None:
    """Return the reply keyboard, or its removal, or None. A Message has no field for it."""
    return as_json(markup) if isinstance(markup, ReplyKeyboardMarkup | ReplyKeyboardRemove) else None


def as_json(value: BaseModel) -> Json:
    """Return *value* as Telegram's JSON."""
    return value.model_dump(mode="json", by_alias=True, exclude_none=True)
