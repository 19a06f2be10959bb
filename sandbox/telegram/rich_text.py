"""The text of a rich message without its layout, as a terminal shows it."""

from collections.abc import Iterable, Iterator
from typing import Any


def plain_text(rich: dict[str, Any]) -> str:
    """Return the text of a rich message: a line for each paragraph and each row of a table."""
    return "\n".join(_lines(rich["blocks"]))


def _lines(blocks: Iterable[dict[str, Any]]) -> Iterator[str]:
    for block in blocks:
        match block["type"]:
            case "table":
                for row in block["cells"]:
                    yield "  ".join(_text(cell.get("text", "")) for cell in row)
            case "details":
                yield f"▸ {_text(block['summary'])}"
                yield from _lines(block["blocks"])
            case _:
                yield _text(block["text"])


def _text(rich: Any) -> str:  # noqa: ANN401 - a RichText as JSON: a string, a list or an object
    if isinstance(rich, str):
        return rich
    if isinstance(rich, list):
        return "".join(map(_text, rich))
    return _text(rich["text"])
