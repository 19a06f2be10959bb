"""The terminal chat, with a bot of three lines."""

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine
from io import StringIO
from typing import Any

import pytest
from aiogram import Bot, Dispatcher
from aiogram.types import CallbackQuery, InlineKeyboardButton, InlineKeyboardMarkup, Message

from sandbox.chat import conversation
from sandbox.chat.screen import Screen
from sandbox.chat.session import NOT_DELIVERED, Session
from sandbox.faults import Fault, FaultKind
from sandbox.playground import Playground
from sandbox.telegram import TelegramServer
from sandbox.weather import WeatherServer
from tests.sandbox.test_photos import png

KEYBOARD = InlineKeyboardMarkup(
    inline_keyboard=[
        [
            InlineKeyboardButton(text="🔄 Refresh", callback_data="refresh"),
            InlineKeyboardButton(text="Try again", callback_data="again"),
        ],
        [InlineKeyboardButton(text="Source", url="https://open-meteo.com/")],
    ]
)


async def on_message(message: Message) -> None:
    if message.text == "picture":
        await message.answer_photo(png())
    elif message.text != "silence":
        user = message.from_user
        text = message.text or message.content_type.lower()
        language = user.language_code if user else ""
        await message.answer(f"🌦 <b>{text}</b> in {language}", parse_mode="HTML", reply_markup=KEYBOARD)


async def on_press(query: CallbackQuery) -> None:
    if query.data == "refresh" and isinstance(query.message, Message):
        await query.answer()
        await query.message.edit_text("fresh", reply_markup=KEYBOARD)
    else:
        await query.answer("Nothing new")


class Weather(WeatherServer):
    """A weather server that records the calls of its methods."""

    def __init__(self) -> None:
        super().__init__()
        self.recorded: list[object] = []

    def break_(self, target: str, fault: Fault, *, service: str = "weather", times: int | None = None) -> None:
        super().break_(target, fault, service=service, times=times)
        self.recorded.append((target, fault))

    def mend(self, target: str | None = None) -> None:
        super().mend(target)
        if target is None:
            self.recorded.append("mend")

    def delay(self, target: str, seconds: float) -> None:
        self.recorded.append((target, seconds))


@pytest.fixture
def weather() -> Weather:
    return Weather()


@pytest.fixture
async def polled(telegram: TelegramServer, bot: Bot) -> AsyncIterator[None]:
    dispatcher = Dispatcher()
    dispatcher.message.register(on_message)
    dispatcher.callback_query.register(on_press)
    polling = asyncio.create_task(dispatcher.start_polling(bot, handle_signals=False))
    await telegram.calls.find(lambda call: call.method == "getUpdates")
    yield
    await dispatcher.stop_polling()
    await polling


RunLines = Callable[..., Coroutine[Any, Any, tuple[str, bool]]]


@pytest.fixture
def run_lines(telegram: TelegramServer, weather: Weather) -> RunLines:
    """Return a function that runs a chat with some lines and returns its output, and whether all were answered."""

    async def chat(*lines: str, settle: conversation.Settle = settled) -> tuple[str, bool]:
        out = StringIO()
        screen = Screen(out, live=False)
        session = Session(Playground(telegram, weather), screen)
        async with screen.following(session.chats):
            answered = await conversation.run_chat(iterate(lines), session, screen, settle)
        return out.getvalue(), answered

    return chat


async def settled() -> None:
    """Return at once, because the bot of these tests sends nothing after an answer."""


async def iterate(lines: tuple[str, ...]) -> AsyncIterator[str]:
    for line in lines:
        yield line


@pytest.mark.usefixtures("polled")
async def test_a_line_is_echoed_sent_and_answered(run_lines: RunLines) -> None:
    written, answered = await run_lines("/weather Moscow")
    assert written.splitlines() == [
        "you: /weather Moscow",
        "bot · sample weather",
        "🌦 /weather Moscow in en",
        "[1] 🔄 Refresh  [2] Try again",
        "[3] Source",
    ]
    assert answered


@pytest.mark.usefixtures("polled")
async def test_a_number_presses_a_button_and_waits_for_its_effect(run_lines: RunLines) -> None:
    written, answered = await run_lines("hello", "1", "2", "3", "4")
    assert written.splitlines()[5:] == [
        "you: 1",
        "bot · sample weather · edited",
        "fresh",
        "[1] 🔄 Refresh  [2] Try again",
        "[3] Source",
        "you: 2",
        "bot · sample weather",
        "(Nothing new)",
        "you: 3",
        "sandbox: this button leads elsewhere: https://open-meteo.com/",
        "you: 4",
        "sandbox: there is no button 4",
    ]
    assert answered


