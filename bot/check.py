"""python -m bot check: checks everything that the bot depends on, and gives advice on each failed check."""

import asyncio
import shutil
import sqlite3
from collections.abc import Callable, Coroutine, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from aiogram import Bot
from aiogram.exceptions import (
    TelegramAPIError,
    TelegramNetworkError,
    TelegramNotFound,
    TelegramUnauthorizedError,
)
from aiogram.types import User, WebhookInfo

from bot.app import TOKEN_REFUSED_MESSAGE, weather_services
from bot.clock import ClockComparison
from bot.config import Settings
from bot.polling_errors import host_of
from bot.redaction import Redactor
from bot.session import Session
from bot.telegram import create_session
from services.errors import (
    BadAddress,
    Busy,
    Malformed,
    ProbeFailed,
    ServiceError,
    StorageError,
    TimedOut,
    Unavailable,
)
from services.net.http import open_session
from services.places import PlaceIndex, can_make_index, find_index
from services.storage import open_database
from services.timezones import utc_now, zone_data_in_use

CHECK_TIMEOUT = 10.0
"""Time limit in seconds of each check. The checks run concurrently."""

MAX_CLOCK_OFFSET = timedelta(seconds=60)
"""Maximum difference between the clocks; beyond it, TLS may fail and pushes come at a wrong time."""

MIN_FREE_BYTES = 200 * 10**6
"""Minimum free disk space in bytes; with less the disk check fails."""

Check = Coroutine[Any, Any, str]


class CheckFailed(Exception):
    """A check failed; the message says what is wrong and what to do."""


class InvalidSetting(CheckFailed):
    """A setting is invalid, and the bot does not start."""


@dataclass(frozen=True, slots=True)
class Finding:
    """The result of one check."""

    name: str
    ok: bool
    text: str
    """The result in words, without secrets."""
    is_setting_invalid: bool = False
    """Whether a setting is invalid, which keeps the bot from starting."""


async def check(settings: Settings, *, now: Callable[[], datetime] = utc_now) -> list[Finding]:
    """Run all checks concurrently, without retries, and return their findings in a fixed order.

    *now* returns the local clock's time in UTC.
    """
    clean = Redactor(settings.secrets).clean
    clocks = ClockComparison(now)

    async def run(name: str, setting: str, check: Check) -> Finding:
        """Run *check* within CHECK_TIMEOUT; *setting* is the variable that the advice names."""
        try:
            async with asyncio.timeout(CHECK_TIMEOUT):
                return Finding(name, ok=True, text=clean(await check))
        except TimeoutError:
            text = f"no answer within {CHECK_TIMEOUT:.0f} s; check the network and {setting}"
        except ServiceError as error:
            text = _advice(error, setting)
        except ProbeFailed as error:
            text = str(error)
        except CheckFailed as error:
            is_setting_invalid = isinstance(error, InvalidSetting)
            return Finding(name, ok=False, text=clean(str(error)), is_setting_invalid=is_setting_invalid)
        return Finding(name, ok=False, text=clean(text))

    telegram = create_session(settings)
    try:
        clocks.watch(await telegram.create_session())
        async with open_session() as session:
            clocks.watch(session)
            services = weather_services(settings)
            for service in services:
                service.connect(session)
            probes = [probe for service in services for probe in service.probes]
            findings = await asyncio.gather(
                run("Telegram", "TELEGRAM_API_URL", _check_telegram(settings, telegram)),
                *(run(probe.name, probe.setting, probe.run()) for probe in probes),
                run("database", "DATABASE_URL", _check_database(settings)),
                run("Redis", "REDIS_URL", _check_redis(settings)),
            )
            for service in services:
                for provider in service.providers:
                    await provider.aclose()
    finally:
        await telegram.close()
    directory = settings.state_directory
    # The check of the clock comes last, because it reads the dates of the responses to the other checks.
    local = [_check_index(directory), _check_zones(), _check_disk(directory), _check_clock(clocks.local_offset)]
    return [*findings, *local]


def render(findings: Sequence[Finding]) -> str:
    """Return the findings as text, one line each."""
    width = max(len(finding.name) for finding in findings)
    return "\n".join(f"{'ok' if f.ok else 'FAILED':6}  {f.name:{width}}  {f.text}" for f in findings)


