"""Print what a user sees of each fault that two of the three weather services have at once.

Run it with `make bench-faults`. The bot uses all three services. The remaining service answers at once.
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
    "hangs": HANG,
    "the body never ends": SLOW_BODY,
    "broken JSON": BROKEN,
    "the connection drops": DROP,
    "slow, 3.5 s": Fault(FaultKind.DELAY, seconds=3.5),
}
"""Faults after which a service is called again for the next place."""

COOLDOWN_FAULTS: Mapping[str, Fault] = {"the key is refused": REFUSED, "the quota is used up": QUOTA}
"""Faults after which a service is not called for some time, so that each needs a new process of the bot."""

PLACES = (
    *("Moscow, London", "Paris, Berlin", "Madrid, Rome", "Vienna, Prague"),
    *("Warsaw, Oslo", "Helsinki, Lisbon", "Dublin, Athens", "Budapest, Sofia"),
)
"""Two places for each fault; no earlier fault has left cached reports of them."""


async def answered_in(scene: Stage, places: str, working: str) -> str:
    """Ask about *places*; return who has answered within how many seconds, or the text of another answer."""
    started = time.perf_counter()
    scene.chat.send(f"/weather {places}")
    answer = await scene.chat.next_message(within=30)
    seconds = time.perf_counter() - started
    blocks = answer.text.split("\n\n")
    if len(blocks) != places.count(",") + 1 or not all("°C" in block for block in blocks):
        return f"{seconds:.1f} s, not answered: {answer.text!r}"
    # An answer names no service if the usual one has answered.
    names = {
        next((name for name in SERVICES.values() if name in block), SERVICES["openweather"]) for block in blocks
    }
    others = sorted(names - {SERVICES[working]})
    return f"{seconds:.1f} s" + (f", by {', '.join(others)}" if others else "")


async def column(working: str) -> list[str]:
    """Return the outcome of each fault that all services but *working* have at once."""
    outcomes: list[str] = []
    pairs = iter(PLACES)
    async with stage(**THREE_SERVICES) as scene:
        for fault in FAULTS.values():
            break_all_but(working, fault, scene)
            outcomes.append(await answered_in(scene, next(pairs), working))
            scene.weather.mend()
    for fault in COOLDOWN_FAULTS.values():
        async with stage(**THREE_SERVICES) as scene:
            break_all_but(working, fault, scene)
            outcomes.append(await answered_in(scene, next(pairs), working))
    return outcomes


def break_all_but(working: str, fault: Fault, scene: Stage) -> None:
    """Give *fault* to all services but *working*."""
    for service in SERVICES:
        if service != working:
            scene.weather.break_(service, fault)


async def main() -> None:
    """Print a row for each fault, with a column for the service that still works."""
    columns = [await column(working) for working in SERVICES]
    print("| two services at once: | " + " | ".join(f"only {name} works" for name in SERVICES.values()) + " |")
    print("|---|" + "---|" * len(SERVICES))
    for label, *outcomes in zip([*FAULTS, *COOLDOWN_FAULTS], *columns, strict=True):
        print(f"| {label} | " + " | ".join(outcomes) + " |", flush=True)


if __name__ == "__main__":
    asyncio.run(main())
