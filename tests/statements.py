"""Counts the statements and transactions of a database."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from sqlalchemy import event

from services.storage import Database


@dataclass
class Statements:
    """The statements that were executed, and the number of commits."""

    texts: list[str] = field(default_factory=list)
    commits: int = 0

    def of(self, start: str) -> int:
        """Return the number of statements that begin with *start*."""
        return sum(text.startswith(start) for text in self.texts)


@contextmanager
def counted(database: Database) -> Iterator[Statements]:
    """Count the statements and commits of *database* until the end of the context."""
    statements = Statements()
    engines = [engine for engine in (database._engine.sync_engine, database._in_threads) if engine is not None]

    def on_statement(_connection: object, _cursor: object, text: str, *_: object) -> None:
        statements.texts.append(text)

    def on_commit(_: object) -> None:
        statements.commits += 1

    for engine in engines:
        event.listen(engine, "before_cursor_execute", on_statement)
        event.listen(engine, "commit", on_commit)
    try:
        yield statements
    finally:
        for engine in engines:
            event.remove(engine, "before_cursor_execute", on_statement)
            event.remove(engine, "commit", on_commit)
