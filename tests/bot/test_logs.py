import json
import logging
from collections.abc import Callable

import pytest

from bot.logs import JsonLines, Redacting

TOKEN = "123456:AAE-an-example-that-opens-nothing-x"
KEY = "0123456789abcdef0123456789abcdef"


def record(message: str, *arguments: object, error: BaseException | None = None) -> logging.LogRecord:
    exc_info = (type(error), error, error.__traceback__) if error else None
    return logging.LogRecord("bot", logging.ERROR, __file__, 1, message, arguments, exc_info)


def failure(text: str) -> BaseException:
    with pytest.raises(ValueError) as raised:  # noqa: PT011 - the text is the caller's
        int(text)
    return raised.value


formatters = pytest.mark.parametrize("formatter", [Redacting, JsonLines])
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
def test_no_secret_passes_in_a_message_an_argument_or_a_traceback(formatter: Formatter, text: str) -> None:
    redacting = formatter([TOKEN, KEY])
    records = [record(text), record("%s", text), record("it failed", error=failure(text))]
    for line in map(redacting.format, records):
        assert "***" in line
        assert TOKEN.partition(":")[2] not in line
        assert KEY not in line


@formatters
def test_what_looks_like_a_token_or_a_key_is_blotted_out_even_when_it_is_not_ours(formatter: Formatter) -> None:
    line = formatter([]).format(record(f"bot{TOKEN} and ?appid={KEY}&x"))
    assert TOKEN not in line
    assert KEY not in line


@formatters
def test_everything_else_stays(formatter: Formatter) -> None:
    assert "12 places, Москва 100 %" in formatter([TOKEN]).format(record("%d places, %s 100 %%", 12, "Москва"))


def test_json_lines_hold_level_logger_message_time_and_traceback() -> None:
    line = json.loads(JsonLines([]).format(record('say "hi"\n%s', "x", error=failure("boom"))))
    assert (line["level"], line["logger"], line["message"]) == ("ERROR", "bot", 'say "hi"\nx')
    assert line["time"].endswith("+00:00")
    assert "ValueError: invalid literal" in line["exception"]
