"""A pytest plugin that imports slow modules in each test process before coverage starts.

`make test` enables it. The tests also pass without it, only later.
"""

import gc
import os
from collections.abc import Generator
from importlib import import_module

import pytest

if "PYTEST_XDIST_WORKER" in os.environ:
    gc.disable()  # imports create no garbage
    import_module("bot.aiogram_models").import_aiogram()
    for package in ("alembic.command", "matplotlib.figure", "sqlalchemy.ext.asyncio"):
        import_module(package)


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None]:
    """Exclude all objects imported so far from later garbage collections."""
    yield
    gc.freeze()
    gc.enable()
