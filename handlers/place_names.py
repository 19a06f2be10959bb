"""The names of saved places in the language of a chat, which may differ from the language when they were saved."""

from collections.abc import Sequence
from dataclasses import replace

from services.answers import AnswerService
from services.storage import SavedPlaceList, Subscription


async def saved_in_language(saved: SavedPlaceList, language: str, answers: AnswerService) -> SavedPlaceList:
    """Return *saved*, places of one chat, with their names in *language*; labels are unchanged."""
    named = await answers.resolver.translated([one.place for one in saved], language)
    return tuple(replace(one, place=place) for one, place in zip(saved, named, strict=True))


async def pushes_in_language(
    pushes: Sequence[Subscription], language: str, answers: AnswerService
) -> list[Subscription]:
    """Return *pushes*, those of one chat, with the names of their places in *language*, by one look-up."""
    named = iter(await saved_in_language(tuple(one for push in pushes for one in push.places), language, answers))
    return [replace(push, places=tuple(next(named) for _ in push.places)) for push in pushes]
