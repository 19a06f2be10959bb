"""A pytest plugin that starts the test processes quickly.

`make test` enables it. The tests also pass without it, only later.
"""

import gc
import os
import sys
from collections.abc import Generator
from importlib import import_module

import pytest

if "PYTEST_XDIST_WORKER" in os.environ and "bot.aiogram_models" not in sys.modules:
    # Slow modules are imported before coverage starts.
    gc.disable()  # imports create no garbage
    import_module("bot.aiogram_models").import_aiogram()
    for package in ("alembic.command", "matplotlib.figure", "sqlalchemy.ext.asyncio"):
        import_module(package)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_setupnodes(config: pytest.Config) -> None:
    """Fork the test processes, except for coverage, which must start before the bot is imported."""
    if not config.getoption("cov_source", None):
        from tests.forked_workers import fork_workers  # noqa: PLC0415 - test processes do not need it

        fork_workers()


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None]:
    """Exclude all objects imported so far from later garbage collections."""
    yield
    gc.freeze()
    gc.enable()
