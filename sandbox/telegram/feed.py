"""A growing list whose next items can be awaited."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from typing import Generic, TypeVar

T = TypeVar("T")

WAIT_SECONDS = 30.0
"""Default time to wait for something that a working bot does at once, in seconds; enough for a busy machine."""


class Feed(Generic[T]):
    """The items so far, in order, and a way to wait for the next ones."""

    def __init__(self) -> None:
        self._items: list[T] = []
        self._grown = asyncio.Event()

    def __len__(self) -> int:
        return len(self._items)

    def __iter__(self) -> Iterator[T]:
        return iter(self._items)

    def __getitem__(self, index: int) -> T:
        return self._items[index]

    def append(self, item: T) -> None:
        """Add `item` and wake every waiter."""
        self._items.append(item)
        self._grown.set()
        self._grown = asyncio.Event()

    def clear(self) -> None:
        """Delete all items, to free memory in a long run. Nobody may be waiting at the time."""
        self._items.clear()

    async def follow(self, start: int = 0) -> AsyncIterator[T]:
        """Yield the items from index `start` on, and every later item, without end."""
        while True:
            await self._longer_than(start)
            yield self._items[start]
            start += 1

    async def find(self, matches: Callable[[T], bool], *, start: int = 0, within: float = WAIT_SECONDS) -> int:
        """Return the index of the first item that matches at or after `start`, waiting for one if necessary.

        Raises TimeoutError, whose text has the other items, when no such item arrives for `within` seconds.
        """
        position = start
        try:
            async with asyncio.timeout(within):
                while True:
                    await self._longer_than(position)
                    if matches(self._items[position]):
                        return position
                    position += 1
        except TimeoutError:
            raise TimeoutError(f"not within {within:g} s; what came last: {self._items[start:][-5:]}") from None

    async def _longer_than(self, length: int) -> None:
        while len(self._items) <= length:
            await self._grown.wait()
