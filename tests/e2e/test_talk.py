"""Messages that do not ask for the weather: greetings, help, and texts that the bot does not understand."""

import pytest

from sandbox.telegram import BotMessage, Chat
from tests.e2e.stage import Stage

pytestmark = pytest.mark.asyncio(loop_scope="session")

EXAMPLES = [["Moscow", "Moscow London"]]


def reply_labels(message: BotMessage) -> list[str]:
    """Return the labels of the reply keyboard of the message."""
    return [button["text"] for row in (message.reply_keyboard or {}).get("keyboard", []) for button in row]


@pytest.mark.parametrize(
    ("language", "greeting", "labels"),
    [
        ("en", "Hi!", ["📍 Weather here", "Moscow", "Moscow London"]),
        ("ru", "Привет!", ["📍 Моя погода", "Москва", "Москва Лондон"]),
    ],
)
@pytest.mark.parametrize("command", ["/start", "/start from-a-link", "/START", "/start@weather_sandbox_bot"])
async def test_start_greets_with_buttons_for_the_location_and_examples(
    with_key: Stage, command: str, language: str, greeting: str, labels: list[str]
) -> None:
    answer = await with_key.ask(command, language=language)
    assert answer.text.startswith(greeting)
    assert reply_labels(answer) == labels
    assert answer.reply_keyboard is not None
    assert answer.reply_keyboard["keyboard"][0][0]["request_location"] is True


async def test_start_with_saved_places_offers_them_and_a_group(with_key: Stage) -> None:
    chat = with_key.telegram.private_chat()
    await with_key.ask("/places Oslo", chat)
    answer = await with_key.ask("/start", chat)
    assert answer.buttons == [["⭐ Saved places"], *EXAMPLES, ["➕ Add me to a group"]]


async def test_an_unknown_name_gets_a_location_button_and_examples(with_key: Stage) -> None:
    private = await with_key.ask("/weather Qwertyzz")
    group = await with_key.ask("/weather Qwertyzz", with_key.telegram.group())
    assert private.text.startswith("Qwertyzz: no such place\nCheck the spelling or add a country")
    assert reply_labels(private) == ["📍 Weather here", "Moscow", "Moscow London"]
    assert group.text.endswith("For example: /weather Moscow London")
    assert group.buttons == EXAMPLES


async def test_a_command_with_a_name_does_not_answer_the_question_before(with_key: Stage) -> None:
    chat = with_key.telegram.private_chat()
    await with_key.ask("/forecast", chat)
    assert " · now " in (await with_key.ask("/weather Oslo", chat)).text


async def test_help_fits_on_one_screen(with_key: Stage) -> None:
    answer = await with_key.ask("/help")
    assert "/weather Moscow London" in answer.text
    assert "up to 20" in answer.text
    assert len(answer.text.splitlines()) <= 20
    assert answer.buttons == [*EXAMPLES, ["➕ Add me to a group"]]


async def test_help_links_to_the_data_sources(with_key: Stage) -> None:
    answer = await with_key.ask("/help", language="ru")
    links = {entity.get("url") for entity in answer.message["entities"] if entity["type"] == "text_link"}
    assert {"https://openweathermap.org", "https://open-meteo.com"} <= links
    assert "CC BY 4.0" in answer.text


async def test_an_unknown_command_gets_the_name_of_a_known_one(with_key: Stage) -> None:
    answer = await with_key.ask("/wether Moscow")
    assert answer.text.startswith("I don’t know that command.")
    assert "/weather Moscow London" in answer.text
    assert answer.buttons == EXAMPLES


@pytest.mark.parametrize("send", [Chat.send_sticker, Chat.send_photo])
async def test_a_sticker_or_a_photo_gets_a_hint(with_key: Stage, send: object) -> None:
    chat = with_key.telegram.private_chat()
    assert callable(send)
    send(chat)
    answer: BotMessage = await chat.next_message()
    assert answer.text.startswith("Send me a city")
    assert reply_labels(answer)[1:] == EXAMPLES[0]


async def test_an_album_gets_one_hint(with_key: Stage) -> None:
    chat = with_key.telegram.private_chat()
    for album in ("1234567890", "1234567891"):
        for _ in range(10):
            chat.send_photo(album=album)

    hints = [(await chat.next_message()).text for _ in range(2)]
    assert all(text.startswith("Send me a city") for text in hints)
    assert not (await with_key.ask("/help", chat)).text.startswith("Send me a city")
    assert len(chat.answers) == 3


@pytest.mark.parametrize(
    ("text", "language", "hint"),
    [
        ("как дела", "ru", "Напишите город"),
        ("Мир", "ru", "Напишите город"),
        ("nice", "en", "Send me a city"),
        ("how are you", "en", "Send me a city"),
        ("Qwertyzz", "en", "Send me a city"),
    ],
)
async def test_a_text_without_places_gets_a_hint_without_a_look_up(
    with_key: Stage, text: str, language: str, hint: str
) -> None:
    before = len(with_key.weather.requests)

    answer = await with_key.ask(text, language=language)

    assert answer.text.startswith(hint)
    assert len(reply_labels(answer)) == 3
    assert len(with_key.weather.requests) == before


async def test_a_word_after_the_command_is_read_as_a_place(with_key: Stage) -> None:
    assert (await with_key.ask("/weather nice")).text.startswith("Nice, France · ")


async def test_an_update_of_an_unknown_kind_is_ignored(with_key: Stage) -> None:
    with_key.telegram.put_update({"from_the_future": {"id": 1}})
    assert (await with_key.ask("/help")).text.startswith("Weather now")
