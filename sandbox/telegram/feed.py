"""A list that grows, and that can be waited on."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from typing import Generic, TypeVar

T = TypeVar("T")


class Feed(Generic[T]):
    """What has happened so far, in order, with a way to wait for what happens next."""

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
        """Add `item` and wake everyone who waits."""
        self._items.append(item)
        self._grown.set()
        self._grown = asyncio.Event()

    def clear(self) -> None:
        """Forget everything so far, for a run that would fill the memory. Nobody may be waiting meanwhile."""
        self._items.clear()

    async def follow(self, start: int = 0) -> AsyncIterator[T]:
        """Yield the items from `start` on, those to come as well, for ever."""
        while True:
            await self._longer_than(start)
            yield self._items[start]
            start += 1

    async def find(self, wanted: Callable[[T], bool], *, start: int = 0, within: float = 5.0) -> int:
        """Return the index of the first `wanted` item at or after `start`, present or to come.

        Raises TimeoutError, which tells what was there instead, when none has come within so many seconds.
        """
        position = start
        try:
            async with asyncio.timeout(within):
                while True:
                    await self._longer_than(position)
                    if wanted(self._items[position]):
                        return position
                    position += 1
        except TimeoutError:
            raise TimeoutError(f"not within {within:g} s; what came last: {self._items[start:][-5:]}") from None

    async def _longer_than(self, length: int) -> None:
        while len(self._items) <= length:
            await self._grown.wait()
