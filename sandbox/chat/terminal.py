"""A person's terminal: line editing, history, and lines that are wrapped between words."""

import shutil
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from typing import TextIO

from prompt_toolkit import PromptSession
from prompt_toolkit.patch_stdout import patch_stdout
from prompt_toolkit.utils import get_cwidth

PROMPT = "> "


@contextmanager
def terminal_output() -> Iterator[TextIO]:
    """Yield a stream whose lines appear above the line that is being typed."""
    with patch_stdout(raw=True):
        yield sys.stdout


async def read_typed_lines() -> AsyncIterator[str]:
    """Yield the stripped lines that a person types, without empty ones, until Ctrl-C or Ctrl-D."""
    session: PromptSession[str] = PromptSession()
    while True:
        try:
            line = (await session.prompt_async(PROMPT)).strip()
        except (EOFError, KeyboardInterrupt):
            return
        if line:
            yield line


def wrap_to_terminal(text: str) -> str:
    """Wrap a text to the width of the terminal."""
    return wrap_words(text, shutil.get_terminal_size().columns)


def wrap_words(text: str, width: int) -> str:
    """Return `text` with spaces replaced by line ends where a line is wider than `width` columns.

    The result is as long as the text, so that entities keep their offsets. A word wider than a line stays whole.
    """
    wrapped = []
    for line in text.split("\n"):
        column = 0
        words = line.split(" ")
        for index, word in enumerate(words):
            columns = get_cwidth(word)
            fits = column + 1 + columns <= width
            if index:
                wrapped.append(" " if fits or not column else "\n")
                column = column + 1 if fits or not column else 0
            wrapped.append(word)
            column += columns
        wrapped.append("\n")
    return "".join(wrapped[:-1])
