"""Presses old buttons of every kind after the bot is killed or stopped, and after its database is moved.

`python -m benchmarks.buttons` asks every question of QUESTIONS in USERS chats, half of them in Russian, restarts
the bot and presses every button under every answer. The output is a line for each kind of message, and the notices
of the buttons that did not work. The exit code is 1 if a button did not work. A run takes some five minutes.
"""

import asyncio
import shutil
import sys
import tempfile
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import cast

from handlers.texts import texts_for
from sandbox.faults import Fault, FaultKind
from sandbox.process import BotProcess
from sandbox.telegram import BotMessage, Chat, InlineMessage, Press, TelegramServer
from sandbox.weather import WeatherServer

USERS = 20

ANSWER_SECONDS = 30.0
"""Maximum time in seconds for an answer, while all users ask at once."""

WRITE_SECONDS = 2.0
"""Time in seconds after which all answers are in the database; the bot writes an answer within half a second."""

QUESTIONS: Mapping[str, tuple[str, str]] = {
    "now": ("/weather Moscow", "/weather Москва"),
    "namesakes": ("/weather London", "/weather Лондон"),
    "six places": ("Paris, Berlin, Madrid, Rome, Oslo, Bern", "Париж, Берлин, Мадрид, Рим, Осло, Берн"),
    "seven places": (
        "Paris, Berlin, Madrid, Vienna, Prague, Warsaw, Rome",
        "Париж, Берлин, Мадрид, Вена, Прага, Варшава, Рим",
    ),
    "forecast": ("/forecast Moscow", "/forecast Москва"),
    "comparison": ("/forecast Moscow, Oslo, Rome", "/forecast Москва, Осло, Рим"),
    "asked: rain": ("will it rain in Oslo tomorrow?", "будет ли дождь в Осло завтра?"),
    "asked: wind": ("how windy in Rome on Friday", "какой ветер в Риме в пятницу"),
    "asked: ice": ("will it be icy in Oslo tomorrow?", "будет ли гололёд в Осло завтра?"),
    "asked: warmest day": ("warmest day this week in Rome", "какой день самый тёплый на этой неделе в Риме"),
    "asked: air": ("air quality in Delhi", "качество воздуха в Дели"),
    "asked: evening": ("Moscow tomorrow evening", "Москва завтра вечером"),
    "asked: date": ("Moscow, 31 December 2030", "Москва 31 декабря 2030"),
    "ambiguous": ("Springfield", "Спрингфилд"),
    "suggestions": ("/weather Lodnon, Brelin", "/weather Лодонн, Брелин"),
    "retry": ("Tver", "Тверь"),
    "daily offer": ("send me the weather in Oslo every morning", "присылай погоду в Осло каждое утро"),
    "daily choice": ("/daily 8:00 Springfield", "/daily 8:00 Спрингфилд"),
    "daily list": ("/daily", "/daily"),
    "places": ("/places", "/places"),
    "settings": ("/settings", "/settings"),
    "one setting": ("/settings wind", "/settings ветер"),
    "help": ("/help", "/help"),
    "privacy": ("/privacy", "/privacy"),
}
"""Maps the kind of a message to the question, in English and in Russian, that the message answers."""

PAGES = {"hours": ("now", "button-hours"), "10 days": ("now", "button-ten-days"), "day": ("forecast", None)}
"""Maps a kind of message that a button shows to the kind of message with the button, and to the key of the
button's label. The key is None if the label is a date.
"""

LAST = ("privacy",)
"""Kinds of messages whose buttons are pressed last, because a button deletes the data of the chat."""


@dataclass
class User:
    """A user with a private chat, a group and a channel, and the messages with buttons in these chats."""

    chat: Chat
    group: Chat
    channel: Chat
    messages: dict[str, tuple[Chat, BotMessage]] = field(default_factory=dict)
    inline: InlineMessage | None = None

    @property
    def language(self) -> str:
        """The language of the user's Telegram."""
        return str(self.chat.user["language_code"])

    def words(self, kind: str) -> str:
        """Return the question for a message of the kind *kind*, in the user's language."""
        return QUESTIONS[kind][self.language == "ru"]


@dataclass
class Result:
    """The results of the buttons of one kind of messages."""

    messages: int = 0
    pressed: int = 0
    worked: int = 0
    changed: int = 0
    """Number of buttons after which the bot edited or sent a message before it answered the press."""
    notices: Counter[str] = field(default_factory=Counter)


async def _ask(chat: Chat, text: str) -> BotMessage:
    chat.send(text)
    while True:
        answer = await chat.next_message(within=ANSWER_SECONDS)
        if answer.photo is None:  # a picture belongs to an earlier answer
            return answer


