"""Hostile texts: each gets one answer, which a strict Telegram accepts."""

from itertools import product

import pytest

from tests.e2e.stage import Stage, blocks

pytestmark = pytest.mark.asyncio(loop_scope="session")

LONGEST = 4096
WORDS = ["".join(letters) for letters in product("qxzjkvw", repeat=4)]


def longest_text(separator: str, *, around: str = "") -> str:
    """Return a text of the greatest length, made of different words."""
    return separator.join(around + word for word in WORDS)[:LONGEST]


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("<qwertyzz>", "qwertyzz: no such place"),
        ("<i>Moscow</i>", "Moscow, Russia"),
        ("{0}qwertyzz{name}", "qwertyzz: no such place"),
        ("%s qwertyzz %(x)s", "s qwertyzz: no such place"),
        ("&lt;qwertyzz&gt;", "qwertyzz: no such place"),
        ("../../qwertyzz", "qwertyzz: no such place"),
        ("'; qwertyzz", "qwertyzz: no such place"),
        ("Qwertyzz's", "Qwertyzz's: no such place"),
    ],
)
async def test_markup_and_code_are_text_like_any_other(with_key: Stage, text: str, answer: str) -> None:
    assert any(block.startswith(answer) for block in blocks(await with_key.ask(f"/weather {text}")))


@pytest.mark.parametrize(
    "text",
    [
        "😀",
        "👨‍👩‍👧‍👦🏳️‍🌈",
        ",,;&",
        "...",
        "-–—",
        "\x00\x07\x1b",
        "\u202e\u2066\u200f",
    ],
)
async def test_a_text_without_a_name_gets_the_hint(with_key: Stage, text: str) -> None:
    assert (await with_key.ask(text)).text.startswith("Send me a city")
    assert (await with_key.ask(f"/weather {text}")).text.startswith("I see no place name in that.")


@pytest.mark.parametrize(
    "text", ["\x00Moscow\x00", "\u202eMoscow\u202c", "\u200fMoscow\ufeff", "🌦Moscow🌦", "«Moscow»"]
)
async def test_invisible_characters_around_a_name_are_ignored(with_key: Stage, text: str) -> None:
    assert (await with_key.ask(text)).text.startswith("Moscow, Russia")


@pytest.mark.parametrize(
    "text",
    [
        "x" * LONGEST,
        "й" * LONGEST,
        "<" * LONGEST,
        "&lt;" * 1024,
        "😀" * (LONGEST // 2),
        "," * LONGEST,
        "x," * (LONGEST // 2),
        "\u0301" * LONGEST,
        "a\u0301" * (LONGEST // 2),
        "/" + "x" * (LONGEST - 1),
        longest_text(" "),
        longest_text(","),
        longest_text("\n"),
        longest_text(",", around="<&>"),
        longest_text(" и "),
        ("𝕄" * 30 + ",") * 60,
        "0" * LONGEST,
        "-" * LONGEST,
        "https://example.org/?q=" + "%20" * 1300,
    ],
    ids=lambda text: ascii(text[:12]) + f" to {len(text)}",
)
@pytest.mark.parametrize("command", ["", "/weather "])
async def test_a_text_of_the_greatest_length_gets_one_quick_answer(stage: Stage, command: str, text: str) -> None:
    chat = stage.telegram.private_chat()
    before = len(stage.weather.requests)

    answer = await stage.ask((command + text)[:LONGEST], chat)

    assert 0 < len(answer.text) <= LONGEST
    assert [call.ok for call in stage.sent(chat)] == [True]
    asked = stage.weather.requests[before:]
    assert not [request for request in asked if request.places]
    assert len(asked) <= 60


async def test_a_word_too_long_for_a_name_is_shortened(stage: Stage) -> None:
    assert "x…: no such place\n" in (await stage.ask("/weather " + "x" * 4000)).text


async def test_names_with_markup_are_shown_literally(stage: Stage) -> None:
    name = "Tom & <Jerry>"
    stage.city(name_en=name, aliases=("Tomjerry",), country_en="<b>", population=500_000)
    stage.city(name_en=name, aliases=("Tomjerry",), country_en="</b>", population=400_000, latitude=-72.5)
    chat = stage.telegram.private_chat()

    answer = await stage.ask("/weather Tomjerry", chat)
    assert answer.text.startswith("Tom & <Jerry>, <b> · ")
    chat.press(answer, "Another Tom & <Jerry>?")
    chat.press(await chat.next_edit(answer), "Tom & <Jerry>, </b>")

    await chat.feed.find(lambda event: getattr(event, "version", 0) == 2)
    assert chat.answers[answer.message_id].text.startswith("Tom & <Jerry>, </b> · ")


async def test_the_bot_still_answers_afterwards(stage: Stage) -> None:
    assert "a handler raised" not in stage.bot.log
    assert (await stage.ask("/weather Moscow")).text.startswith("Moscow, Russia")
