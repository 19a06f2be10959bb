"""The bot answers each user in the language of their Telegram."""

import re

import pytest

from tests.e2e.stage import Stage, blocks

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_a_russian_user_reads_russian_names_words_and_units(stage: Stage) -> None:
    city = stage.rainy_city(name_ru="Дождевск")

    answer = await stage.ask(f"/weather {city.name_en}", language="ru")

    assert answer.text.startswith("Дождевск, Великобритания · ")
    assert "+4\u00a0°C, дождь, ощущается как \u22121\u00a0°C" in answer.text
    assert "\u00a0м/с" in answer.text
    assert "\u00a0мм рт. ст." in answer.text
    assert answer.buttons[2] == ["🔄 Обновить", "⭐ Сохранить", "🔔 Оповещать"]


async def test_russian_pressure_is_in_millimetres_of_mercury(with_key: Stage) -> None:
    at_sea_level = int((await with_key.ask("/weather London")).text.partition("pressure ")[2].split()[0])
    russian = (await with_key.ask("/weather London", language="ru")).text

    pressure = re.search("давление (\\d+)\u00a0мм рт. ст.,", russian)
    assert pressure is not None
    # The pressure of the place itself: 120 m above the sea, within 60 m, it is about 11 mm lower.
    assert at_sea_level * 0.750062 - 17 < int(pressure[1]) < at_sea_level * 0.750062 - 4


async def test_a_russian_user_reads_failures_in_russian(with_key: Stage) -> None:
    answer = await with_key.ask("/weather Ыъйцкв", language="ru")
    assert answer.text.startswith("Ыъйцкв: нет такого места\nПроверьте написание")


async def test_a_russian_user_reads_several_cities_in_russian(stage: Stage) -> None:
    calm, rainy = stage.calm_city(name_ru="Тихогорск"), stage.rainy_city(name_ru="Ливневск")

    first, second = blocks(await stage.ask(f"/weather {calm.name_en}, {rainy.name_en}", language="ru"))

    assert first.startswith("Тихогорск")
    assert "пасмурно, штиль" in first
    assert second.startswith("Ливневск")
    assert "дождь, ветер Ю " in second


@pytest.mark.parametrize("language", ["de", "zh-hans", "xx", ""])
async def test_an_unsupported_language_is_answered_in_english(with_key: Stage, language: str) -> None:
    assert (await with_key.ask("/weather Moscow", language=language)).text.startswith("Moscow, Russia")


async def test_a_dialect_of_russian_is_russian(with_key: Stage) -> None:
    assert (await with_key.ask("/weather Moscow", language="ru-RU")).text.startswith("Москва, Россия")


async def test_a_user_without_a_language_is_answered_in_english(with_key: Stage) -> None:
    user = with_key.telegram.user()
    del user["language_code"]
    answer = await with_key.ask("/weather Moscow", with_key.telegram.private_chat(user))
    assert answer.text.startswith("Moscow, Russia")


async def test_two_users_of_one_group_are_answered_each_in_their_own_language(with_key: Stage) -> None:
    alice, boris = with_key.telegram.user(), with_key.telegram.user("Boris", language="ru")
    group = with_key.telegram.group(alice, boris)
    group.send("/weather Moscow", sender=boris)
    assert (await group.next_message()).text.startswith("Москва")
    group.send("/weather Moscow", sender=alice)
    assert (await group.next_message()).text.startswith("Moscow")
