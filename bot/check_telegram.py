"""The check of Telegram: the token, the webhook, and the modes that are set in @BotFather."""

from aiogram import Bot
from aiogram.exceptions import (
    TelegramAPIError,
    TelegramNetworkError,
    TelegramNotFound,
    TelegramUnauthorizedError,
)
from aiogram.types import User, WebhookInfo

from bot.config import Settings
from bot.findings import CheckFailed, InvalidSetting
from bot.polling_errors import host_of
from bot.session import Session
from bot.telegram import TOKEN_REFUSED_MESSAGE


async def check_telegram(settings: Settings, session: Session) -> str:
    """Call getMe and getWebhookInfo, and return a text about the bot; raise CheckFailed if something is wrong."""
    bot = Bot(settings.bot_token.get_secret_value(), session=session)
    try:
        me = await bot.get_me()
        webhook = await bot.get_webhook_info()
    except (TelegramUnauthorizedError, TelegramNotFound) as exc:
        raise InvalidSetting(TOKEN_REFUSED_MESSAGE) from exc
    except TelegramNetworkError as exc:
        raise CheckFailed(
            f"{exc.message}; check the network, TELEGRAM_API_URL and TELEGRAM_PROXY. The bot waits for Telegram"
        ) from exc
    except TelegramAPIError as exc:
        raise CheckFailed(
            f"the response is {exc.message}; check TELEGRAM_API_URL. If it is right, the bot waits for Telegram"
        ) from exc
    modes = "; ".join([_inline_mode_text(me), _guest_mode_text(me), _groups_text(me)])
    return f"the token is @{me.username}'s, and {_webhook_text(settings, webhook)}; {modes}"


def _webhook_text(settings: Settings, webhook: WebhookInfo) -> str:
    """Return a text about *webhook*; raise CheckFailed if updates go to another program or do not arrive."""
    is_own = settings.webhook_url is not None and webhook.url.partition("?")[0] == settings.webhook_url
    if webhook.url and not is_own:
        action = "removes" if settings.webhook_url is None else "replaces"
        raise CheckFailed(
            f"a webhook at {host_of(webhook.url)} gets the updates. The bot {action} the webhook when it starts; "
            "if another program needs it, give this bot a token of its own"
        )
    if webhook.pending_update_count and webhook.last_error_message:
        raise CheckFailed(
            f"{webhook.pending_update_count} updates wait, because Telegram cannot deliver them: "
            f"{webhook.last_error_message}; check WEBHOOK_URL, the proxy and LISTEN"
        )
    if is_own:
        return f"the webhook at {host_of(webhook.url)} is set"
    return "no webhook is set" + ("" if settings.webhook_url is None else "; the bot sets it when it starts")


def _inline_mode_text(me: User) -> str:
    if me.supports_inline_queries:
        return "inline mode is on"
    return (
        f"inline mode is off: to have `@{me.username} Moscow, London` answered in any chat, send /setinline to "
        "@BotFather, choose the bot, and send a placeholder such as: Moscow, London"
    )


def _guest_mode_text(me: User) -> str:
    if me.supports_guest_queries:
        return "guest mode is on"
    return (
        "guest mode is off: to have mentions of the bot answered in chats that it is not in, switch on Guest Mode "
        "in the bot's settings in @BotFather (/mybots)"
    )


def _groups_text(me: User) -> str:
    if me.can_join_groups is False:
        return "it cannot be added to groups: to allow that, send /setjoingroups to @BotFather and choose Enable"
    if me.can_read_all_group_messages:
        return (
            "privacy mode is off, and the bot gets every message of its groups; commands, mentions and replies "
            "are enough, so send /setprivacy to @BotFather and choose Enable, unless members should be able to "
            "answer the bot's questions without replying"
        )
    return "privacy mode is on, and in groups the bot gets commands, mentions and replies"
