"""Reads the text files with the words of a language."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from importlib import resources
from itertools import product


def read_lines(package: str, file_name: str) -> list[str]:
    """Return the lines of a text file of *package*, without comments; empty if *package* has no such file."""
    path = resources.files(package).joinpath(file_name)
    text = path.read_text("utf-8") if path.is_file() else ""
    return [line for line in text.splitlines() if line and not line.startswith("#")]


def read_sections(lines: Iterable[str]) -> Mapping[str, frozenset[str]]:
    """Return the words of each section in *lines*; a line "[name]" begins the section *name*."""
    words: dict[str, set[str]] = {}
    section = ""
    for line in lines:
        if line.startswith("["):
            section = line.strip("[]")
        else:
            words.setdefault(section, set()).update(line.split())
    return {name: frozenset(section_words) for name, section_words in words.items()}


def read_phrases(lines: Iterable[str]) -> Mapping[str, Sequence[str]]:
    """Return the comma-separated phrases of each section in *lines*; a line "[name]" begins the section *name*."""
    phrases: dict[str, list[str]] = {}
    section = ""
    for line in lines:
        if line.startswith("["):
            section = line.strip("[]")
        else:
            phrases.setdefault(section, []).extend(
                spelled for phrase in line.split(",") for spelled in _expand_endings(phrase.split())
            )
    return phrases


def _expand_endings(words: Sequence[str]) -> Iterator[str]:
    """Yield a phrase with each combination of the endings of its *words*: "week" and "weeks" for "week//s"."""
    choices = []
    for word in words:
        stem, *endings = word.split("/")
        choices.append([stem + ending for ending in endings] or [stem])
    return (" ".join(chosen) for chosen in product(*choices))
