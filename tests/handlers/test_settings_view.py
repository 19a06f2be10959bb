from dataclasses import asdict, replace
from typing import TYPE_CHECKING

import pytest

from handlers.texts import Texts, texts_for
from handlers.views.settings import (
    ChangeSettingCallback,
    ChangeUnitsCallback,
    OpenSettingCallback,
    Setting,
    settings_keyboard,
    settings_text,
)
from handlers.views.units import Units
from sandbox.telegram.html import parse_html
from services.storage import ChatSettings
from services.units import (
    OPTIONS_BY_SETTING,
    AnswerLayout,
    ClockFormat,
    DailyPictureOption,
    PictureTheme,
    PressureLevel,
    PressureUnit,
    TemperatureUnit,
    WindUnit,
)

if TYPE_CHECKING:
    from aiogram.filters.callback_data import CallbackData

NOTHING = ChatSettings()
ALL = ChatSettings(
    language="en",
    temperature=TemperatureUnit.FAHRENHEIT,
    wind=WindUnit.KNOTS,
    pressure=PressureUnit.INCHES_OF_MERCURY,
    pressure_level=PressureLevel.PLACE,
    clock=ClockFormat.HOURS_12,
    theme=PictureTheme.DARK,
    daily_picture=DailyPictureOption.WITH_PICTURE,
    layout=AnswerLayout.AS_TABLE,
)


def text(settings: ChatSettings, texts: Texts, open_setting: Setting | None = None) -> list[str]:
    marked = () if open_setting is None else (open_setting,)
    return settings_text(settings, Units(texts, settings), marked).splitlines()


def labels(settings: ChatSettings, texts: Texts, open_setting: Setting | None = None) -> list[list[str]]:
    keyboard = settings_keyboard(settings, Units(texts, settings), open_setting)
    return [[button.text for button in row] for row in keyboard.inline_keyboard]


def carried(open_setting: Setting | None) -> list[str]:
    keyboard = settings_keyboard(NOTHING, Units(texts_for("en")), open_setting)
    return [button.callback_data or "" for row in keyboard.inline_keyboard for button in row]


def test_a_setting_that_is_not_set_shows_the_default_of_the_language(en: Texts, ru: Texts) -> None:
    assert text(NOTHING, en) == [
        "<b>Settings of this chat</b>",
        "",
        "🌐 Language: as in Telegram",
        "🌡 Temperature: °C",
        "💨 Wind: m/s",
        "🧭 Pressure: hPa",
        "⛰ Level of pressure: at sea level",
        "🕒 Clock: 24-hour",
        "🎨 Pictures: light",
        "🖼 Daily message: text only",
        "📋 Several cities: as text",
    ]
    assert text(NOTHING, ru)[2:] == [
        "🌐 Язык: как в Telegram",
        "🌡 Температура: °C",
        "💨 Ветер: м/с",
        "🧭 Давление: мм рт. ст.",
        "⛰ Уровень давления: на высоте места",
        "🕒 Формат времени: 24-часовой",
        "🎨 Картинки: светлые",
        "🖼 Ежедневный прогноз: только текст",
        "📋 Несколько городов: текстом",
    ]


def test_settings_are_shown_and_the_opened_one_is_bold(en: Texts) -> None:
    assert text(ALL, en, Setting.WIND)[2:] == [
        "🌐 Language: English",
        "🌡 Temperature: °F",
        "<b>💨 Wind: kn</b>",
        "🧭 Pressure: inHg",
        "⛰ Level of pressure: at ground level",
        "🕒 Clock: 12-hour",
        "🎨 Pictures: dark",
        "🖼 Daily message: with a picture",
        "📋 Several cities: as a table",
    ]


def test_every_setting_has_a_button(en: Texts) -> None:
    assert labels(NOTHING, en) == [
        ["🌐 Language", "🌡 Temperature"],
        ["💨 Wind", "🧭 Pressure"],
        ["⛰ Level of pressure", "🕒 Clock"],
        ["🎨 Pictures", "🖼 Daily message"],
        ["📋 Several cities"],
        ["🇺🇸 US units: °F, mph"],
    ]


