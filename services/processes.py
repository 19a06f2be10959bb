"""What the processes that the bot starts are given of its environment."""

import os

_NAMES = {"PATH", "HOME", "LANG", "TZ", "TMPDIR", "LD_LIBRARY_PATH", "SYSTEMROOT"}
_PREFIXES = ("LC_", "PYTHON", "OPENBLAS_")


def bare_environment() -> dict[str, str]:
    """Return the variables of the environment that Python and numpy need: no setting of the bot, so no secret."""
    return {name: value for name, value in os.environ.items() if name in _NAMES or name.startswith(_PREFIXES)}
