"""Stores the lists of saved places of chats; each chat chooses the order of its list."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import Connection, Row, delete, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from services.places import Place, Spot
from services.storage.applied import begin_change, has_changed
from services.storage.database import Database, shielded
from services.storage.models import MAX_SAVED_PLACES, ChatLimitReached, SavedPlace, SavedPlaceList
from services.storage.schema import saved_places
from services.storage.statements import id_list, is_one_of, lock_chat

_SELECT_BY_CHAT = (
    select(saved_places)
    .where(is_one_of(saved_places.c.chat_id, id_list("chat_ids")))
    .order_by(saved_places.c.position)
)


class SavedPlaces:
    """The lists of saved places in *database*.

    Methods that change a list return the new list. Adding a place that is in the list, or changing a place that is
    not in it, has no effect. All methods raise StorageError when the database fails.
    """

    def __init__(self, database: Database, on_change: Callable[[int], None] = lambda _: None) -> None:
        """Create the store.

        The function *on_change* is called with the id of each chat whose list may have changed.
        """
        self._database = database
        self._on_change = on_change

    async def get(self, chat_id: int) -> SavedPlaceList:
        """Return the saved places of the chat."""
        return await self._database.read(lambda connection: read_saved_places(connection, chat_id))

    async def add(self, chat_id: int, place: Place, label: str | None = None) -> SavedPlaceList:
        """Append a place, unless it is in the list; return the new list.

        Raise ChatLimitReached if the list already has MAX_SAVED_PLACES places.
        """
        after = await self.add_all(chat_id, [SavedPlace(place, label)])
        if _index_of(after, place.key) is None and len(after) == MAX_SAVED_PLACES:
            raise ChatLimitReached
        return after

    async def add_all(self, chat_id: int, places: Sequence[SavedPlace]) -> SavedPlaceList:
        """Append those of *places* that are not in the list, until the list has MAX_SAVED_PLACES places.

        For `apply_once`, adding all *places* counts as one change, because the number of changes must not depend
        on the number of places.
        """

        def append_missing(listed: SavedPlaceList) -> SavedPlaceList:
            after = list(listed)
            for saved in places:
                if len(after) < MAX_SAVED_PLACES and _index_of(after, saved.place.key) is None:
                    after.append(saved)
            return tuple(after)

        return await self._change_list(chat_id, append_missing)

    async def remove(self, chat_id: int, spot: Spot) -> SavedPlaceList:
        """Remove the place at *spot* from the list."""
        return await self._change_list(
            chat_id, lambda places: tuple(saved for saved in places if saved.place.key != spot)
        )

    async def clear(self, chat_id: int) -> SavedPlaceList:
        """Remove all places from the list."""
        return await self._change_list(chat_id, lambda _: ())

    async def shift(self, chat_id: int, spot: Spot, offset: int) -> SavedPlaceList:
        """Move the place at *spot* down the list by *offset* positions; move it up if *offset* is negative."""

        def reorder(places: SavedPlaceList) -> SavedPlaceList:
            index = _index_of(places, spot)
            if index is None:
                return places
            moved = [*places[:index], *places[index + 1 :]]
            moved.insert(max(0, index + offset), places[index])
            return tuple(moved)

        return await self._change_list(chat_id, reorder)

    async def rename(self, chat_id: int, spot: Spot, label: str | None) -> SavedPlaceList:
        """Set the label of the place at *spot*; None removes the label.

        A label has at most MAX_LABEL_LENGTH characters.
        """
        return await self._change_list(
            chat_id,
            lambda places: tuple(
                replace(saved, label=label) if saved.place.key == spot else saved for saved in places
            ),
        )

    async def has_changed(self) -> bool:
        """Return whether the current update has committed a change, in this attempt or in an earlier attempt."""
        return await has_changed(self._database)

    @shielded
    async def _change_list(
        self, chat_id: int, change: Callable[[SavedPlaceList], SavedPlaceList]
    ) -> SavedPlaceList:
        try:
            async with begin_change(self._database) as (connection, is_new):
                before = await connection.run_sync(read_saved_places, chat_id)
                if not is_new or change(before) == before:
                    return before
                await lock_chat(connection, chat_id)
                after = change(await connection.run_sync(read_saved_places, chat_id))
                await write_saved_places(connection, chat_id, after)
                return after
        finally:
            self._on_change(chat_id)


def read_saved_places(connection: Connection, chat_id: int) -> SavedPlaceList:
    """Return the saved places of the chat."""
    return read_saved_places_by_chat(connection, [chat_id])[chat_id]


def read_saved_places_by_chat(connection: Connection, chat_ids: Collection[int]) -> Mapping[int, SavedPlaceList]:
    """Return a map from the id of each chat to its saved places."""
    places_by_chat: dict[int, list[SavedPlace]] = {chat_id: [] for chat_id in chat_ids}
    for row in connection.execute(_SELECT_BY_CHAT, {"chat_ids": chat_ids}):
        places_by_chat[row.chat_id].append(place_from_row(row))
    return {chat_id: tuple(places) for chat_id, places in places_by_chat.items()}


async def write_saved_places(connection: AsyncConnection, chat_id: int, places: Sequence[SavedPlace]) -> None:
    """Replace the saved places of the chat with *places*."""
    await connection.execute(delete(saved_places).where(saved_places.c.chat_id == chat_id))
    if places:
        await connection.execute(insert(saved_places), place_rows({"chat_id": chat_id}, places))


def place_rows(owner_values: dict[str, int], places: Sequence[SavedPlace]) -> list[dict[str, Any]]:
    """Return rows for `saved_places` or `subscription_places`.

    *owner_values* maps the name of the owner's column to the id of the owner.
    """
    return [owner_values | {"position": position} | place_values(saved) for position, saved in enumerate(places)]


def place_values(saved_place: SavedPlace) -> dict[str, Any]:
    """Return the values of the columns that store a place."""
    return {
        "spot": _spot_text(saved_place.place.key),
        "name": saved_place.place.name,
        "label": saved_place.label,
        "latitude": saved_place.place.latitude,
        "longitude": saved_place.place.longitude,
        "country": saved_place.place.country,
        "region": saved_place.place.region,
        "timezone": saved_place.place.timezone,
    }


def place_from_row(row: Row[Any]) -> SavedPlace:
    """Return the place in a row of `saved_places`, `subscription_places` or `watches`."""
    place = Place(row.name, row.latitude, row.longitude, row.country, row.region, row.timezone)
    return SavedPlace(place, row.label)


def _spot_text(spot: Spot) -> str:
    latitude, longitude = spot
    return f"{latitude + 0.0:.2f} {longitude + 0.0:.2f}"  # adding 0.0 converts -0.0 to 0.0


def _index_of(places: Sequence[SavedPlace], spot: Spot) -> int | None:
    return next((index for index, saved in enumerate(places) if saved.place.key == spot), None)
