"""The sandbox as a process, with a stub in place of the bot, which takes seconds to start."""

import os
import sys
from pathlib import Path

from sandbox.process import CHECKOUT

ENVIRONMENT = {**os.environ, "PYTHONPATH": str(CHECKOUT)} | {"BOT_TOKEN": ""}

STUB = """
import json, os, signal, sys, urllib.parse, urllib.request

def call(method, **fields):
    url = f"{os.environ['TELEGRAM_API_URL']}/bot{os.environ['BOT_TOKEN']}/{method}"
    with urllib.request.urlopen(url, urllib.parse.urlencode(fields).encode()) as response:
        return json.load(response)["result"]

signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
offset = 0
while True:
    for update in call("getUpdates", offset=offset, timeout=60):
        offset = update["update_id"] + 1
        call("sendMessage", chat_id=update["message"]["chat"]["id"], text="the bot's answer")
"""
"""A bot that starts at once and has one answer."""

SANDBOX = """
import sys
from pathlib import Path
from sandbox import __main__, process

process.CHECKOUT = Path.cwd()
sys.exit(__main__.main())
"""
"""The sandbox with the package `bot` of its working directory."""


def stubbed_sandbox(directory: Path, *arguments: str) -> tuple[str, ...]:
    """Return the command that runs the sandbox in *directory* with the stub."""
    (directory / "bot").mkdir()
    (directory / "bot" / "__main__.py").write_text(STUB)
    return (sys.executable, "-P", "-c", SANDBOX, *arguments)
