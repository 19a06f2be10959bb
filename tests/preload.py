"""What takes long to load, loaded by each process that runs tests before coverage begins to watch it.

A plugin of pytest's; `make test` names it. Without it all works the same, only later.
"""

import gc
import os
from collections.abc import Generator
from importlib import import_module

import pytest

if "PYTEST_XDIST_WORKER" in os.environ:
    gc.disable()  # imports leave no garbage
    for package in ("aiogram", "alembic.command", "matplotlib.figure", "sqlalchemy.ext.asyncio"):
        import_module(package)


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None]:
    """Keep what is loaded, which is there to stay, out of every search for garbage from now on."""
    yield
    gc.freeze()
    gc.enable()
