"""Reads the text files of this package; each line has the names and the description of one place."""

from collections.abc import Iterable, Iterator
from importlib import resources


def read_table(file_name: str) -> Iterator[tuple[list[str], str]]:
    """Yield the names and the description in each line of *file_name*, which is in this package."""
    yield from parse_lines(read_lines(file_name))


def read_lines(file_name: str) -> list[str]:
    """Return the lines of *file_name*, a text file of this package, without comments and empty lines."""
    text = resources.files("services.places.index").joinpath(file_name).read_text("utf-8")
    return [line for line in text.splitlines() if line and not line.startswith("#")]


def parse_lines(lines: Iterable[str]) -> Iterator[tuple[list[str], str]]:
    """Yield the names and the description of each line; a line is like "name, another name = description"."""
    for line in lines:
        names, _, description = line.partition(" = ")
        yield [name.strip() for name in names.split(",")], description
