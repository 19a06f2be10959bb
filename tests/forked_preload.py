"""Slow imports and texts: the server process of `tests.forked` loads them once for all forked processes."""

from importlib import import_module

from handlers.texts import LANGUAGE_CODES, texts_for

for module in ("alembic.command", "bot.app", "bot.check", "sandbox.__main__"):
    import_module(module)
for code in LANGUAGE_CODES:
    texts_for(code)
