"""python -m bot check: tries everything that the bot depends on, and tells what to do about what fails."""

import asyncio
import shutil
import sqlite3
from collections.abc import Callable, Coroutine, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime, timedelta
from importlib.metadata import version
from importlib.util import find_spec
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

from bot.app import REFUSED, weather_services
from bot.clock import Clock, utc_now
from bot.config import Settings
from bot.logs import Redacting
from bot.polling_errors import host_of
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

WITHIN = 10.0
"""Seconds for each thing tried; all are tried at the same time."""

CLOCK_TOLERANCE = timedelta(seconds=60)
"""Beyond it certificates may not be valid yet, and what is due at a time of day comes noticeably wrong."""

LEAST_FREE = 200 * 10**6
"""Bytes beside the database below which it may be full before anybody looks again."""

Work = Coroutine[Any, Any, str]


class Trouble(Exception):
    """Something does not work; the message tells what, and what to do."""


class Refusal(Trouble):
    """A setting is refused, with which the bot would not start."""


@dataclass(frozen=True, slots=True)
class Finding:
    """What came of trying one thing, without secrets."""

    name: str
    ok: bool
    text: str
    refused: bool = False
    """Whether it is a setting with which the bot would not start."""


async def check(settings: Settings, *, now: Callable[[], datetime] = utc_now) -> list[Finding]:
    """Try everything at once, nothing twice; return what was found, in an order that is always the same."""
    clean = Redacting(settings.secrets).clean
    clock = Clock(now)

    async def attempt(name: str, setting: str, work: Work) -> Finding:
        try:
            async with asyncio.timeout(WITHIN):
                return Finding(name, ok=True, text=clean(await work))
        except TimeoutError:
            text = f"no answer within {WITHIN:.0f} s; check the network and {setting}"
        except ServiceError as error:
            text = _about(error, setting)
        except ProbeFailed as failed:
            text = str(failed)
        except Trouble as trouble:
            return Finding(name, ok=False, text=clean(str(trouble)), refused=isinstance(trouble, Refusal))
        return Finding(name, ok=False, text=clean(text))

    telegram = create_session(settings)
    try:
        clock.watch(await telegram.create_session())
        async with open_session() as session:
            clock.watch(session)
            services = weather_services(settings)
            for service in services:
                service.connect(session)
            probes = [probe for service in services for probe in service.probes]
            findings = await asyncio.gather(
                attempt("Telegram", "TELEGRAM_API_URL", _telegram(settings, telegram)),
                *(attempt(probe.name, probe.setting, probe.run()) for probe in probes),
                attempt("database", "DATABASE_URL", _database(settings)),
            )
            for service in services:
                for provider in service.providers:
                    await provider.aclose()
    finally:
        await telegram.close()
    directory = settings.state_directory
    # The clock only now, since it is compared by the others' answers.
    return [*findings, _about_index(directory), _about_zones(), _about_disk(directory), _about_clock(clock.ahead)]


def render(findings: Sequence[Finding]) -> str:
    """Return a line for each finding."""
    width = max(len(finding.name) for finding in findings)
    return "\n".join(f"{'ok' if f.ok else 'FAILED':6}  {f.name:{width}}  {f.text}" for f in findings)


def exit_code(findings: Sequence[Finding]) -> int:
    """Return 0 when all is well, 2 when a setting is refused with which the bot would not start, else 1."""
    if any(finding.refused for finding in findings):
        return 2
    return 0 if all(finding.ok for finding in findings) else 1


async def _telegram(settings: Settings, session: Session) -> str:
    bot = Bot(settings.bot_token.get_secret_value(), session=session)
    try:
        me = await bot.get_me()
        webhook = await bot.get_webhook_info()
    except (TelegramUnauthorizedError, TelegramNotFound) as exc:
        raise Refusal(REFUSED) from exc
    except TelegramNetworkError as exc:
        raise Trouble(
            f"{exc.message}; check the network, TELEGRAM_API_URL and TELEGRAM_PROXY. The bot waits for it"
        ) from exc
    except TelegramAPIError as exc:
        raise Trouble(
            f"the answer is {exc.message}; check TELEGRAM_API_URL. If it is right this passes, and the bot waits"
        ) from exc
    if webhook.url:
        raise Trouble(
            f"the token is @{me.username}'s, but its updates go to a webhook at {host_of(webhook.url)}. The bot "
            "removes that when it starts; if another program needs it, give this bot a token of its own"
        )
    return f"the token is @{me.username}'s, and no webhook is set"


