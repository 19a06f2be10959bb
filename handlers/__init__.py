"""Telegram in, Telegram out: one router a topic."""

from aiogram import Router

from handlers import (
    buttons,
    daily,
    daily_offer,
    errors,
    fallback,
    places,
    privacy,
    reachability,
    settings,
    start,
    talk,
    weather,
)
from handlers.filters import Albums


def routers() -> list[Router]:
    """Return new routers in the order they are tried: what is asked most often first, the catch-all last."""
    albums = Albums()
    return [
        weather.commands(),
        errors.router(),
        reachability.router(),
        start.router(),
        settings.router(),
        # Replies to the prompts of these two are no questions for the weather.
        places.router(),
        daily.router(),
        privacy.router(),
        talk.router(),
        weather.router(albums),
        daily_offer.router(),
        buttons.router(),
        fallback.router(albums),
    ]