def exit_code(findings: Sequence[Finding]) -> int:
    """Return 0 if all checks succeeded, 2 if a setting is invalid, else 1."""
    if any(finding.is_setting_invalid for finding in findings):
        return 2
    return 0 if all(finding.ok for finding in findings) else 1


async def _check_telegram(settings: Settings, session: Session) -> str:
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


async def _check_database(settings: Settings) -> str:
    try:
        async with open_database(settings.database_url) as database:
            return f"{database.url.get_backend_name()}: {database.url.database} can be written and read"
    except BadAddress as exc:
        raise InvalidSetting(
            f"DATABASE_URL cannot be used: {exc}; correct the address, or set another one"
        ) from exc
    except StorageError as exc:
        raise CheckFailed(f"{exc}; check that the database runs and that DATABASE_URL is right") from exc


async def _check_redis(settings: Settings) -> str:
    if settings.redis_url is None:
        return "is not used, as REDIS_URL is not set"
    from services.shared.redis import RedisProblem, probe  # noqa: PLC0415 - imported only if it is used

    try:
        return await probe(settings.redis_url)
    except RedisProblem as exc:
        raise CheckFailed(
            f"{exc}; check that Redis runs and that REDIS_URL is right. Without Redis the bot works, but its "
            "processes share nothing"
        ) from exc


def _check_index(directory: Path) -> Finding:
    if path := find_index(directory):
        try:
            with closing(PlaceIndex(path)) as index:
                is_readable = bool(index.candidates("london"))
        except sqlite3.Error:
            is_readable = False
        if is_readable:
            return Finding("place index", ok=True, text=f"{path} can be read")
        text = f"{path} is damaged; delete it, and the next start builds it again"
        return Finding("place index", ok=False, text=text)
    if can_make_index():
        text = (
            "is built when the bot starts, in a minute or two; or now with `python -m services.places.index.build`"
        )
        return Finding("place index", ok=True, text=text)
    text = "cannot be built, because its data is not installed: pip install '.[index]'"
    return Finding("place index", ok=False, text=text)


def _check_zones() -> Finding:
    try:
        ZoneInfo.no_cache("Europe/London")
    except (KeyError, ValueError, OSError) as error:
        text = f"cannot be read ({error}), and answers have no local times; pip install --force-reinstall tzdata"
        return Finding("time zones", ok=False, text=text)
    return Finding("time zones", ok=True, text=f"are of IANA version {zone_data_in_use()}")


def _check_disk(directory: Path) -> Finding:
    try:
        path = directory.absolute()
        free = shutil.disk_usage(next(parent for parent in (path, *path.parents) if parent.exists())).free
    except OSError as error:
        return Finding("disk", ok=False, text=f"the free space of {directory} is unknown: {error.strerror}")
    text = f"{free // 10**6} MB are free in {directory}"
    if free < MIN_FREE_BYTES:
        text += "; make room before the disk is full"
    return Finding("disk", ok=free >= MIN_FREE_BYTES, text=text)


def _advice(error: ServiceError, setting: str) -> str:
    """Return what *error* means and what to do; *setting* is the variable with the service's URL."""
    status = f" ({error.status})" if error.status else ""
    match error:
        case Busy():
            return f"the quota is used up{status}; the bot calls the service again when the quota is renewed"
        case TimedOut():
            return f"no answer in time; the service is slow, or the network or {setting} is wrong"
        case Unavailable() if error.status is None:
            return f"no connection: {error.__cause__}; check the network and {setting}"
        case Unavailable():
            return f"the service is down{status}; if it stays down, check {setting}"
        case Malformed():
            return f"the response is malformed{status}; check {setting}"
        case _:
            return f"the request is rejected{status}; check {setting}"


def _check_clock(offset: timedelta | None) -> Finding:
    if offset is None:
        text = "cannot be compared, because no server answered; check the clock with `date --utc`"
        return Finding("clock", ok=False, text=text)
    text = f"{abs(offset).total_seconds():.0f} s {'ahead of' if offset > timedelta() else 'behind'} the services'"
    if abs(offset) <= MAX_CLOCK_OFFSET:
        return Finding("clock", ok=True, text=text)
    advice = (
        "set the clock, for example with `sudo timedatectl set-ntp true`: "
        "with a wrong clock TLS fails, and pushes come at a wrong time"
    )
    return Finding("clock", ok=False, text=f"{text}; {advice}")
