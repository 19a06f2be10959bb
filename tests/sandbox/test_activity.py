"""Detection of busy processes, and the wait until the bot neither runs nor calls Telegram."""

import asyncio
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from aiohttp import ClientSession

from sandbox import activity
from sandbox.activity import is_busy, wait_until_idle
from sandbox.faults import Fault, FaultKind
from sandbox.telegram import TelegramServer

pytestmark = pytest.mark.skipif(not activity.PROC.joinpath("self/task").is_dir(), reason="needs /proc of Linux")

WORKING = "while True: pass"
SLEEPING = "import sys; sys.stdin.read()"
WITH_A_WORKING_CHILD = (
    "import subprocess, sys\n"
    f"child = subprocess.Popen([sys.executable, '-S', '-c', {WORKING!r}])\n"
    "print(flush=True)\n"
    "sys.stdin.read()\n"
    "child.kill()"
)
WITH_A_SLEEPING_CHILD = WITH_A_WORKING_CHILD.replace(repr(WORKING), repr(SLEEPING))


@asynccontextmanager
async def running(code: str) -> AsyncIterator[int]:
    """Run Python code in a process and yield its id; if the code prints a line, wait for the line first."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-S", "-c", code), stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert process.stdin
    assert process.stdout
    if "print" in code:
        await process.stdout.readline()
    try:
        yield process.pid
    finally:
        process.stdin.close()
        if code == WORKING:
            process.kill()
        await process.wait()


@pytest.mark.parametrize("code", [WORKING, WITH_A_WORKING_CHILD], ids=["itself", "child"])
async def test_a_process_is_busy_while_it_or_its_child_works(code: str) -> None:
    async with running(code) as pid:
        assert is_busy(pid)


@pytest.mark.parametrize("code", [SLEEPING, WITH_A_SLEEPING_CHILD], ids=["itself", "child"])
async def test_a_process_that_waits_for_input_becomes_idle(code: str, telegram: TelegramServer) -> None:
    async with running(code) as pid:
        await wait_until_idle(pid, telegram, within=20)
        assert not is_busy(pid)


async def test_a_call_to_telegram_keeps_the_bot_busy_but_getupdates_does_not(
    telegram: TelegramServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(activity, "CHECK_INTERVAL", 0)
    telegram.break_(Fault(FaultKind.HANG), "getMe")
    async with ClientSession() as session, asyncio.TaskGroup() as group, running(SLEEPING) as pid:
        calls = [
            group.create_task(session.get(f"{telegram.url}/bot{telegram.token}/{method}"))
            for method in ("getUpdates?timeout=60", "getMe")
        ]
        await telegram.calls.find(lambda call: call.method == "getMe")
        waiting = asyncio.create_task(wait_until_idle(pid, telegram, within=20))
        for _ in range(10 * activity.IDLE_CHECKS):
            await asyncio.sleep(0)
        assert not waiting.done()
        calls[1].cancel()
        await waiting
        assert not calls[0].done()
        calls[0].cancel()


async def test_the_wait_for_an_idle_bot_has_a_time_limit(telegram: TelegramServer) -> None:
    async with running(WORKING) as pid:
        await wait_until_idle(pid, telegram, within=0.01)


async def test_without_proc_a_process_counts_as_idle(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(activity, "PROC", tmp_path)
    async with running(WORKING) as pid:
        assert not is_busy(pid)
