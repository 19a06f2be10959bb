"""The places that a chat has saved, in its order."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import Row, delete, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from services.places import Place, Spot
from services.storage.applied import changing, has_changed
from services.storage.database import Database, shielded
from services.storage.models import MAX_SAVED_PLACES, SavedPlace, SavedPlaceList, TooMany
from services.storage.schema import saved_places
from services.storage.statements import lock_chat


class SavedPlaces:
    """The lists of saved places in *database*.

    What changes a list returns it as it is then. To add what is there and to change what is not changes nothing.
    """

    def __init__(self, database: Database, changed: Callable[[int], None] = lambda _: None) -> None:
        """Take *changed* to be told of each chat whose list has changed."""
        self._database = database
        self._changed = changed

    async def get(self, chat_id: int) -> SavedPlaceList:
        """Return the chat's list; raise StorageError when it cannot be read now."""
        return await self._database.read(lambda connection: read_saved_places(connection, chat_id))

    async def add(self, chat_id: int, place: Place, label: str | None = None) -> SavedPlaceList:
        """Put the place at the end, unless it is there; raise TooMany when there are MAX_SAVED_PLACES already."""
        after = await self.add_all(chat_id, [SavedPlace(place, label)])
        if _where(after, place.key) is None and len(after) == MAX_SAVED_PLACES:
            raise TooMany
        return after

    async def add_all(self, chat_id: int, places: Sequence[SavedPlace]) -> SavedPlaceList:
        """Put those of *places* at the end that are not there, as many as MAX_SAVED_PLACES leaves room for.

        It is one change, however many places were found: `applying` numbers the changes of an update.
        """

        def added(before: SavedPlaceList) -> SavedPlaceList:
            after = list(before)
            for saved in places:
                if len(after) < MAX_SAVED_PLACES and _where(after, saved.place.key) is None:
                    after.append(saved)
            return tuple(after)

        return await self._change(chat_id, added)

    async def remove(self, chat_id: int, spot: Spot) -> SavedPlaceList:
        """Take the place at *spot* off the list."""
        return await self._change(
            chat_id, lambda places: tuple(saved for saved in places if saved.place.key != spot)
        )

    async def shift(self, chat_id: int, spot: Spot, by: int) -> SavedPlaceList:
        """Move the place at *spot* *by* places down the list, up when negative, as far as there is list."""

        def shifted(places: SavedPlaceList) -> SavedPlaceList:
            index = _where(places, spot)
            if index is None:
                return places
            others = [*places[:index], *places[index + 1 :]]
            others.insert(max(0, index + by), places[index])
            return tuple(others)

        return await self._change(chat_id, shifted)

    async def rename(self, chat_id: int, spot: Spot, label: str | None) -> SavedPlaceList:
        """Call the place at *spot* *label*, at most MAX_LABEL_LENGTH characters, or by its own name again."""
        return await self._change(
            chat_id,
            lambda places: tuple(
                replace(saved, label=label) if saved.place.key == spot else saved for saved in places
            ),
        )

    async def has_changed(self) -> bool:
        """Return whether the update in hand has changed something already: see `applying`."""
        return await has_changed(self._database)

    @shielded
    async def _change(self, chat_id: int, change: Callable[[SavedPlaceList], SavedPlaceList]) -> SavedPlaceList:
        try:
            async with changing(self._database) as (connection, new):
                before = await read_saved_places(connection, chat_id)
                if not new or change(before) == before:
                    return before
                await lock_chat(connection, chat_id)
                after = change(await read_saved_places(connection, chat_id))
                await write_saved_places(connection, chat_id, after)
                return after
        finally:
            self._changed(chat_id)


async def read_saved_places(connection: AsyncConnection, chat_id: int) -> SavedPlaceList:
    """Return the chat's list."""
    return (await read_saved_places_of(connection, [chat_id]))[chat_id]


async def read_saved_places_of(
    connection: AsyncConnection, chat_ids: Collection[int]
) -> Mapping[int, SavedPlaceList]:
    """Return the list of each of the chats."""
    wanted = select(saved_places).where(saved_places.c.chat_id.in_(chat_ids)).order_by(saved_places.c.position)
    found: dict[int, list[SavedPlace]] = {chat_id: [] for chat_id in chat_ids}
    for row in await connection.execute(wanted):
        found[row.chat_id].append(place_from_row(row))
    return {chat_id: tuple(places) for chat_id, places in found.items()}


async def write_saved_places(connection: AsyncConnection, chat_id: int, places: Sequence[SavedPlace]) -> None:
    """Make *places* the chat's list."""
    await connection.execute(delete(saved_places).where(saved_places.c.chat_id == chat_id))
    if places:
        await connection.execute(insert(saved_places), place_rows({"chat_id": chat_id}, places))


def place_rows(owner: dict[str, int], places: Sequence[SavedPlace]) -> list[dict[str, Any]]:
    """Return *places* as rows of a table of places of that owner."""
    return [
        owner
        | {
            "position": position,
            "spot": _spot_text(saved.place.key),
            "name": saved.place.name,
            "label": saved.label,
            "latitude": saved.place.latitude,
            "longitude": saved.place.longitude,
            "country": saved.place.country,
            "region": saved.place.region,
            "timezone": saved.place.timezone,
        }
        for position, saved in enumerate(places)
    ]


def place_from_row(row: Row[Any]) -> SavedPlace:
    """Return the place in a row of a table of places."""
    place = Place(row.name, row.latitude, row.longitude, row.country, row.region, row.timezone)
    return SavedPlace(place, row.label)


def _spot_text(spot: Spot) -> str:
    latitude, longitude = spot
    return f"{latitude + 0.0:.2f} {longitude + 0.0:.2f}"  # not -0.00, which is the same place as 0.00


def _where(places: Sequence[SavedPlace], spot: Spot) -> int | None:
    return next((index for index, saved in enumerate(places) if saved.place.key == spot), None)
