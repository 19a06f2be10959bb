"""A Redis server for one test or benchmark; the program is from the Debian package redis-server."""

import asyncio
import shutil
import socket
from contextlib import suppress

REDIS_SERVER = shutil.which("redis-server")
OPTIONS = ("--bind", "127.0.0.1", "--save", "", "--appendonly", "no", "--loglevel", "warning")


def free_port() -> int:
    """Return a port of 127.0.0.1 on which no server listens."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port


class RedisServer:
    """A Redis server on a port of its own, which a test can kill and start again."""

    def __init__(self) -> None:
        self.port = free_port()
        self.url = f"redis://127.0.0.1:{self.port}/0"
        self._process: asyncio.subprocess.Process | None = None

    async def start(self, *options: str) -> None:
        """Start the server with *options* unless it runs, and wait until the server accepts connections."""
        if self._process is not None:
            return
        if REDIS_SERVER is None:
            raise FileNotFoundError("redis-server is not installed")
        arguments = (*OPTIONS, "--port", str(self.port), *options)
        self._process = await asyncio.create_subprocess_exec(
            REDIS_SERVER, *arguments, stdout=asyncio.subprocess.DEVNULL, stderr=asyncio.subprocess.DEVNULL
        )
        async with asyncio.timeout(20):
            while True:
                with suppress(OSError):
                    _, writer = await asyncio.open_connection("127.0.0.1", self.port)
                    writer.close()
                    await writer.wait_closed()
                    return
                await asyncio.sleep(0.01)

    async def kill(self) -> None:
        """Kill the server (SIGKILL) if it runs."""
        if self._process is not None:
            self._process.kill()
            await self._process.wait()
            self._process = None
