"""Compare requests for many cities: the bot's service, the tutorial's clients, and the limit."""

import asyncio
import json
import os
import statistics
import sys
import tempfile
from collections import defaultdict
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import cast

import trustme

from benchmarks.suite.clients import (
    ONE_BY_ONE,
    ONE_SESSION,
    SEQUENTIAL_CITIES,
    SERVICE,
    SESSION_PER_CITY,
    SINGLE_REQUEST,
    Measurement,
)
from benchmarks.suite.far_away import far_away
from benchmarks.suite.figures import RUNS, Claim, Section, median_with_range, table
from benchmarks.suite.progress import Progress

CLIENTS = (SERVICE, ONE_SESSION, SESSION_PER_CITY, ONE_BY_ONE)
FEW_CITIES, MANY_CITIES = 12, 1_000


@dataclass(frozen=True, slots=True)
class Setting:
    """A weather service and the network to it."""

    name: str
    delay: float
    """Seconds that the service takes to answer."""
    trip: float
    """Seconds of a round trip."""
    tls: bool
    sizes: Sequence[int]


SLOW = Setting("The service takes 1 s, plain HTTP", 1.0, 0.0, tls=False, sizes=(FEW_CITIES, 100, MANY_CITIES))
SLOW_TLS = Setting("The service takes 1 s, TLS", 1.0, 0.0, tls=True, sizes=(FEW_CITIES, 100))
FAR = Setting("100 ms, and a round trip of 50 ms, plain HTTP", 0.1, 0.05, tls=False, sizes=(FEW_CITIES, 100))
FAR_TLS = Setting("100 ms, and a round trip of 50 ms, TLS", 0.1, 0.05, tls=True, sizes=(FEW_CITIES, 100))
SETTINGS = (SLOW, SLOW_TLS, FAR, FAR_TLS)
STEPS = len(SETTINGS) * RUNS

INTRODUCTION = f"""\
Multiples of the limit: one request over an open connection. The service is the bot's, with OpenWeather and its
fallback, which it also calls after a second and a half. Its connections are open from an earlier question; the
first question after a start takes as long as with one new session. The other clients open new connections, as
their code says. aiohttp's default limit of 100 connections makes 1,000 cities wait in the one new session. The
sequential client is measured with {SEQUENTIAL_CITIES} cities and scaled. A proxy produces the round trip: it
delays all data, and a client's first bytes by one more round trip, as TCP's handshake would."""

Measured = dict[tuple[str, int], list[Measurement]]


async def measure(progress: Progress) -> Section:
    """Measure all clients in all settings."""
    measured = {}
    with tempfile.TemporaryDirectory() as directory:
        authority, certificate = _certificates(Path(directory))
        for setting in SETTINGS:
            progress.step(f"look-ups: {setting.name}")
            async with far_away(setting.delay, setting.trip, certificate if setting.tls else None) as url:
                measured[setting] = await _measure(setting, url, authority, progress)
    body = "\n\n".join(
        [INTRODUCTION, *(f"**{setting.name}**\n\n{_table(measured[setting])}" for setting in SETTINGS)]
    )
    slow, far = measured[SLOW], measured[FAR_TLS]
    ours = _seconds(slow, SERVICE, FEW_CITIES)
    return Section(
        "Look-ups",
        body,
        [
            Claim(f"{FEW_CITIES} cities, 1 s upstream, to the limit", ours / _limit_seconds(slow), at_most=1.05),
            Claim(
                f"{FEW_CITIES} cities, 1 s upstream: one by one",
                _seconds(slow, ONE_BY_ONE, FEW_CITIES) / ours,
                "× slower",
                at_least=10,
            ),
            Claim(
                f"{FEW_CITIES} cities, TLS, 50 ms round trip: a session per city",
                _seconds(far, SESSION_PER_CITY, FEW_CITIES) / _seconds(far, SERVICE, FEW_CITIES),
                "× slower",
                at_least=1.5,
            ),
            Claim(
                f"{MANY_CITIES:,} places, 1 s upstream, to the limit",
                _seconds(slow, SERVICE, MANY_CITIES) / _limit_seconds(slow),
                at_most=2,
            ),
        ],
    )


async def _measure(setting: Setting, url: str, authority: str, progress: Progress) -> Measured:
    measured: Measured = defaultdict(list)
    async for measurement in _measurements(url, setting.sizes, authority):
        if measurement.client == ONE_BY_ONE:
            if len(measured[ONE_BY_ONE, FEW_CITIES]) < RUNS - 1:
                progress.step(f"look-ups: {setting.name}")
            for size in setting.sizes:
                measured[ONE_BY_ONE, size].append(_scale_to(measurement, size))
        else:
            measured[measurement.client, measurement.cities].append(measurement)
    return measured


async def _measurements(url: str, sizes: Sequence[int], authority: str) -> AsyncIterator[Measurement]:
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "benchmarks.suite.clients", url, ",".join(map(str, sizes))),
        # aiohttp reads the trusted certificates when it is imported, so the clients need a process of their own.
        env={**os.environ, "SSL_CERT_FILE": authority, "REQUESTS_CA_BUNDLE": authority},
        stdout=asyncio.subprocess.PIPE,
    )
    async for line in cast("asyncio.StreamReader", process.stdout):
        yield Measurement(**json.loads(line))
    if await process.wait():
        raise SystemExit("the clients could not be measured")


def _scale_to(measurement: Measurement, size: int) -> Measurement:
    seconds = measurement.seconds * size / measurement.cities
    return Measurement(measurement.client, size, seconds, measurement.processor)


def _certificates(directory: Path) -> tuple[str, str]:
    """Return the paths of a new certificate authority and of a server certificate that it signed."""
    authority = trustme.CA()
    files = directory / "authority.pem", directory / "certificate.pem"
    authority.cert_pem.write_to_path(str(files[0]))
    authority.issue_cert("127.0.0.1").private_key_and_cert_chain_pem.write_to_path(str(files[1]))
    return str(files[0]), str(files[1])


def _table(measured: Measured) -> str:
    sizes = sorted({size for client, size in measured if client == SERVICE})
    limit = _limit_seconds(measured)
    rows = [
        (
            client,
            *(median_with_range([run.seconds / limit for run in measured[client, size]]) for size in sizes),
            f"{median_with_range([run.processor * 1000 for run in measured[client, sizes[-1]]])} ms",
        )
        for client in CLIENTS
    ]
    return table(("client", *(f"{size:,} cities" for size in sizes), "processor for one of the most"), rows)


def _limit_seconds(measured: Measured) -> float:
    return measured[SINGLE_REQUEST, 1][0].seconds


def _seconds(measured: Measured, client: str, size: int) -> float:
    return statistics.median(run.seconds for run in measured[client, size])
