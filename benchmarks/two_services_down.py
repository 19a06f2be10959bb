"""Print what a user sees of each fault that two of the three weather services have at once.

Run it with `make bench-faults`. Each cell is a new bot process with all three services, whose caches are empty.
"""

import asyncio
import time
from collections.abc import Mapping

from benchmarks.faults import BROKEN, DOWN, DROP, HANG, QUOTA, REFUSED, SLOW_BODY, Stage, stage
from sandbox.faults import Fault, FaultKind

THREE_SERVICES = {"CONTACT": "bench@example.org"}
"""Settings, besides those of every run, with which the bot uses MET Norway as the third service."""

SERVICES = {"openweather": "OpenWeather", "open-meteo": "Open-Meteo", "met-norway": "MET Norway"}
"""Names of the services by target of the sandbox, in the order in which the bot calls them."""

FAULTS: Mapping[str, Fault] = {
    "503": DOWN,
    "hang": HANG,
    "the body never ends": SLOW_BODY,
    "broken JSON": BROKEN,
    "the connection drops": DROP,
    "slow, 3.5 s": Fault(FaultKind.DELAY, seconds=3.5),
    "the key is refused": REFUSED,
    "the quota is used up": QUOTA,
}

PLACES = "Moscow, London"


async def answered_in(scene: Stage, working: str) -> str:
    """Ask about PLACES; return who has answered within how many seconds, or the text of another answer."""
    started = time.perf_counter()
    scene.chat.send(f"/weather {PLACES}")
    answer = await scene.chat.next_message(within=30)
    seconds = time.perf_counter() - started
    blocks = answer.text.split("\n\n")
    if len(blocks) != PLACES.count(",") + 1 or not all("°C" in block for block in blocks):
        return f"{seconds:.1f} s, not answered: {answer.text!r}"
    names = [
        next((name for name in SERVICES.values() if name in block), SERVICES["openweather"]) for block in blocks
    ]
    others = sorted(set(names) - {SERVICES[working]})
    return f"{seconds:.1f} s" + (f", by {', '.join(others)}" if others else "")


async def cell(fault: Fault, working: str) -> str:
    """Return the outcome when all services but *working* have *fault*."""
    async with stage(**THREE_SERVICES) as scene:
        for service in SERVICES:
            if service != working:
                scene.weather.break_(service, fault)
        return await answered_in(scene, working)


async def main() -> None:
    """Print a row for each fault, with a column for the service that still works."""
    print("| two services at once: | " + " | ".join(f"only {name} works" for name in SERVICES.values()) + " |")
    print("|---|" + "---|" * len(SERVICES))
    for label, fault in FAULTS.items():
        cells = [await cell(fault, working) for working in SERVICES]
        print(f"| {label} | " + " | ".join(cells) + " |", flush=True)


if __name__ == "__main__":
    asyncio.run(main())
