"""What the documentation names exists: links, headings, paths, commands."""

import re
from pathlib import Path

import pytest

from bot.__main__ import _create_parser
from services.places.index.schema import INDEX_FILE

ROOT = Path(__file__).parents[1]
PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/*.md")])

LINK = re.compile(r"\]\(([^)\s]+)\)|src=\"([^\"]+)\"")
CODE = re.compile(r"`([^`\n]+)`")
PATH = re.compile(r"(?:bot|handlers|services|sandbox|tests|benchmarks|deploy|docs)/[\w./-]*")
MAKE = re.compile(r"\bmake ([a-z][a-z-]*)")
BOT = re.compile(r"python -m bot ([a-z]+)")

TARGETS = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
COMMANDS = _create_parser().format_usage()

MAX_README_WORDS = 900

each_page = pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)


def text_of(page: Path) -> str:
    return page.read_text(encoding="utf-8")


def anchors(page: Path) -> set[str]:
    """Return the anchors that GitHub gives to the headings of a page."""
    headings = re.findall(r"^#+ (.+)$", text_of(page), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@each_page
def test_each_link_leads_to_a_file_and_a_heading_that_exist(page: Path) -> None:
    for link in (one or other for one, other in LINK.findall(text_of(page))):
        if "://" in link:
            continue
        path, _, anchor = link.partition("#")
        target = (page.parent / path).resolve() if path else page
        assert target.exists(), link
        assert not anchor or anchor in anchors(target), link


@each_page
def test_each_path_in_code_marks_exists(page: Path) -> None:
    for code in CODE.findall(text_of(page)):
        if PATH.fullmatch(code):
            assert (ROOT / code).exists(), code


@each_page
def test_the_place_index_has_the_name_of_its_current_version(page: Path) -> None:
    assert set(re.findall(r"places-\d+\.db", text_of(page))) <= {INDEX_FILE}


@each_page
def test_each_make_target_and_each_command_of_the_bot_exists(page: Path) -> None:
    assert set(MAKE.findall(" ".join(CODE.findall(text_of(page))))) <= TARGETS
    for command in BOT.findall(text_of(page)):
        assert command in COMMANDS


@pytest.mark.parametrize("name", ["README.md", "README.ru.md"])
def test_the_readme_is_short(name: str) -> None:
    assert len(text_of(ROOT / name).split()) <= MAX_README_WORDS


def test_each_function_in_the_path_of_a_message_is_where_the_page_says() -> None:
    rows = re.findall(
        r"^\| `([\w/]+\.py)` \| ([^|]+) \|", text_of(ROOT / "docs" / "architecture.md"), re.MULTILINE
    )
    assert rows
    for module, names in rows:
        defined = set(re.findall(r"^\s*(?:async )?def (\w+)|^class (\w+)", text_of(ROOT / module), re.MULTILINE))
        known = {name for pair in defined for name in pair}
        named = {part for name in CODE.findall(names) for part in name.split(".")}
        assert named <= known, module
