import asyncio
import json
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from io import StringIO

import pytest

from bot.logs import LineFormatter
from bot.tracing import log_handling
from services.errors import Unavailable
from services.net.call_counts import count_call

SECRET = "42:a-token"


def question(number: int, chat: int) -> None:
    """Count calls to two services, as the handling of an update does."""
    with log_handling(number, chat, "message", SECRET):
        logging.getLogger("services").info("on the way")
        with count_call("Good"):
            pass
        with pytest.raises(Unavailable), count_call("Bad"):
            raise Unavailable("Bad", 503)


@contextmanager
def logged(formatter: logging.Formatter) -> Iterator[StringIO]:
    """Collect the lines that are logged in this context, formatted by *formatter*."""
    stream = StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(formatter)
    root = logging.getLogger()
    level = root.level
    root.addHandler(handler)
    root.setLevel(logging.INFO)
    try:
        yield stream
    finally:
        root.removeHandler(handler)
        root.setLevel(level)


class Lines:
    """The JSON objects that are logged."""

    def __init__(self, stream: StringIO) -> None:
        self._stream = stream

    def __call__(self) -> list[dict[str, object]]:
        return [json.loads(line) for line in self._stream.getvalue().splitlines()]


@pytest.fixture
def lines() -> Iterator[Lines]:
    with logged(LineFormatter("json", [])) as stream:
        yield Lines(stream)


def test_each_line_about_an_update_contains_its_id_and_its_chats_hash(lines: Lines) -> None:
    question(7, 100)
    logging.getLogger("bot").info("something else")

    on_the_way, done, other = lines()
    assert on_the_way["update"] == done["update"] == 7
    assert on_the_way["chat"] == done["chat"]
    assert "update" not in other


def test_the_last_line_contains_the_calls_to_providers_and_the_duration(lines: Lines) -> None:
    question(7, 100)

    done = lines()[-1]
    assert done["kind"] == "message"
    assert isinstance(done["milliseconds"], int)
    assert done["calls"] == {"Good: ok": 1, "Bad: unavailable (503)": 1}


def test_a_chat_has_one_hash_and_its_id_is_never_logged(lines: Lines) -> None:
    for number, chat in ((1, 123_456_789), (2, 123_456_789), (3, -1)):
        question(number, chat)

    chats = [line["chat"] for line in lines()]
    assert chats[:4] == [chats[0]] * 4
    assert len(set(chats)) == 2
    assert "123456789" not in str(lines())


async def test_a_cancelled_call_is_counted_as_such(lines: Lines) -> None:
    async def slow() -> None:
        with count_call("Slow"):
            await asyncio.Event().wait()

    with log_handling(1, 1, "message", SECRET):
        task = asyncio.create_task(slow())
        await asyncio.sleep(0)
        task.cancel()
        await asyncio.wait({task})

    assert lines()[-1]["calls"] == {"Slow: cancelled": 1}


def test_a_line_of_text_names_the_update_before_the_message() -> None:
    with logged(LineFormatter("text", [SECRET])) as stream:
        question(7, 100)
    first, last = stream.getvalue().splitlines()
    assert "services: [update 7 chat " in first
    assert last.endswith("calls of providers: Bad: unavailable (503) ×1, Good: ok ×1")
