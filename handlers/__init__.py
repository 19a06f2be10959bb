"""The handlers of Telegram updates: one router per topic."""

from aiogram import Router

from handlers import (
    buttons,
    daily,
    daily_offer,
    errors,
    fallback,
    inline,
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
    """Return new routers in the order in which aiogram tries them.

    The most frequent requests come first, the catch-all comes last.
    """
    albums = Albums()
    return [
        weather.commands(),
        errors.router(),
        reachability.router(),
        start.router(),
        settings.router(),
        # Before the weather router, which would read replies to the prompts of these two as questions.
        places.router(),
        daily.router(),
        privacy.router(),
        talk.router(),
        weather.router(albums),
        daily_offer.router(),
        buttons.router(),
        inline.router(),
        fallback.router(albums),
    ]
