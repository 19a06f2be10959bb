"""The handlers of Telegram updates, with one router per feature."""

from collections.abc import Collection

from aiogram import Router

from handlers import (
    alert_buttons,
    alert_offer,
    alerts,
    buttons,
    channels,
    daily,
    daily_offer,
    direct_messages,
    edits,
    errors,
    fallback,
    guest,
    inline,
    places,
    privacy,
    push_buttons,
    reachability,
    settings,
    start,
    talk,
    weather,
)
from handlers.filters import Albums


def routers(admin_ids: Collection[int] = ()) -> list[Router]:
    """Return new routers in the order in which aiogram tries them: frequent requests first, the fallback last.

    *admin_ids* are the users who may send /stats.
    """
    albums = Albums()
    return [
        weather.command_router(),
        errors.router(),
        direct_messages.router(),
        reachability.router(),
        start.router(),
        settings.router(),
        # `weather` would read a reply to a prompt as a question, so the routers with prompts come before it.
        places.router(),
        alerts.router(),
        daily.router(),
        channels.router(),
        privacy.router(),
        talk.router(),
        weather.router(albums),
        edits.router(albums),
        daily_offer.router(),
        alert_offer.router(),
        alert_buttons.router(),
        push_buttons.router(),
        buttons.router(),
        inline.router(),
        guest.router(),
        *_admin_routers(admin_ids),
        fallback.router(albums),
    ]


def _admin_routers(admin_ids: Collection[int]) -> list[Router]:
    if not admin_ids:
        return []
    from handlers import stats  # noqa: PLC0415 - a bot without admins does not need the module

    return [stats.router(admin_ids)]
