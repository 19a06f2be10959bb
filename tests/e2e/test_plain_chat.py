"""Private chats without commands: greetings, words for commands, captions, links to maps."""

import re

import pytest

from sandbox.telegram import BotMessage, Deleted
from tests.e2e.stage import Stage

CITIES = {"London", "Rome", "Yekaterinburg", "Moscow", "Kazan", "Sochi", "Tver", "Tula"}

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.usefixtures("current_date")]


def location_button(message: BotMessage) -> str | None:
    """Return the label of the button that sends the location, or None without such a button."""
    keyboard = (message.reply_keyboard or {}).get("keyboard")
    if keyboard is None:
        return None
    [button], examples = keyboard
    assert [example["text"] for example in examples] in (["Moscow", "Moscow London"], ["Москва", "Москва Лондон"])
    assert button["request_location"] is True
    assert message.reply_keyboard is not None
    assert message.reply_keyboard["one_time_keyboard"] is True
    return str(button["text"])


@pytest.mark.parametrize(
    ("text", "language", "reply", "button"),
    [
        ("привет", "ru", "Привет! Напишите город\u00a0– или пришлите геопозицию.", "📍 Моя погода"),
        ("Hello!", "en", "Hello! Send me a city, or your location.", "📍 Weather here"),
        ("спасибо!", "ru", "Пожалуйста!", None),
        ("thanks a lot", "en", "You’re welcome!", None),
        ("до завтра", "ru", "До встречи!", None),
        ("bye", "en", "See you!", None),
    ],
)
async def test_a_greeting_is_returned(
    stage: Stage, text: str, language: str, reply: str, button: str | None
) -> None:
    before = len(stage.weather.requests)
    answer = await stage.ask(text, language=language)
    assert answer.text == reply
    assert location_button(answer) == button
    assert answer.buttons == []
    assert len(stage.weather.requests) == before


@pytest.mark.parametrize("text", ["погода", "weather", "/weather", "будет дождь?"])
async def test_a_question_without_a_place_gets_a_button_for_the_location(stage: Stage, text: str) -> None:
    answer = await stage.ask(text, language="ru")
    assert answer.text == "Какой город? Напишите название или пришлите геопозицию."
    assert location_button(answer) == "📍 Моя погода"


@pytest.mark.parametrize("text", ["погода тут завтра", "/погода завтра здесь", "завтра у меня"])
async def test_a_question_about_here_asks_for_the_location_whatever_was_asked_before(
    stage: Stage, text: str
) -> None:
    chat = stage.telegram.private_chat(language="ru")
    await stage.ask("Осло", chat)
    assert location_button(await stage.ask(text, chat)) == "📍 Моя погода"

    chat.send_location(69.65, 18.96)

    assert (await chat.next_message()).text.startswith("Тромсё, завтра")


async def test_in_a_group_nobody_is_asked_for_a_location(stage: Stage) -> None:
    answer = await stage.ask("/weather", stage.telegram.group())
    assert answer.text == "Which city? Reply to this message with its name."
    assert answer.reply_keyboard is None
    assert answer.buttons == []


@pytest.mark.parametrize("by_pin", [True, False])
async def test_the_location_button_is_removed_after_an_answer(stage: Stage, by_pin: bool) -> None:
    chat = stage.telegram.private_chat()
    assert location_button(await stage.ask("weather", chat)) is not None

    if by_pin:
        chat.send_location(59.91, 10.75)
    else:
        chat.send("Oslo")
    answer = await chat.next_message()

    assert "Oslo, Norway" in answer.text
    removal = await chat.feed.find(
        lambda event: isinstance(event, BotMessage) and event.removes_keyboard, within=5
    )
    shown = chat.feed[removal]
    assert isinstance(shown, BotMessage)
    await chat.feed.find(lambda event: event == Deleted(shown.message_id), within=5)
    await stage.ask("Oslo", chat)
    assert len([event for event in chat.feed if isinstance(event, BotMessage) and event.removes_keyboard]) == 1


@pytest.mark.parametrize(
    ("text", "language", "reply"),
    [
        ("помощь", "ru", "Погода сейчас"),
        ("Help", "en", "Weather now"),
        ("меню", "ru", "Погода сейчас"),
        ("настройки", "ru", "Настройки этого чата"),
        ("settings", "en", "Settings of this chat"),
        ("/настройки", "ru", "Настройки этого чата"),
        ("/помощь", "ru", "Погода сейчас"),
        ("start", "en", "Hi! I show the weather"),
        ("старт", "ru", "Привет! Я показываю погоду"),
        ("отписаться", "ru", "Ежедневных прогнозов здесь нет."),
        ("Stop.", "en", "No daily forecasts are set here."),
        ("/погода Осло", "ru", "Осло, Норвегия"),
        ("/ПОГОДА Осло", "ru", "Осло, Норвегия"),
    ],
)
async def test_commands_have_names_in_words(stage: Stage, text: str, language: str, reply: str) -> None:
    assert reply in (await stage.ask(text, language=language)).text


