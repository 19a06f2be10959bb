"""python -m bot check: tries everything that the bot depends on, and tells what to do about what fails."""

import asyncio
import re
from collections.abc import Callable, Coroutine, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import aiohttp
from aiogram import Bot
from aiogram.exceptions import (
    TelegramAPIError,
    TelegramNetworkError,
    TelegramNotFound,
    TelegramUnauthorizedError,
)

from bot.app import REFUSED
from bot.clock import Clock, utc_now
from bot.config import Settings
from bot.logs import Redacting
from bot.telegram import Session, create_session
from services.errors import BadAddress, Busy, Malformed, Refused, ServiceError, StorageError, TimedOut, Unavailable
from services.http import open_session
from services.openweather import OpenWeatherClient
from services.places import OpenMeteoGeocoder, Place, can_make_index, find_index
from services.storage import open_database
from services.weather import OpenMeteo, OpenWeather

WITHIN = 10.0
"""Seconds for each thing tried; all are tried at the same time."""

CLOCK_TOLERANCE = timedelta(seconds=60)
"""Beyond it certificates may not be valid yet, and what is due at a time of day comes noticeably wrong."""

KEY = re.compile(r"[0-9a-fA-F]{32}")
"""What an OpenWeather key looks like."""

LONDON = Place("London", 51.51, -0.13)

Work = Coroutine[Any, Any, str]


class Trouble(Exception):
    """Something does not work; the message tells what, and what to do."""


@dataclass(frozen=True, slots=True)
class Finding:
    """What came of trying one thing, without secrets."""

    name: str
    ok: bool
    text: str


async def check(settings: Settings, *, now: Callable[[], datetime] = utc_now) -> list[Finding]:
    """Try everything at once, nothing twice; return what was found, in an order that is always the same."""
    redact = Redacting(settings.secrets).redact
    clock = Clock(now)

    async def attempt(name: str, setting: str, work: Work) -> Finding:
        try:
            async with asyncio.timeout(WITHIN):
                return Finding(name, ok=True, text=redact(await work))
        except TimeoutError:
            text = f"no answer within {WITHIN:.0f} s; check the network and {setting}"
        except ServiceError as error:
            text = _about(error, setting)
        except Trouble as trouble:
            text = str(trouble)
        return Finding(name, ok=False, text=redact(" ".join(text.split())))

    telegram = create_session(settings)
    try:
        clock.watch(await telegram.create_session())
        async with open_session() as session:
            clock.watch(session)
            findings = await asyncio.gather(
                attempt("Telegram", "TELEGRAM_API_URL", _telegram(settings, telegram)),
                attempt("OpenWeather", "OPENWEATHER_URL", _openweather(settings, session)),
                attempt("Open-Meteo", "OPEN_METEO_URL", _open_meteo(settings, session)),
                attempt("Open-Meteo's geocoder", "OPEN_METEO_GEOCODING_URL", _geocoder(settings, session)),
                attempt("database", "DATABASE_URL", _database(settings)),
            )
    finally:
        await telegram.close()
    # The clock only now, since it is compared by the others' answers.
    return [*findings, _about_index(settings.state_directory), _about_clock(clock.ahead)]


def render(findings: Sequence[Finding]) -> str:
    """Return a line for each finding."""
    width = max(len(finding.name) for finding in findings)
    return "\n".join(f"{'ok' if f.ok else 'FAILED':6}  {f.name:{width}}  {f.text}" for f in findings)


async def _telegram(settings: Settings, session: Session) -> str:
    try:
        me = await Bot(settings.bot_token.get_secret_value(), session=session).get_me()
    except (TelegramUnauthorizedError, TelegramNotFound) as exc:
        raise Trouble(REFUSED) from exc
    except TelegramNetworkError as exc:
        raise Trouble(
            f"{exc.message}; check the network, TELEGRAM_API_URL and TELEGRAM_PROXY. The bot waits for it"
        ) from exc
    except TelegramAPIError as exc:
        raise Trouble(
            f"the answer is {exc.message}; check TELEGRAM_API_URL. If it is right this passes, and the bot waits"
        ) from exc
    return f"the token is @{me.username}'s"


async def _openweather(settings: Settings, session: aiohttp.ClientSession) -> str:
    if settings.openweather_api_key is None:
        return "is not used, as OPENWEATHER_API_KEY is not set"
    key = settings.openweather_api_key.get_secret_value()
    client = OpenWeatherClient(key, url=settings.openweather_url)
    try:
        await OpenWeather(client).report(session, LONDON)
    except Refused as exc:
        raise Trouble(f"OPENWEATHER_API_KEY is refused ({exc.status}): {_about_key(key)}") from exc
    return "the key is accepted"


def _about_key(key: str) -> str:
    """Tell a wrong key from a new one as far as that goes: OpenWeather answers both with the same words."""
    if not KEY.fullmatch(key):
        return (
            "it is wrong, for a key is 32 digits from 0 to f; copy it whole from home.openweathermap.org/api_keys"
        )
    return (
        "not active yet, if it is younger than two hours, and the bot uses it once it is; "
        "else wrong or blocked, see home.openweathermap.org/api_keys"
    )


async def _open_meteo(settings: Settings, session: aiohttp.ClientSession) -> str:
    provider = OpenMeteo(url=settings.open_meteo_url)
    try:
        await provider.report(session, LONDON)
    finally:
        await provider.aclose()
    return "knows the weather"


async def _geocoder(settings: Settings, session: aiohttp.ClientSession) -> str:
    await OpenMeteoGeocoder(url=settings.open_meteo_geocoding_url).search(session, LONDON.name, "en")
    return "knows places"


async def _database(settings: Settings) -> str:
    try:
        async with open_database(settings.database_url) as database:
            return f"{database.url.get_backend_name()}: {database.url.database} can be written and read"
    except BadAddress as exc:
        raise Trouble(f"DATABASE_URL is of no use: {exc}; put that right, or set another") from exc
    except StorageError as exc:
        raise Trouble(f"{exc}; is the database up, and DATABASE_URL right?") from exc


def _about_index(directory: Path) -> Finding:
    if path := find_index(directory):
        return Finding("place index", ok=True, text=f"{path} knows names")
    if can_make_index():
        text = (
            "is made when the bot starts, in a minute or two; or now, by `python -m services.places.index.build`"
        )
        return Finding("place index", ok=True, text=text)
    text = "cannot be made, as what it is made from is not installed: pip install '.[index]'"
    return Finding("place index", ok=False, text=text)


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
