"""The words of the page, in both languages."""

import re

from sandbox.page.server import STATIC
from sandbox.page.views import STATUSES
from sandbox.switches import FAULT_KINDS, TELEGRAM
from sandbox.weather.breakages import SERVICES

KEY = re.compile(r"^    '?([\w-]+)'?:", re.MULTILINE)
USED = re.compile(r"\bwords\.(?!js)(\w+)|data-(?:word|label|placeholder)=\"(\w+)\"|tool\('(\w+)'")
NAMES = {*SERVICES, TELEGRAM, *FAULT_KINDS} - {"met-norway", *STATUSES}
"""What the panel looks up by the names that the sandbox gives."""


def read(name: str) -> str:
    return (STATIC / name).read_text(encoding="utf-8")


def words() -> tuple[set[str], set[str]]:
    """Return the keys of the English and of the Russian words."""
    _, english, russian = re.split(r"^  (?:en|ru): \{$", read("words.js"), flags=re.MULTILINE)
    return set(KEY.findall(english)), set(KEY.findall(russian.partition("\nexport")[0]))


def test_the_page_has_the_same_texts_in_both_languages() -> None:
    english, russian = words()
    assert english
    assert english == russian


def test_each_text_of_the_page_is_used_and_each_used_text_exists() -> None:
    used = {
        next(filter(None, match))
        for path in STATIC.iterdir()
        if path.suffix in {".html", ".js"} and path.name != "words.js"
        for match in USED.findall(read(path.name))
    }
    assert used | NAMES == words()[0]
