"""A weather service in a separate process: slow, behind TLS, or with a network delay.

`python -m benchmarks.suite.far_away DELAY TRIP [CERTIFICATE]` prints its address, and exits when its standard
input closes.
"""

import asyncio
import ssl
import sys
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from functools import partial
from typing import cast
from urllib.parse import urlsplit

from sandbox.loopback import BACKLOG
from sandbox.weather import WeatherServer

TICK = 1e-6
"""Seconds between pieces that arrive together, to keep their order."""


@asynccontextmanager
async def far_away(delay: float, trip: float, certificate: str | None = None) -> AsyncIterator[str]:
    """Run the process and yield the address of a service.

    Each answer takes *delay* seconds, and the round trip to the service takes *trip* seconds.
    """
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "benchmarks.suite.far_away", str(delay), str(trip)),
        *([certificate] if certificate else []),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
    )
    try:
        yield (await cast("asyncio.StreamReader", process.stdout).readline()).decode().strip()
    finally:
        cast("asyncio.StreamWriter", process.stdin).close()
        await process.wait()


async def _connect(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, *, port: int, trip: float) -> None:
    now = asyncio.get_running_loop().time()
    from_server, to_server = await asyncio.open_connection("127.0.0.1", port)
    # A real client could send nothing before the round trip of its TCP handshake.
    await asyncio.gather(_forward(reader, to_server, trip, now + trip), _forward(from_server, writer, trip, now))


async def _forward(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, trip: float, ready: float) -> None:
    """Forward each piece half a *trip* after it arrived, and none before *ready*."""
    loop = asyncio.get_running_loop()
    try:
        while data := await reader.read(2**16):
            ready = max(loop.time(), ready + TICK)
            loop.call_at(ready + trip / 2, writer.write, data)
    except ConnectionError:
        pass  # a broken connection counts as the end
    loop.call_at(max(loop.time(), ready + TICK) + trip / 2, writer.close)


async def _serve(delay: float, trip: float, certificate: str | None = None) -> None:
    tls = None
    if certificate:
        tls = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        tls.load_cert_chain(certificate)
    async with AsyncExitStack() as stack:
        weather = await stack.enter_async_context(WeatherServer(tls=tls))
        weather.delay("weather", delay)
        url = urlsplit(weather.url)
        if trip:
            connect = partial(_connect, port=url.port or 0, trip=trip)
            cable = await stack.enter_async_context(
                await asyncio.start_server(connect, "127.0.0.1", 0, backlog=BACKLOG)
            )
            url = url._replace(netloc=f"127.0.0.1:{cable.sockets[0].getsockname()[1]}")
        print(url.geturl(), flush=True)
        await asyncio.to_thread(sys.stdin.read)


if __name__ == "__main__":
    asyncio.run(_serve(float(sys.argv[1]), float(sys.argv[2]), *sys.argv[3:]))
