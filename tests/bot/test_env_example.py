import re
from pathlib import Path

import bot
from bot.config import Settings

ROOT = Path(bot.__file__).parent.parent
EXAMPLE = (ROOT / ".env.example").read_text(encoding="utf-8")
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


def test_the_documentation_lists_every_setting() -> None:
    settings = (ROOT / "docs" / "settings.md").read_text(encoding="utf-8")
    assert not [name for name in Settings.model_fields if f"`{name.upper()}`" not in settings]