async def _ask_all(user: User, telegram: TelegramServer) -> None:
    """Ask every question as *user*, and store the answers in *user*."""
    chat, texts = user.chat, texts_for(user.language)
    soon = datetime.now(UTC) + timedelta(minutes=2)
    await _ask(chat, f"/daily {soon:%H:%M} London")
    await _ask(chat, "/places Reykjavik")
    for kind in QUESTIONS:
        user.messages[kind] = chat, await _ask(chat, user.words(kind))
    chat.send_location(55.75, 37.62)
    user.messages["location"] = chat, await chat.next_message(within=ANSWER_SECONDS)
    for kind, (original, key) in PAGES.items():
        shown = await _ask(chat, user.words(original))
        button = texts(key) if key else shown.keyboard[0][2]
        chat.press(shown, button)
        user.messages[kind] = chat, await chat.next_edit(shown, within=ANSWER_SECONDS)
    user.messages["in a group"] = user.group, await _ask(user.group, user.words("namesakes"))
    request = await _ask(chat, "/channel")
    chat.share_channel(request, user.channel)
    prompt = await chat.next_message(within=ANSWER_SECONDS)
    chat.send("8:00 Oslo", reply_to=prompt.message_id)
    await chat.next_message(within=ANSWER_SECONDS)
    user.messages["channel"] = chat, await _ask(chat, "/channel")
    query = telegram.inline.query(chat.user, f"{user.words('now').split()[1]}, Oslo")
    results = await query.results(within=ANSWER_SECONDS)
    user.inline = query.choose(results.titles[0])
    await _ask(chat, "/settings table")
    user.messages["table"] = chat, await _ask(chat, user.words("six places"))
    await _ask(chat, "/settings text")


async def _await_pushes(users: list[User]) -> None:
    """Wait for the daily message of each user, which is due about two minutes after the first question."""
    for user in users:
        found = await user.chat.feed.find(
            lambda event: isinstance(event, BotMessage) and "push:" in str(event.keyboard), within=180
        )
        user.messages["daily message"] = user.chat, cast("BotMessage", user.chat.feed[found])


async def _press_all(user: User, results: dict[str, Result], is_refusal: Callable[[str], bool]) -> None:
    """Press every button of every message, each button once."""

    async def press_and_count(kind: str, label: str, press: Press) -> None:
        result, start = results[kind], len(press.chat.feed)
        result.pressed += 1
        toast = await press.toast(within=ANSWER_SECONDS)
        result.changed += any(isinstance(event, BotMessage) for event in list(press.chat.feed)[start:])
        if is_refusal(toast.text) or toast.alert:
            result.notices[f"{label}: {toast.text}"] += 1
        else:
            result.worked += 1

    for kind in sorted(user.messages, key=lambda kind: kind in LAST):
        chat, message = user.messages[kind]
        results[kind].messages += 1
        for button in [button for row in message.keyboard for button in row if "callback_data" in button]:
            await press_and_count(kind, button["text"], chat.press(message, button))
        if kind == "now" and user.inline is not None:
            results["inline"].messages += 1
            for label in [label for row in user.inline.buttons for label in row]:
                await press_and_count("inline", label, user.inline.press(label))


def _is_refusal(text: str) -> bool:
    return any(
        text == texts_for(code)(key) for code in ("en", "ru") for key in ("toast-old", "error", "storage-away")
    )


async def _run() -> int:
    results: dict[str, Result] = defaultdict(Result)
    env = {"THROTTLE_PER_MINUTE": "0", "LOOK_UPS_PER_HOUR": "0", "OPENWEATHER_API_KEY": ""}
    with tempfile.TemporaryDirectory() as directory, tempfile.TemporaryDirectory() as new_directory:
        async with TelegramServer() as telegram, WeatherServer(now=lambda: datetime.now(UTC)) as weather:
            telegram.set_inline_mode()
            for name in ("Tver", "Тверь"):
                weather.break_(name, Fault(FaultKind.STATUS))
            users = []
            for number in range(USERS):
                user = telegram.user(language="ru" if number % 2 else "en")
                chats = telegram.private_chat(user), telegram.group(user), telegram.channel(user)
                users.append(User(*chats))
            async with BotProcess.start(telegram, weather, Path(directory), env=env) as bot:
                await asyncio.gather(*(_ask_all(user, telegram) for user in users))
                await _await_pushes(users)
                await asyncio.sleep(WRITE_SECONDS)
                await bot.kill()
            weather.mend()
            logs = []
            third = USERS // 3
            for part, state_directory in (
                (users[:third], directory),
                (users[third : 2 * third], directory),
                (users[2 * third :], new_directory),
            ):
                if state_directory == new_directory:
                    shutil.copytree(directory, new_directory, dirs_exist_ok=True)
                async with BotProcess.start(telegram, weather, Path(state_directory), env=env) as bot:
                    await asyncio.gather(*(_press_all(user, results, _is_refusal) for user in part))
                logs.append(bot.log)
    for kind, result in results.items():
        print(
            f"{kind:20} {result.messages:3} messages, {result.pressed:4} buttons, {result.worked:4} worked, "
            f"{result.changed:4} of them with a changed or new message"
        )
        for notice, count in result.notices.items():
            print(f"    {count} × {notice}")
    errors = [line for log in logs for line in log.splitlines() if " ERROR " in line or "CRITICAL" in line]
    print(*errors[:10], sep="\n")
    return int(bool(errors) or any(result.worked < result.pressed for result in results.values()))


if __name__ == "__main__":
    sys.exit(asyncio.run(_run()))
