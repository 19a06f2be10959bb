"""Texts that are only a greeting or thanks, and texts that are code or links."""

import pytest

from services.questions import Talk, is_code_or_link, read_small_talk


@pytest.mark.parametrize(
    ("text", "talk"),
    [
        ("Привет!", Talk.GREETING),
        ("добрый день", Talk.GREETING),
        ("Доброе утро 🌞", Talk.GREETING),
        ("Hello there", Talk.GREETING),
        ("hi bot", Talk.GREETING),
        ("good morning!", Talk.GREETING),
        ("спасибо!", Talk.THANKS),
        ("спасибо большое 🙏", Talk.THANKS),
        ("ок, спасибо", Talk.THANKS),
        ("благодарю", Talk.THANKS),
        ("thanks a lot!", Talk.THANKS),
        ("Thank you", Talk.THANKS),
        ("nice one, ta", Talk.THANKS),
        ("спасибо, пока", Talk.THANKS),
        ("до завтра", Talk.FAREWELL),
        ("see you tomorrow", Talk.FAREWELL),
        ("спокойной ночи", Talk.FAREWELL),
    ],
)
def test_greetings_and_thanks_are_recognised(text: str, talk: Talk) -> None:
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
