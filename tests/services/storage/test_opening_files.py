"""Permissions of files when a database is opened."""

import stat
from pathlib import Path

from services.storage.opening import _make_private


def test_a_device_keeps_its_permissions() -> None:
    before = stat.S_IMODE(Path("/dev/null").stat().st_mode)
    _make_private(Path("/dev/null"), 0o600)
    assert stat.S_IMODE(Path("/dev/null").stat().st_mode) == before


def test_a_file_owned_by_the_bot_becomes_private(tmp_path: Path) -> None:
    path = tmp_path / "bot.db"
    path.touch(mode=0o644)
    _make_private(path, 0o600)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
