"""The environment variables of the bot's child processes."""

import os

_NAMES = {"PATH", "HOME", "LANG", "TZ", "TMPDIR", "LD_LIBRARY_PATH", "SYSTEMROOT"}
_PREFIXES = ("LC_", "PYTHON", "OPENBLAS_")


def minimal_environment() -> dict[str, str]:
    """Return the environment variables that Python and numpy need, without the bot's settings."""
    return {name: value for name, value in os.environ.items() if name in _NAMES or name.startswith(_PREFIXES)}