async def _database(settings: Settings) -> str:
    try:
        async with open_database(settings.database_url) as database:
            return f"{database.url.get_backend_name()}: {database.url.database} can be written and read"
    except BadAddress as exc:
        raise Refusal(f"DATABASE_URL is of no use: {exc}; put that right, or set another") from exc
    except StorageError as exc:
        raise Trouble(f"{exc}; is the database up, and DATABASE_URL right?") from exc


def _about_index(directory: Path) -> Finding:
    if path := find_index(directory):
        try:
            with closing(PlaceIndex(path)) as index:
                known = bool(index.bearers("london"))
        except sqlite3.Error:
            known = False
        if known:
            return Finding("place index", ok=True, text=f"{path} knows names")
        text = f"{path} is damaged; delete it, and the bot makes it anew when it starts"
        return Finding("place index", ok=False, text=text)
    if can_make_index():
        text = (
            "is made when the bot starts, in a minute or two; or now, by `python -m services.places.index.build`"
        )
        return Finding("place index", ok=True, text=text)
    text = "cannot be made, as what it is made from is not installed: pip install '.[index]'"
    return Finding("place index", ok=False, text=text)


def _about_zones() -> Finding:
    try:
        ZoneInfo.no_cache("Europe/London")
    except (KeyError, ValueError, OSError) as error:
        text = f"cannot be read ({error}): local times would be missing; pip install --force-reinstall tzdata"
        return Finding("time zones", ok=False, text=text)
    source = f"tzdata {version('tzdata')}" if find_spec("tzdata") else "the system's"
    return Finding("time zones", ok=True, text=f"can be read ({source})")


def _about_disk(directory: Path) -> Finding:
    try:
        path = directory.absolute()
        free = shutil.disk_usage(next(parent for parent in (path, *path.parents) if parent.exists())).free
    except OSError as error:
        return Finding("disk", ok=False, text=f"{directory} cannot be looked at: {error.strerror}")
    text = f"{free // 10**6} MB are free in {directory}"
    if free < LEAST_FREE:
        text += "; make room, or nothing can be stored soon"
    return Finding("disk", ok=free >= LEAST_FREE, text=text)


def _about(error: ServiceError, setting: str) -> str:
    status = f" ({error.status})" if error.status else ""
    match error:
        case Busy():
            return f"the quota is used up{status}; the bot leaves the service alone until it is renewed"
        case TimedOut():
            return f"no answer in time; the service is slow, which passes, or the network or {setting} is wrong"
        case Unavailable() if error.status is None:
            return f"no connection: {error.__cause__}; check the network and {setting}"
        case Unavailable():
            return f"the service is out of order{status}, which passes; if it does not, check {setting}"
        case Malformed():
            return f"the answer cannot be read{status}; check {setting}"
        case _:
            return f"the question is refused{status}; check {setting}"


def _about_clock(ahead: timedelta | None) -> Finding:
    if ahead is None:
        text = "cannot be compared with anybody's, as nobody told the time; look at `date --utc`"
        return Finding("clock", ok=False, text=text)
    found = f"{abs(ahead).total_seconds():.0f} s {'ahead of' if ahead > timedelta() else 'behind'} the services'"
    if abs(ahead) <= CLOCK_TOLERANCE:
        return Finding("clock", ok=True, text=found)
    advice = (
        "set it, as with `sudo timedatectl set-ntp true`: a wrong one breaks TLS and is wrong about times of day"
    )
    return Finding("clock", ok=False, text=f"{found}; {advice}")