async def test_the_forecast_has_a_russian_name_also_in_a_group(stage: Stage) -> None:
    answer = await stage.ask("/прогноз Осло", stage.telegram.group(), language="ru")
    assert "Oslo" in answer.text
    assert "5 days" not in str(answer.buttons)


async def test_the_word_stop_shows_the_daily_pushes(stage: Stage) -> None:
    chat = stage.telegram.private_chat()
    await stage.ask("/daily 8:00 Oslo", chat)
    assert (await stage.ask("stop", chat)).text.startswith("Daily forecasts")


async def test_in_a_group_words_do_not_stand_for_commands(stage: Stage) -> None:
    group = stage.telegram.group()
    for text in ("help", "настройки", "stop", "привет", "спасибо", "https://maps.google.com/?q=59.91,10.75"):
        group.send(text)
    assert await stage.silent(group)


async def test_a_caption_is_read_like_a_text(stage: Stage) -> None:
    chat = stage.telegram.private_chat()
    chat.send_photo("погода в Осло")
    assert "Oslo, Norway" in (await chat.next_message()).text


async def test_an_album_with_a_caption_is_answered_once(stage: Stage) -> None:
    chat = stage.telegram.private_chat()
    for caption in ("Oslo", "", "Rome"):
        chat.send_photo(caption, album="42")
    assert "Oslo, Norway" in (await chat.next_message()).text
    assert (await stage.ask("/help", chat)).text.startswith("Weather now")


@pytest.mark.parametrize(
    "link",
    [
        "https://www.google.com/maps/@59.91,10.75,12z",
        "Встречаемся тут: https://yandex.ru/maps/?ll=10.75,59.91&z=12",
        "https://maps.apple.com/?ll=59.91,10.75",
        "https://www.openstreetmap.org/#map=12/59.91/10.75",
        "geo:59.91,10.75",
    ],
)
async def test_a_link_to_a_map_counts_as_a_pin(stage: Stage, link: str) -> None:
    assert "Oslo, Norway" in (await stage.ask(link)).text


@pytest.mark.parametrize(
    "text",
    [
        "https://maps.app.goo.gl/AbCdEf",
        "https://example.org/denver/next-week",
        "https://www.google.com/maps/place/London",
        'print("London")',
        "новости Москвы",
        "tell me a joke about London",
        "will you be there tomorrow?",
        "увидимся завтра",
    ],
)
async def test_links_code_and_news_get_a_hint_without_a_look_up(stage: Stage, text: str) -> None:
    before = len(stage.weather.requests)
    assert (await stage.ask(text)).text.startswith("Send me a city")
    assert len(stage.weather.requests) == before


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("how's London", ["London"]),
        ("что в Риме", ["Rome"]),
        ("ну как там екб", ["Yekaterinburg"]),
        ("еду из Москвы в Казань", ["Moscow", "Kazan"]),
        ("Москва, Сочи и ещё Тверь", ["Moscow", "Sochi", "Tver"]),
        ("Список городов: Москва, Тула, Казань", ["Moscow", "Tula", "Kazan"]),
    ],
)
async def test_a_long_question_is_answered_about_its_places(stage: Stage, text: str, places: list[str]) -> None:
    answer = await stage.ask(text)
    assert [line for line in re.split("\n| · |, ", answer.text) if line in CITIES] == places


@pytest.mark.parametrize(
    ("text", "language", "answered"),
    [
        ("storm in Galveston?", "en", True),
        ("how long is it going to rain in Galway", "en", True),
        ("tomorrow Malmo Lund and Ystad", "en", True),
        ("чё там в Салехарде", "ru", True),
        ("можно ли завтра ехать из Казани в Уфу", "ru", True),
        ("где купить куртку в Омске", "ru", False),
        ("можно ли пить воду из-под крана в Каире", "ru", False),
        ("скоро новый год", "ru", False),
        ("almost christmas", "en", False),
    ],
)
async def test_questions_about_the_weather_and_other_questions_are_distinguished(
    stage: Stage, text: str, language: str, *, answered: bool
) -> None:
    assert ("°C" in (await stage.ask(text, language=language)).text) is answered


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("do i need to scrape ice off the car tomorrow in Hull", "en"),
        ("Wick tomorrow am wind speed for flying my drone", "en"),
        ("полёт на дроне завтра в Выборге ветер", "ru"),
    ],
)
async def test_an_everyday_word_beside_a_place_is_not_an_unknown_place(
    stage: Stage, text: str, language: str
) -> None:
    answer = (await stage.ask(text, language=language)).text
    assert "no such place" not in answer
    assert "нет такого места" not in answer


async def test_a_verb_of_a_question_is_not_read_as_a_small_town_of_that_name(stage: Stage) -> None:
    answer = await stage.ask("how will the weather change in Wick tomorrow")
    assert answer.text.startswith("Wick")
