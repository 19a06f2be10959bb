"""Texts that are only a greeting or thanks, and texts that are code or links."""

import pytest

from services.questions import SmallTalkKind, is_code_or_link, read_small_talk


@pytest.mark.parametrize(
    ("text", "talk"),
    [
        ("Привет!", SmallTalkKind.GREETING),
        ("добрый день", SmallTalkKind.GREETING),
        ("Доброе утро 🌞", SmallTalkKind.GREETING),
        ("Hello there", SmallTalkKind.GREETING),
        ("hi bot", SmallTalkKind.GREETING),
        ("good morning!", SmallTalkKind.GREETING),
        ("спасибо!", SmallTalkKind.THANKS),
        ("спасибо большое 🙏", SmallTalkKind.THANKS),
        ("ок, спасибо", SmallTalkKind.THANKS),
        ("благодарю", SmallTalkKind.THANKS),
        ("thanks a lot!", SmallTalkKind.THANKS),
        ("Thank you", SmallTalkKind.THANKS),
        ("nice one, ta", SmallTalkKind.THANKS),
        ("спасибо, пока", SmallTalkKind.THANKS),
        ("до завтра", SmallTalkKind.FAREWELL),
        ("see you tomorrow", SmallTalkKind.FAREWELL),
        ("спокойной ночи", SmallTalkKind.FAREWELL),
    ],
)
def test_greetings_and_thanks_are_recognised(text: str, talk: SmallTalkKind) -> None:
    assert read_small_talk(text) is talk


@pytest.mark.parametrize(
    "text",
    [
        "привет, погода в Москве",
        "Спасибо, а завтра?",
        "hello Kitty",
        "ok",
        "",
        "!",
        "Спас-Клепики",
        "Hilo",
        "спасибо " * 50,
    ],
)
def test_a_greeting_with_more_words_is_not_a_greeting(text: str) -> None:
    assert read_small_talk(text) is None


@pytest.mark.parametrize(
    "text",
    [
        'print("Томск")',
        "import { seattle } from './cities'",
        "x = London",
        "<b>Oslo</b>",
        "https://example.org/denver/next-week",
        "смотри www.gismeteo.ru/moscow",
        "$PATH",
    ],
)
def test_code_and_links_are_not_questions(text: str) -> None:
    assert is_code_or_link(text)


@pytest.mark.parametrize(
    "text", ["Paris (Texas)", "Москва; Сочи", "Rome & Oslo", "Лондон/Париж", "г. Тверь", "St. John's"]
)
def test_lists_of_places_are_neither_code_nor_links(text: str) -> None:
    assert not is_code_or_link(text)