@pytest.mark.usefixtures("polled")
async def test_commands_change_the_language_the_chat_and_the_kind_of_message(run_lines: RunLines) -> None:
    written, _ = await run_lines(":ru", "да", ":group", "/да", ":private", ":en", ":pin 55.75 37.62")
    assert [line for line in written.splitlines() if "bot" in line or "🌦" in line] == [
        "bot · sample weather",
        "🌦 да in ru",
        "bot · sample weather · Friends",
        "🌦 /да in ru",
        "bot · sample weather",
        "🌦 location in en",
    ]


async def test_the_weather_breaks_and_is_mended(run_lines: RunLines, weather: Weather) -> None:
    await run_lines(":break London 503", ":break New York slow", ":break open-meteo hang", ":delay 1.5", ":mend")
    assert weather.recorded == [
        ("London", Fault(FaultKind.STATUS, 503)),
        ("New York", Fault(FaultKind.SLOW_BODY)),
        ("open-meteo", Fault(FaultKind.HANG)),
        ("weather", 1.5),
        "mend",
    ]


@pytest.mark.usefixtures("polled")
async def test_a_broken_telegram_still_delivers_messages_to_the_bot(
    run_lines: RunLines, telegram: TelegramServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(conversation, "ANSWER_TIMEOUT", 0.05)
    await run_lines(":break telegram 429", "hello")
    refused = telegram.calls[await telegram.calls.find(lambda call: call.method == "sendMessage")]
    assert refused.fault
    assert refused.fault.retry_after == 1


@pytest.mark.usefixtures("polled")
async def test_a_line_without_an_answer_is_reported(run_lines: RunLines, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(conversation, "ANSWER_TIMEOUT", 0.05)
    written, answered = await run_lines("silence")
    assert written == "you: silence\nsandbox: no answer in 0.05 s\n"
    assert not answered


@pytest.mark.usefixtures("polled")
async def test_a_line_of_a_group_that_the_bot_does_not_receive_needs_no_answer(run_lines: RunLines) -> None:
    written, answered = await run_lines(":group", "Is it cold?", "/weather Moscow")
    after_the_line = written.partition("you: Is it cold?\n")[2].splitlines()
    assert after_the_line[0] == f"sandbox: {NOT_DELIVERED}"
    assert after_the_line[1] == "you: /weather Moscow"
    assert "🌦 /weather Moscow in en" in after_the_line
    assert answered


@pytest.mark.usefixtures("polled")
async def test_a_line_waits_until_the_bot_is_idle_after_the_previous_answer(
    run_lines: RunLines, telegram: TelegramServer, bot: Bot
) -> None:
    async def settle() -> None:
        (chat,) = (chat for chat in telegram.chats.values() if chat.answers)
        before = len(chat.feed)
        await bot.send_message(chat.id, "what follows")
        await chat.feed.find(lambda _: True, start=before)

    written, _ = await run_lines("one", "two", settle=settle)
    texts = [line for line in written.splitlines() if line.startswith(("you", "🌦", "what"))]
    assert texts == ["you: one", "🌦 one in en", "what follows", "you: two", "🌦 two in en", "what follows"]


@pytest.mark.usefixtures("polled")
async def test_a_picture_is_not_the_answer_to_a_line(run_lines: RunLines, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(conversation, "ANSWER_TIMEOUT", 0.5)
    written, answered = await run_lines("picture")
    assert "[picture: " in written
    assert not answered


@pytest.mark.parametrize(
    ("line", "reply"),
    [
        (":oops", "unknown command :oops; :help lists the commands"),
        (":pin Moscow", "usage: :pin 55.75 37.62"),
        (":ru please", "usage: :ru"),
        (":break London", "usage: :break London 503"),
        (":break London softly", "'softly' is neither a status nor one of hang, drop, truncated, slow"),
        (":break telegram 999", "'999' is neither a status nor one of hang, drop, truncated, slow"),
        (":break Qwertyzz 503", "there is neither a service nor a city 'Qwertyzz'"),
        ("1", "there is no button 1"),
    ],
)
async def test_a_wrong_line_is_explained_and_ignored(run_lines: RunLines, line: str, reply: str) -> None:
    assert await run_lines(line) == (f"you: {line}\nsandbox: {reply}\n", True)


async def test_help_lists_the_commands_and_quit_ends_the_chat(run_lines: RunLines) -> None:
    written, answered = await run_lines(":help", ":quit", "never sent")
    assert ":break London 503" in written
    assert "never sent" not in written
    assert answered


class Terminal(StringIO):
    def isatty(self) -> bool:
        return True


async def test_a_live_screen_has_bold_text_and_does_not_wait(
    telegram: TelegramServer, weather: Weather, bot: Bot
) -> None:
    out = Terminal()
    screen = Screen(out, live=True)
    session = Session(Playground(telegram, weather), screen)
    async with screen.following(session.chats):
        assert await conversation.run_chat(iterate(("silence",)), session, screen, settled)
        await bot.send_message(session.private.id, "🌦 <b>+21</b>", parse_mode="HTML")
        await screen.shown.find(lambda _: True)
    assert out.getvalue().endswith("🌦 \x1b[1m+21\x1b[22m\n")
