"""Chooses the environment variables of the bot's child processes."""

import os

_INHERITED_NAMES = {"PATH", "HOME", "LANG", "TZ", "TMPDIR", "LD_LIBRARY_PATH", "SYSTEMROOT"}
_INHERITED_PREFIXES = ("LC_", "PYTHON", "OPENBLAS_")


def minimal_environment() -> dict[str, str]:
    """Return the environment variables of the bot that Python and numpy need.

    Secrets and settings are left out.
    """
    return {
        name: value
        for name, value in os.environ.items()
        if name in _INHERITED_NAMES or name.startswith(_INHERITED_PREFIXES)
    }
