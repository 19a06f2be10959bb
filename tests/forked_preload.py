"""Slow imports and texts: the server process of `tests.forked` loads them once for all forked processes."""

import gc
from importlib import import_module

gc.disable()  # imports create no garbage
import_module("bot.aiogram_models").import_aiogram()
for module in ("alembic.command", "bot.app", "bot.check", "pytest", "sandbox.__main__"):
    import_module(module)
texts = import_module("handlers.texts")
for code in texts.LANGUAGE_CODES:
    texts.texts_for(code)
gc.enable()
gc.freeze()
