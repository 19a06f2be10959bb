"""The sandbox's own commands, which start with a colon."""

import re
from collections.abc import Callable
from typing import NamedTuple

from sandbox.chat.session import IsAnswer, LineError, Session

_NUMBER = r"([-+]?\d+(?:\.\d+)?)"


class Command(NamedTuple):
    """One command: `arguments` is a pattern for the text after the name, and its groups are passed to `run`."""

    name: str
    arguments: str
    usage: str
    help: str
    run: Callable[..., IsAnswer | None]


COMMANDS = (
    Command(":help", "", ":help", "show this list", lambda chat: chat.show_note(help_text())),
    Command(":ru", "", ":ru", "your Telegram is in Russian", lambda chat: chat.set_language("ru")),
    Command(":en", "", ":en", "your Telegram is in English", lambda chat: chat.set_language("en")),
    Command(":group", "", ":group", "write to a group the bot is in", lambda chat: chat.switch_chat(chat.group)),
    Command(":private", "", ":private", "write to the bot alone", lambda chat: chat.switch_chat(chat.private)),
    Command(
        ":pin",
        rf"{_NUMBER}[,\s]\s*{_NUMBER}",
        ":pin 55.75 37.62",
        "send a location",
        lambda chat, latitude, longitude: chat.pin(float(latitude), float(longitude)),
    ),
    Command(":sticker", "", ":sticker", "send a sticker", lambda chat: chat.sticker()),
    Command(
        ":break",
        r"(.+)\s+(\S+)",
        ":break London 503",
        "make a city, openweather, open-meteo, geocoding or telegram fail: a status, hang, drop, truncated, slow",
        lambda chat, target, how: chat.break_(target, how),
    ),
    Command(":mend", "", ":mend", "remove all faults", lambda chat: chat.mend()),
    Command(
        ":delay",
        r"(\d+(?:\.\d+)?)",
        ":delay 1.0",
        "the weather services answer this many seconds later",
        lambda chat, seconds: chat.delay(float(seconds)),
    ),
    Command(
        ":rain",
        r"(\d+)\s+(\d+)(?:\s+(rain|snow|freezing-rain|thunderstorm))?",
        ":rain 25 50 snow",
        "let it rain in 25 minutes, for 50 minutes; or snow, freezing-rain, thunderstorm",
        lambda chat, minutes, length, kind: chat.bring_rain(int(minutes), int(length), kind or "rain"),
    ),
    Command(
        ":warn",
        r"(\S.*?)(?:\s+(minor|moderate|severe|extreme))?",
        ":warn Oslo severe",
        "issue an official warning for a city: minor, moderate, severe or extreme",
        lambda chat, city, severity: chat.warn(city, severity or "moderate"),
    ),
    Command(":quit", "", ":quit", "leave; the end of input leaves as well", lambda chat: chat.quit()),
)


def carry_out_line(chat: Session, line: str) -> IsAnswer | None:
    """Carry out a line of input and return a predicate for the bot's answer, or None if no answer is expected.

    Raises LineError when the line cannot be carried out.
    """
    if line.isdecimal():
        return chat.press(int(line))
    if not line.startswith(":"):
        return chat.write(line)
    name, _, argument_text = line.partition(" ")
    command = next((command for command in COMMANDS if command.name == name), None)
    if command is None:
        raise LineError(f"unknown command {name}; :help lists the commands")
    arguments = re.fullmatch(command.arguments, argument_text.strip())
    if arguments is None:
        raise LineError(f"usage: {command.usage}")
    return command.run(chat, *arguments.groups())


def help_text() -> str:
    """Return the help text that lists the commands."""
    rows = (f"{command.usage:18}{command.help}" for command in COMMANDS)
    return "\n".join(("A line goes to the bot, a number alone presses a button. Commands:", *rows))
