"""The sandbox as a process, with a stub in place of the bot, which takes seconds to start."""

import asyncio
import fcntl
import os
import sys
import termios
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from multiprocessing.connection import Connection
from pathlib import Path

from sandbox import __main__ as sandbox
from sandbox import process
from sandbox.process import CHECKOUT
from tests.forked import Forked, fork

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


async def stubbed_sandbox(
    directory: Path, stdin: int, stdout: int, *arguments: str, env: Mapping[str, str] = ENVIRONMENT
) -> Forked:
    """Run the sandbox with the stub in *directory* as a forked process, which gets *stdin* and *stdout*."""
    (directory / "bot").mkdir()
    (directory / "bot" / "__main__.py").write_text(STUB)
    with Connection(stdin, writable=False) as source, Connection(stdout, readable=False) as target:
        return await fork(_run_sandbox, directory, source, target, arguments, dict(env))


@asynccontextmanager
async def piped_sandbox(
    directory: Path, lines: bytes, *arguments: str
) -> AsyncIterator[tuple[Forked, asyncio.StreamReader]]:
    """Run the sandbox with the stub and *lines* as its whole input; yield the process and its output."""
    (stdin, source), (target, stdout) = os.pipe(), os.pipe()
    os.write(source, lines)
    os.close(source)
    output = asyncio.StreamReader()
    transport, _ = await asyncio.get_running_loop().connect_read_pipe(
        lambda: asyncio.StreamReaderProtocol(output), os.fdopen(target, "rb")
    )
    running = await stubbed_sandbox(directory, stdin, stdout, *arguments)
    try:
        yield running, output
    finally:
        if running.returncode is None:
            running.kill()
            await running.wait()
        transport.close()


def _run_sandbox(
    directory: Path, stdin: Connection, stdout: Connection, arguments: tuple[str, ...], env: Mapping[str, str]
) -> None:
    for number, connection in ((0, stdin), (1, stdout), (2, stdout)):
        os.dup2(connection.fileno(), number)
    stdin.close()
    stdout.close()
    if os.isatty(0):
        fcntl.ioctl(0, termios.TIOCSCTTY, 0)  # makes the kernel send signals for Ctrl-C and a closed terminal
    sys.stdin, sys.stdout, sys.stderr = (os.fdopen(number, mode) for number, mode in enumerate(("r", "w", "w")))
    os.chdir(directory)
    os.environ.clear()
    os.environ.update(env)
    process.CHECKOUT = directory  # the package `bot` in this directory is the stub
    sys.argv = ["sandbox", *arguments]
    sys.exit(sandbox.main())
