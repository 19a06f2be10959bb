import ast
import re
from pathlib import Path

import pytest

import bot
from bot.config import Settings
from sandbox.process import bot_settings
from sandbox.telegram import TelegramServer
from sandbox.weather import WeatherServer

ROOT = Path(bot.__file__).parent.parent
EXAMPLE = (ROOT / ".env.example").read_text(encoding="utf-8")
SETTINGS = {name.upper() for name in Settings.model_fields}
VARIABLES = dict(re.findall(r"^([A-Z_]+)=(.*)$", EXAMPLE, re.MULTILINE))


def test_the_example_lists_every_setting_with_its_default() -> None:
    for name, field in Settings.model_fields.items():
        default = VARIABLES[name.upper()]
        assert default == ("" if field.is_required() or field.default is None else str(field.default))


def test_every_variable_has_a_comment_of_its_own() -> None:
    lines = EXAMPLE.splitlines()
    for number, line in enumerate(lines):
        if re.match(r"[A-Z_]+=", line):
            assert lines[number - 1].startswith("# ")


def test_the_example_lists_nothing_but_settings() -> None:
    assert VARIABLES.keys() == SETTINGS


def test_the_documentation_lists_every_setting_and_nothing_else() -> None:
    page = (ROOT / "docs" / "settings.md").read_text(encoding="utf-8")
    table = re.search(r"^\| `BOT_TOKEN` .*?(?=^$)", page, re.MULTILINE | re.DOTALL)
    assert table is not None
    first_cells = " ".join(row.split("|")[1] for row in table[0].splitlines())
    assert set(re.findall(r"`([A-Z_]+)`", first_cells)) == SETTINGS


@pytest.mark.parametrize(
    "document", ["README.md", "CONTRIBUTING.md", "docs/operations.md", "docs/settings.md", "docs/benchmarks.md"]
)
def test_the_documents_name_only_existing_variables(document: str) -> None:
    text = (ROOT / document).read_text(encoding="utf-8")
    assigned = set(re.findall(r"\b([A-Z]+(?:_[A-Z]+)+)=", text))
    assert assigned <= SETTINGS


async def test_the_sandbox_sets_every_setting(
    telegram: TelegramServer, weather: WeatherServer, tmp_path: Path
) -> None:
    assert bot_settings(telegram, weather, tmp_path).keys() == SETTINGS


def test_tests_and_benchmarks_set_only_existing_settings() -> None:
    for path in (path for folder in ("tests", "benchmarks", "sandbox") for path in (ROOT / folder).rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Dict):
                names = {key.value for key in node.keys if isinstance(key, ast.Constant)}
                assert "BOT_TOKEN" not in names or names <= SETTINGS, f"{path}:{node.lineno}"
