"""python -m bot check: checks everything that the bot depends on, and gives advice on each failed check."""

import asyncio
from collections.abc import Callable, Coroutine
from datetime import datetime
from typing import Any

from bot.check_machine import check_clock, check_disk, check_index, check_time_zones
from bot.check_telegram import check_telegram
from bot.clock import ClockComparison
from bot.config import Settings
from bot.findings import CheckFailed, Finding, InvalidSetting
from bot.redaction import Redactor
from bot.resources import weather_services
from bot.telegram import create_session
from services.errors import (
    BadDatabaseAddress,
    CallLimitReached,
    InvalidResponse,
    ProbeFailed,
    ServiceError,
    StorageError,
    TimedOut,
    Unavailable,
)
from services.net.http import open_session
from services.storage import open_database
from services.timezones import utc_now

CHECK_TIMEOUT = 10.0
"""Time limit in seconds of each check. The checks run concurrently."""

CheckCoroutine = Coroutine[Any, Any, str]


async def run_checks(settings: Settings, *, now: Callable[[], datetime] = utc_now) -> list[Finding]:
    """Run all checks concurrently, without retries, and return their findings in a fixed order.

    *now* returns the local clock's time in UTC.
    """
    clean = Redactor(settings.secrets).redacted_line
    clocks = ClockComparison(now)

    async def run_check(name: str, setting: str, check: CheckCoroutine) -> Finding:
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
        clocks.add_session(await telegram.create_session())
        async with open_session() as session:
            clocks.add_session(session)
            services = weather_services(settings)
            for service in services:
                service.use_session(session)
            probes = [probe for service in services for probe in service.probes]
            findings = await asyncio.gather(
                run_check("Telegram", "TELEGRAM_API_URL", check_telegram(settings, telegram)),
                *(run_check(probe.name, probe.setting, probe.run()) for probe in probes),
                run_check("database", "DATABASE_URL", _check_database(settings)),
                run_check("Redis", "REDIS_URL", _check_redis(settings)),
            )
            for service in services:
                for provider in (*service.providers, *filter(None, [service.warnings])):
                    await provider.aclose()
    finally:
        await telegram.close()
    directory = settings.state_directory
    # The check of the clock comes last, because it reads the dates of the responses to the other checks.
    local = [check_index(directory), check_time_zones(), check_disk(directory), check_clock(clocks.local_offset)]
    return [*findings, *local]


async def _check_database(settings: Settings) -> str:
    try:
        async with open_database(settings.database_url) as database:
            return f"{database.url.get_backend_name()}: {database.url.database} can be written and read"
    except BadDatabaseAddress as exc:
        raise InvalidSetting(
            f"DATABASE_URL cannot be used: {exc}; correct the address, or set another one"
        ) from exc
    except StorageError as exc:
        raise CheckFailed(f"{exc}; check that the database runs and that DATABASE_URL is right") from exc


async def _check_redis(settings: Settings) -> str:
    if settings.redis_url is None:
        return "is not used, as REDIS_URL is not set"
    from services.shared.redis import RedisProblem, probe  # noqa: PLC0415 - imported only if Redis is used

    try:
        return await probe(settings.redis_url)
    except RedisProblem as exc:
        raise CheckFailed(
            f"{exc}; check that Redis runs and that REDIS_URL is right. Without Redis the bot works, but its "
            "processes share nothing"
        ) from exc


def _advice(error: ServiceError, setting: str) -> str:
    """Return what *error* means and what to do; *setting* is the variable with the service's URL."""
    status = f" ({error.status})" if error.status else ""
    match error:
        case CallLimitReached():
            return f"the quota is used up{status}; the bot calls the service again when the quota is renewed"
        case TimedOut():
            return f"no answer in time; the service is slow, or the network or {setting} is wrong"
        case Unavailable() if error.status is None:
            return f"no connection: {error.__cause__}; check the network and {setting}"
        case Unavailable():
            return f"the service is down{status}; if it stays down, check {setting}"
        case InvalidResponse():
            return f"the response is malformed{status}; check {setting}"
        case _:
            return f"the request is rejected{status}; check {setting}"
