"""The errors that are sent to Sentry, and the data that are removed before."""

import asyncio
import gzip
import sys
from pathlib import Path

import pytest
from aiohttp import web

from bot.redaction import Redactor
from sandbox.telegram import TelegramServer
from sandbox.weather import WeatherServer
from services.errors import StorageError
from tests.e2e.warm import WarmBot

pytest.importorskip("sentry_sdk")
from bot.sentry import scrub_event

pytestmark = pytest.mark.asyncio(loop_scope="session")

TOKEN = "123456:abcdefghijklmnopqrstuvwxyz0123456789"


async def test_an_error_arrives_without_the_text_of_the_user_and_without_secrets(tmp_path: Path) -> None:
    received: asyncio.Queue[str] = asyncio.Queue()

    async def on_envelope(request: web.Request) -> web.Response:
        body = await request.read()
        is_packed = body.startswith(b"\x1f\x8b")
        received.put_nowait((gzip.decompress(body) if is_packed else body).decode())
        return web.json_response({})

    app = web.Application()
    app.router.add_post("/api/1/envelope/", on_envelope)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    _, port = runner.addresses[0]
    async with TelegramServer() as telegram, WeatherServer() as weather:
        env = {"SENTRY_DSN": f"http://key@127.0.0.1:{port}/1"}
        async with WarmBot.start(telegram, weather, tmp_path, env=env):
            message = {"message_id": "no number", "chat": {"id": 7, "type": "private"}, "text": "my secret words"}
            telegram.put_update({"message": message})
            async with asyncio.timeout(20):
                event = await received.get()
    await runner.cleanup()
    assert "skipped an invalid update" in event
    assert "my secret words" not in event
    assert telegram.token.partition(":")[2] not in event


async def test_only_messages_of_the_bots_own_exceptions_are_kept() -> None:
    try:
        try:
            raise ValueError("the text of a user")  # noqa: TRY301
        except ValueError as cause:
            raise StorageError(f"the database is down, {TOKEN}") from cause
    except StorageError:
        hint = {"exc_info": sys.exc_info()}
    event = {
        "logger": "bot.app",
        "logentry": {"message": "%s failed", "formatted": f"sendMessage failed: {TOKEN}", "params": ["text"]},
        "extra": {"text": "hello"},
        "request": {"data": "hello"},
        "user": {"id": 7},
        "server_name": "host",
        "breadcrumbs": {"values": [{"message": "hello"}]},
        "exception": {
            "values": [
                {"type": "ValueError", "value": "the text of a user"},
                {
                    "type": "StorageError",
                    "value": f"the database is down, {TOKEN}",
                    "stacktrace": {"frames": [{"function": "f", "vars": {"text": "hello"}}]},
                },
            ]
        },
    }
    assert scrub_event(event, hint, Redactor([TOKEN])) == {  # type: ignore[arg-type]
        "logger": "bot.app",
        "logentry": {"message": "sendMessage failed: ***"},
        "exception": {
            "values": [
                {"type": "ValueError", "value": ""},
                {
                    "type": "StorageError",
                    "value": "the database is down, ***",
                    "stacktrace": {"frames": [{"function": "f"}]},
                },
            ]
        },
    }


async def test_lines_of_other_packages_are_not_sent() -> None:
    event = {"logger": "aiohttp.client", "logentry": {"message": "the text of a user"}}
    assert scrub_event(event, {}, Redactor([])) == {"logger": "aiohttp.client"}  # type: ignore[arg-type]


async def test_a_missing_package_ends_the_start_with_one_clear_line(tmp_path: Path) -> None:
    (tmp_path / "sentry_sdk.py").write_text("raise ImportError", encoding="utf-8")
    checkout = Path(__file__).parents[2]
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot"),
        cwd=tmp_path,
        env={"PYTHONPATH": f"{tmp_path}:{checkout}"}
        | {"BOT_TOKEN": TOKEN, "SENTRY_DSN": "https://key@sentry.example/1"},
        stderr=asyncio.subprocess.PIPE,
    )
    _, errors = await process.communicate()
    assert process.returncode == 2
    assert b"pip install '.[sentry]'" in errors
    assert b"Traceback" not in errors
