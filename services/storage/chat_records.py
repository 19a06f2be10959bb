"""Reads the stored data of chats from the database."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, Row, select

from services.places import PlacePreferences, Spot, places_by_label_key
from services.storage.models import SavedPlaceList
from services.storage.saved_places import read_saved_places_by_chat
from services.storage.schema import chats, choices
from services.storage.settings import ChatSettings, settings_from_row
from services.storage.statements import id_list, is_one_of

_SELECT_CHATS = select(chats).where(is_one_of(chats.c.id, id_list("chat_ids")))
_SELECT_CHOICES = select(choices).where(is_one_of(choices.c.chat_id, id_list("chat_ids")))


@dataclass(slots=True)
class ChatRecord:
    """The stored data of one chat."""

    gone: bool = False
    """Whether the bot can no longer write to the chat."""
    settings: ChatSettings = field(default_factory=ChatSettings)
    place_preferences: PlacePreferences = field(default_factory=PlacePreferences)
    saved: frozenset[Spot] = frozenset()
    """The spots of the saved places."""
    saved_places: SavedPlaceList = ()
    us_units_offered: bool = False
    """Whether US units have been offered in the chat."""
    region: str = ""
    """The country in the language code of the user who sent the update, such as "US"; empty if unknown. The
    country is never stored."""


def read_chat_records(chat_ids: Collection[int], connection: Connection) -> dict[int, ChatRecord]:
    """Return a map from the id of each chat to its record.

    A chat without stored data has a record with the default values.
    """
    rows = {row.id: row for row in connection.execute(_SELECT_CHATS, {"chat_ids": chat_ids})}
    if not rows:
        return {chat_id: ChatRecord() for chat_id in chat_ids}
    choice_rows = connection.execute(_SELECT_CHOICES, {"chat_ids": rows})
    spots: dict[int, dict[str, Spot]] = {chat_id: {} for chat_id in rows}
    for choice in choice_rows:
        spots[choice.chat_id][choice.name] = choice.latitude, choice.longitude
    places = read_saved_places_by_chat(connection, rows)
    return {
        chat_id: ChatRecord()
        if chat_id not in rows
        else _record_from_row(rows[chat_id], spots[chat_id], places[chat_id])
        for chat_id in chat_ids
    }


def _record_from_row(row: Row[Any], spots: Mapping[str, Spot], places: SavedPlaceList) -> ChatRecord:
    return ChatRecord(
        gone=row.gone_since is not None,
        settings=settings_from_row(row),
        place_preferences=PlacePreferences(
            spots=spots,
            labels=places_by_label_key({saved.label: saved.labelled_place for saved in places if saved.label}),
            saved=tuple(saved.place for saved in places),
        ),
        saved=frozenset(saved.place.key for saved in places),
        saved_places=places,
        us_units_offered=row.us_units_offered,
    )
