"""Translates the names of saved places, because the language of a chat may change after a place is saved."""

from collections.abc import Sequence
from dataclasses import replace

from services.answers import AnswerService
from services.storage import SavedPlaceList, Subscription


async def saved_in_language(
    saved_places: SavedPlaceList, language: str, answer_service: AnswerService
) -> SavedPlaceList:
    """Return the *saved_places* of one chat with their names in *language*; labels are unchanged."""
    translated = await answer_service.resolver.translate([item.place for item in saved_places], language)
    return tuple(replace(item, place=place) for item, place in zip(saved_places, translated, strict=True))


async def pushes_in_language(
    pushes: Sequence[Subscription], language: str, answer_service: AnswerService
) -> list[Subscription]:
    """Return the *pushes* of one chat with the names of their places in *language*."""
    saved = tuple(item for push in pushes for item in push.places)
    translated = iter(await saved_in_language(saved, language, answer_service))
    return [replace(push, places=tuple(next(translated) for _ in push.places)) for push in pushes]
