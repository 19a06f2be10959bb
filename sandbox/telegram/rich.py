"""Rich messages: the limits and rules of Telegram.

https://core.telegram.org/bots/api#inputrichmessage
"""

from collections.abc import Sequence

from aiogram.types import (
    InputRichBlockDetails,
    InputRichBlockParagraph,
    InputRichBlockTable,
    InputRichMessage,
    RichBlockTableCell,
)
from pydantic import BaseModel

from sandbox.telegram.rich_text import plain_text
from sandbox.telegram.rules import refuse, utf16_length
from sandbox.telegram.user_messages import Json

MAX_CHARACTERS = 32_768
"""Maximum number of UTF-16 code units in all texts of a rich message."""
MAX_BLOCKS = 500
"""Maximum number of blocks, including nested blocks and the rows of tables."""
MAX_DEPTH = 16
MAX_COLUMNS = 20

_ALIGNMENTS = {"left", "center", "right"}, {"top", "middle", "bottom"}
_TEXT_TYPES = {"bold", "italic", "underline", "strikethrough", "code"}


def rich_content(rich: InputRichMessage) -> Json:
    """Return *rich* as the field of a Message. Raises ApiError when Telegram would refuse *rich*."""
    given = [name for name in ("html", "markdown", "blocks") if getattr(rich, name) is not None]
    if len(given) != 1:
        refuse("exactly one of html, markdown and blocks must be used in a rich message")
    if rich.blocks is None or rich.media is not None:
        refuse("the sandbox knows rich messages of blocks without media only")
    if _count_blocks(rich.blocks, 1) > MAX_BLOCKS:
        refuse("RICH_MESSAGE_TOO_MANY_BLOCKS")
    message = {"blocks": [block.model_dump(mode="json", exclude_none=True) for block in rich.blocks]}
    if not 0 < utf16_length(plain_text(message)) <= MAX_CHARACTERS:
        refuse("RICH_MESSAGE_LENGTH_INVALID")
    return {"rich_message": message}


def _count_blocks(blocks: Sequence[BaseModel], depth: int) -> int:
    """Return the number of *blocks* and of all that they contain; check each."""
    if depth > MAX_DEPTH:
        refuse("RICH_MESSAGE_TOO_DEEP")
    if not blocks:
        refuse("RICH_MESSAGE_EMPTY")
    count = 0
    for block in blocks:
        count += 1
        match block:
            case InputRichBlockParagraph():
                _check_text(block.text)
            case InputRichBlockDetails():
                _check_text(block.summary)
                count += _count_blocks(block.blocks, depth + 1)
            case InputRichBlockTable():
                _check_table(block.cells)
                count += len(block.cells)
            case _:
                refuse(f"the sandbox has no block {type(block).__name__}")
    return count


def _check_table(rows: list[list[RichBlockTableCell]]) -> None:
    """Raise ApiError unless each row has the same number of columns, counting spans."""
    if not rows:
        refuse("RICH_MESSAGE_TABLE_EMPTY")
    widths = [0] * len(rows)
    for index, row in enumerate(rows):
        for cell in row:
            if (cell.align not in _ALIGNMENTS[0]) or (cell.valign not in _ALIGNMENTS[1]):
                refuse("RICH_MESSAGE_TABLE_CELL_ALIGN_INVALID")
            span, height = cell.colspan or 1, cell.rowspan or 1
            if span < 1 or height < 1 or index + height > len(rows):
                refuse("RICH_MESSAGE_TABLE_SPAN_INVALID")
            for covered in range(index, index + height):
                widths[covered] += span
            if cell.text is not None:
                _check_text(cell.text)
    if len(set(widths)) > 1 or not 0 < widths[0] <= MAX_COLUMNS:
        refuse("RICH_MESSAGE_TABLE_COLUMNS_INVALID")


def _check_text(text: object) -> None:
    match text:
        case str():
            if not text:
                refuse("RICH_MESSAGE_TEXT_EMPTY")
        case list():
            if not text:
                refuse("RICH_MESSAGE_TEXT_EMPTY")
            for part in text:
                _check_text(part)
        case BaseModel():
            kind = getattr(text, "type", "")
            if kind not in _TEXT_TYPES:
                refuse(f"the sandbox has no rich text {kind!r}")
            _check_text(getattr(text, "text", ""))
