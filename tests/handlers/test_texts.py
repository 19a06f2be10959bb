import re

import pytest
from fluent.syntax import FluentParser, ast

from bot.admission import Refusal
from bot.profile import PRIVATE_CHAT_COMMANDS
from handlers.texts import LANGUAGE_CODES, LOCALES_PATH, texts_for
from handlers.views.settings import Setting
from services.errors import Reason
from services.weather import Condition
from tests.handlers.text_keys import ROOT, computed_keys, literal_keys


def messages(language: str) -> dict[str, ast.Message]:
    resource = FluentParser().parse((LOCALES_PATH / f"{language}.ftl").read_text(encoding="utf-8"))
    assert not [entry for entry in resource.body if isinstance(entry, ast.Junk)]
    return {entry.id.name: entry for entry in resource.body if isinstance(entry, ast.Message)}


def test_every_language_has_the_same_texts() -> None:
    first, *others = [messages(language).keys() for language in LANGUAGE_CODES]
    assert all(keys == first for keys in others)


def test_no_file_defines_a_text_twice() -> None:
    for language in LANGUAGE_CODES:
        names = re.findall(
            r"^([a-z0-9-]+) =", (LOCALES_PATH / f"{language}.ftl").read_text(encoding="utf-8"), re.MULTILINE
        )
        assert len(names) == len(set(names))


@pytest.mark.parametrize("language", LANGUAGE_CODES)
def test_every_text_in_the_code_exists_and_every_text_is_used(language: str) -> None:
    code = "".join(
        path.read_text(encoding="utf-8")
        for folder in ("handlers", "bot")
        for path in (ROOT / folder).rglob("*.py")
    )
    texts = (LOCALES_PATH / f"{language}.ftl").read_text(encoding="utf-8")
    names = messages(language).keys()
    computed = computed_keys() - {Refusal.SILENT}  # of which nothing is said
    for name in names:
        assert name in computed or f'"{name}"' in code or f"{{ {name} }}" in texts, f"{name} is not used"
    assert computed <= names
    kinds = {name.partition("-")[0] for name in names}
    assert {key for key in literal_keys() if key.partition("-")[0] in kinds} <= names
    for name in re.findall(r'texts\(\s*"([a-z0-9-]+)"', code):
        assert name in names


def test_computed_keys_of_texts_are_found_by_their_types() -> None:
    keys = computed_keys()
    assert {f"condition-{condition}" for condition in Condition} <= keys
    assert {f"failure-{reason}" for reason in Reason} <= keys
    assert {f"setting-{setting}" for setting in Setting} <= keys
    assert {f"command-{command}" for command in PRIVATE_CHAT_COMMANDS} <= keys
    assert {"unit-knots", "unit-hours-12", "from-7", "day-6", "slow-down", "polar-night", "push-dry"} <= keys


@pytest.mark.parametrize(
    ("code", "language"),
    [("ru", "ru"), ("ru-RU", "ru"), ("RU", "ru"), ("en", "en"), ("pt-br", "en"), ("", "en"), (None, "en")],
)
def test_an_unsupported_language_falls_back_to_english(code: str | None, language: str) -> None:
    assert texts_for(code).language == language


@pytest.mark.parametrize(
    ("count", "words"),
    [(1, "Не вошло 1 место"), (3, "Не вошли 3 места"), (5, "Не вошло 5 мест"), (21, "Не вошло 21 место")],
)
def test_russian_counts_take_their_plural_forms(count: int, words: str) -> None:
    assert texts_for("ru")("left-out", count=count, limit=20, names="…").startswith(words)


def test_a_missing_argument_raises() -> None:
    with pytest.raises(ValueError, match="feels-like"):
        texts_for("en")("feels-like")


def test_an_unknown_key_raises() -> None:
    with pytest.raises(LookupError):
        texts_for("en")("no-such-text")


@pytest.mark.parametrize("language", LANGUAGE_CODES)
def test_examples_fit_into_a_button(language: str) -> None:
    for name in ("example-one", "example-two"):
        assert len(texts_for(language)(name).encode()) <= 60
