import json
import logging
from collections.abc import Callable
from functools import partial

import pytest

from bot.logs import LineFormatter
from bot.redaction import MAX_LINE_LENGTH, MAX_TRACEBACK_LINES

TOKEN = "123456:AAE-an-example-that-opens-nothing-x"
KEY = "0123456789abcdef0123456789abcdef"


def record(message: str, *arguments: object, error: BaseException | None = None) -> logging.LogRecord:
    exc_info = (type(error), error, error.__traceback__) if error else None
    return logging.LogRecord("bot", logging.ERROR, __file__, 1, message, arguments, exc_info)


def failure(text: str) -> BaseException:
    with pytest.raises(ValueError) as raised:  # noqa: PT011 - the text is the caller's
        int(text)
    return raised.value


as_text, as_json = partial(LineFormatter, "text"), partial(LineFormatter, "json")
formatters = pytest.mark.parametrize("formatter", [as_text, as_json], ids=["text", "json"])
Formatter = Callable[[list[str]], logging.Formatter]


@formatters
@pytest.mark.parametrize(
    "text",
    [
        f"GET https://api.telegram.org/bot{TOKEN}/getMe",
        f"the half after the colon: {TOKEN.partition(':')[2]}",
        f"quoted: {TOKEN.replace(':', '%3A')}",
        f"https://api.openweathermap.org/data/2.5/weather?lat=1&appid={KEY}&units=metric",
        f"repr: {KEY!r}",
    ],
)
def test_messages_arguments_and_tracebacks_contain_no_secret(formatter: Formatter, text: str) -> None:
    redacting = formatter([TOKEN, KEY])
    records = [record(text), record("%s", text), record("it failed", error=failure(text))]
    for line in map(redacting.format, records):
        assert "***" in line
        assert TOKEN.partition(":")[2] not in line
        assert KEY not in line


@formatters
def test_tokens_and_keys_of_others_are_redacted(formatter: Formatter) -> None:
    line = formatter([]).format(record(f"bot{TOKEN} and ?appid={KEY}&x"))
    assert TOKEN not in line
    assert KEY not in line


@formatters
def test_other_text_is_unchanged(formatter: Formatter) -> None:
    assert "12 places, Москва 100 %" in formatter([TOKEN]).format(record("%d places, %s 100 %%", 12, "Москва"))


@formatters
def test_the_example_of_an_address_is_unchanged(formatter: Formatter) -> None:
    example = "postgresql+asyncpg://USER:PASSWORD@HOST/DATABASE"
    assert example in formatter([]).format(record(example))
    assert "password@" not in formatter([]).format(record(example.lower()))


@formatters
def test_a_password_that_is_a_word_is_kept_where_it_is_a_word(formatter: Formatter) -> None:
    redacting = formatter(["weather", "bot", "42:token", "pa/ss,word", "p@ss"])
    text = "the bot knows the weather; the token is @weather_bot's; wrong password: weather"
    assert text in redacting.format(record(text))


@formatters
@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("postgresql+asyncpg://bot:weather@host/weather", "postgresql+asyncpg://bot:***@host/weather"),
        ("socks5://weather:weather@127.0.0.1:9", "socks5://weather:***@127.0.0.1:9"),
        ("at postgresql://me:pa/ss,word@host/db", "at postgresql://me:***@host/db"),
        ("at postgresql://me:pa%2Fss%2Cword@host/db", "at postgresql://me:***@host/db"),
        ("at https://me:some,body@host", "at https://me:***@host"),
        ("postgresql://host/db?user=me&password=weather&x=1", "postgresql://host/db?user=me&password=***&x=1"),
        ("{'user': 'me', 'password': 'weather'}", "{'user': 'me', 'password': '***'}"),
        ("connect(host='h', password='weather')", "connect(host='h', password='***')"),
        ("Proxy-Authorization: Basic bWU6d2VhdGhlcg==, Host: x", "Proxy-Authorization: Basic ***, Host: x"),
        ("POST /bot42:token/getMe", "POST /bot***/getMe"),
        ("?lat=1&appid=weather&units=metric", "?lat=1&appid=***&units=metric"),
    ],
)
def test_a_password_that_is_a_word_is_redacted_where_secrets_stand(
    formatter: Formatter, text: str, shown: str
) -> None:
    line = formatter(["weather", "42:token", "pa/ss,word"]).format(record(text))
    assert (json.loads(line)["message"] if formatter is as_json else line.partition(": ")[2]) == shown


@formatters
def test_control_characters_cannot_forge_a_line(formatter: Formatter) -> None:
    forged = "x\r\n2026-01-01 00:00:00 INFO bot: all is well\x1b[2J\u202egnp\u2028end\x00\ud800\u200b!"
    line = formatter([]).format(record("passed over: %s", forged))
    assert "x 2026-01-01 00:00:00 INFO bot: all is well [2J gnp end !" in line
    assert len(line.splitlines()) == 1


@formatters
def test_names_in_any_language_are_unchanged(formatter: Formatter) -> None:
    names = "Санкт-Петербург, 東京, القاهرة, می‌خواهم, 👨‍👩‍👧"
    assert names in formatter([]).format(record(names))


@formatters
def test_a_long_message_is_redacted_before_it_is_truncated(formatter: Formatter) -> None:
    line = formatter([TOKEN]).format(record("x" * (MAX_LINE_LENGTH - 20) + TOKEN + "y" * 1_000_000))
    assert "***yyy" in line
    assert len(line) < MAX_LINE_LENGTH + 200
    assert "123456:" not in line


def test_no_line_of_a_traceback_looks_like_another_record() -> None:
    error = failure("boom")
    error.args = ("boom\n2026-01-01 00:00:00 INFO bot: all is well\x1b[2J" + "x" * 10_000 + "\n" * 10_000 + "end",)
    first, *others = as_text([]).format(record("it failed", error=error)).split("\n")
    assert first.endswith("it failed")
    assert all(line.startswith("  ") and len(line) <= MAX_LINE_LENGTH + 2 for line in others)
    assert len(others) <= MAX_TRACEBACK_LINES + 1
    assert (others[0], others[-1]) == ("  Traceback (most recent call last):", "  end")
    assert "\x1b" not in "".join(others)


def test_json_lines_hold_level_logger_message_time_and_traceback() -> None:
    line = json.loads(as_json([]).format(record('say "hi"\n%s', "x", error=failure("boom"))))
    assert (line["level"], line["logger"], line["message"]) == ("ERROR", "bot", 'say "hi" x')
    assert line["time"].endswith("+00:00")
    assert "ValueError: invalid literal" in line["exception"]
