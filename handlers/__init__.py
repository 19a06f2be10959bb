"""Telegram in, Telegram out: one router a topic."""

from aiogram import Router

from handlers import buttons, errors, fallback, membership, places, start, weather


def routers() -> list[Router]:
    """Return new routers in the order they are tried, the catch-all last."""
    return [
        errors.router(),
        membership.router(),
        start.router(),
        places.router(),  # replies to its prompts are no questions for the weather
        weather.router(),
        buttons.router(),
        fallback.router(),
    ]