def test_the_default_theme_is_light_in_every_language(en: Texts) -> None:
    assert labels(NOTHING, en, Setting.THEME) == [["✓ By default: light"], ["light", "dark"], ["‹ Back"]]


def test_the_present_option_is_marked_and_the_first_option_is_the_default(en: Texts, ru: Texts) -> None:
    assert labels(NOTHING, ru, Setting.PRESSURE) == [
        ["✓ По языку: мм рт. ст."],
        ["гПа", "мм рт. ст."],
        ["дюймы рт. ст."],
        ["‹ Назад"],
    ]
    assert labels(ALL, en, Setting.PRESSURE) == [
        ["By language: hPa"],
        ["hPa", "mmHg"],
        ["✓ inHg"],
        ["‹ Back"],
    ]


def test_languages_are_listed_under_their_own_names(ru: Texts) -> None:
    assert labels(ALL, ru, Setting.LANGUAGE) == [["как в Telegram"], ["✓ English", "Русский"], ["‹ Назад"]]


@pytest.mark.parametrize("open_setting", [None, *Setting])
def test_callback_data_of_settings_is_read_back_and_fits_into_64_bytes(open_setting: Setting | None) -> None:
    for data in carried(open_setting):
        assert len(data.encode()) <= 64
        kinds: dict[str, type[CallbackData]] = {
            "settings": OpenSettingCallback,
            "set": ChangeSettingCallback,
            "units": ChangeUnitsCallback,
        }
        assert kinds[data.partition(":")[0]].unpack(data).pack() == data


@pytest.mark.parametrize("open_setting", Setting)
def test_exactly_one_option_is_marked_after_each_choice(open_setting: Setting, en: Texts) -> None:
    for change in (
        ChangeSettingCallback.unpack(data) for data in carried(open_setting) if data.startswith("set:")
    ):
        settings = change.apply_to(ALL)
        assert settings is not None
        marked = [label for row in labels(settings, en, open_setting) for label in row if label.startswith("✓ ")]
        assert len(marked) == 1
        assert {**asdict(ALL), open_setting.value: change.option} == asdict(settings)


def test_a_chosen_unit_is_stored_as_its_enum_member() -> None:
    for setting, options in OPTIONS_BY_SETTING.items():
        for option in options:
            settings = ChangeSettingCallback(setting=Setting(setting), option=option.value).apply_to(NOTHING)
            assert type(getattr(settings, setting)) is options


@pytest.mark.parametrize(
    ("setting", "option"),
    [(Setting.TEMPERATURE, "kelvin"), (Setting.LANGUAGE, "de"), (Setting.WIND, "hPa"), (Setting.CLOCK, "24 ")],
)
def test_an_option_that_does_not_exist_cannot_be_set(setting: Setting, option: str) -> None:
    assert ChangeSettingCallback(setting=setting, option=option).apply_to(ALL) is None


@pytest.mark.parametrize("open_setting", [None, *Setting])
def test_the_text_is_well_formed_in_every_language(open_setting: Setting | None, texts: Texts) -> None:
    shown, entities = parse_html("\n".join(text(ALL, texts, open_setting)))
    assert len(shown.splitlines()) == 2 + len(Setting)
    assert len(entities) == 1 + (open_setting is not None)


RELEASED = {
    "language": ["en", "ru"],
    "temperature": ["celsius", "fahrenheit"],
    "wind": ["m/s", "km/h", "mph", "kn"],
    "pressure": ["hPa", "mmHg", "inHg"],
    "pressure_level": ["place", "sea"],
    "clock": ["24", "12"],
    "theme": ["light", "dark"],
    "daily_picture": ["text", "picture"],
    "layout": ["text", "table"],
}


@pytest.mark.parametrize("setting", RELEASED)
def test_setting_buttons_of_old_messages_keep_working(setting: str) -> None:
    assert OpenSettingCallback.unpack(f"settings:{setting}").setting == setting
    assert ChangeSettingCallback.unpack(f"set:{setting}:").apply_to(ALL) == replace(ALL, **{setting: None})
    for option in RELEASED[setting]:
        changed = ChangeSettingCallback.unpack(f"set:{setting}:{option}").apply_to(NOTHING)
        assert changed is not None
        assert asdict(changed) == {**asdict(NOTHING), setting: option}
