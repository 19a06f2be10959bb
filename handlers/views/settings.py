"""The settings of a chat as a message, and the buttons that change the settings."""

from collections.abc import Collection, Mapping
from dataclasses import asdict, replace
from enum import StrEnum

from aiogram.filters.callback_data import CallbackData
from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup

from handlers.texts import LANGUAGE_CODES, Texts, texts_for
from handlers.views.callbacks import button, in_rows
from handlers.views.units import LANGUAGES_BY_CODE, Units, option_name
from services.settings_reading import ALL_UNITS
from services.storage import ChatSettings
from services.units import OPTIONS_BY_SETTING, US_CONVENTIONS, Option


class Setting(StrEnum):
    """The settings that a chat can change; each value is the name of a field of ChatSettings."""

    LANGUAGE = "language"
    TEMPERATURE = "temperature"
    WIND = "wind"
    PRESSURE = "pressure"
    PRESSURE_LEVEL = "pressure_level"
    CLOCK = "clock"
    THEME = "theme"
    DAILY_PICTURE = "daily_picture"
    LAYOUT = "layout"


class UnitSystem(StrEnum):
    """Systems of units that a button can set for a chat."""

    US = "us"
    METRIC = "metric"


class ChangeUnitsCallback(CallbackData, prefix="units"):
    """The callback data of a button that sets all units and the clock to those of *system*."""

    system: UnitSystem


class OpenSettingCallback(CallbackData, prefix="settings"):
    """The callback data of a button that shows the options of *setting*, or all settings if *setting* is None."""

    setting: Setting | None = None


class ChangeSettingCallback(CallbackData, prefix="set"):
    """The callback data of a button that sets *setting* to *option*, or to the default if *option* is None."""

    setting: Setting
    option: str | None = None

    def apply_to(self, settings: ChatSettings) -> ChatSettings | None:
        """Return *settings* with the change; None if the setting has no such option, as in forged data."""
        if self.option is not None and self.option not in _option_values(self.setting):
            return None
        options = OPTIONS_BY_SETTING.get(self.setting)
        option = options(self.option) if options is not None and self.option is not None else self.option
        return ChatSettings(**{**asdict(settings), self.setting.value: option})


def with_units_of(unit_system: UnitSystem, settings: ChatSettings, texts: Texts) -> ChatSettings:
    """Return *settings* with the units and the clock of *unit_system*.

    METRIC stands for the usual units in the language of *texts*.
    """
    chosen = US_CONVENTIONS if unit_system is UnitSystem.US else LANGUAGES_BY_CODE[texts.language].conventions
    return replace(
        settings,
        temperature=chosen.temperature,
        wind=chosen.wind,
        pressure=chosen.pressure,
        clock=chosen.clock,
    )


def with_options(chosen_options: Mapping[str, str], settings: ChatSettings, texts: Texts) -> ChatSettings:
    """Return *settings* with the options that a user has requested in words.

    *chosen_options* maps the name of a setting to the option.
    """
    chosen = dict(chosen_options)
    system = chosen.pop(ALL_UNITS, None)
    language = chosen.get(Setting.LANGUAGE)
    if system is not None:
        settings = with_units_of(UnitSystem(system), settings, texts_for(language) if language else texts)
    for setting, option in chosen.items():
        settings = ChangeSettingCallback(setting=Setting(setting), option=option).apply_to(settings) or settings
    return settings


def settings_text(settings: ChatSettings, units: Units, bold_settings: Collection[Setting] = ()) -> str:
    """Return all settings with their current options as HTML; those in *bold_settings* are bold."""
    lines = [units.texts("settings-title"), ""]
    for setting in Setting:
        line = f"{units.texts(f'setting-{setting}')}: {_current_option(setting, settings, units)}"
        lines.append(f"<b>{line}</b>" if setting in bold_settings else line)
    return "\n".join(lines)


def settings_keyboard(
    settings: ChatSettings, units: Units, open_setting: Setting | None = None
) -> InlineKeyboardMarkup:
    """Return a button for each setting; with *open_setting*, one for each of its options and one back."""
    texts = units.texts
    if open_setting is None:
        buttons = [
            button(texts(f"setting-{setting}"), OpenSettingCallback(setting=setting)) for setting in Setting
        ]
        system: UnitSystem = UnitSystem.METRIC if units.is_imperial else UnitSystem.US
        units_button = button(texts(f"settings-units-{system}"), ChangeUnitsCallback(system=system))
        return InlineKeyboardMarkup(inline_keyboard=[*in_rows(buttons), [units_button]])
    chosen: str | None = getattr(settings, open_setting)

    def option_button(text: str, option: str | None) -> InlineKeyboardButton:
        mark = "✓ " if option == chosen else ""
        return button(mark + text, ChangeSettingCallback(setting=open_setting, option=option))

    options = [
        option_button(_option_button_text(open_setting, option, texts), option)
        for option in _option_values(open_setting)
    ]
    rows = [
        [option_button(_default_button_text(open_setting, texts, units.region), None)],
        *in_rows(options),
        [button(texts("button-back"), OpenSettingCallback())],
    ]
    return InlineKeyboardMarkup(inline_keyboard=rows)


def _option_values(setting: Setting) -> tuple[str, ...]:
    return tuple(OPTIONS_BY_SETTING[setting]) if setting in OPTIONS_BY_SETTING else LANGUAGE_CODES


def _option_button_text(setting: Setting, option: str, texts: Texts) -> str:
    options = OPTIONS_BY_SETTING.get(setting)
    # Each language is named in itself, because the user may not understand the current language.
    return texts_for(option)("language-name") if options is None else option_name(options(option), texts)


def _default_button_text(setting: Setting, texts: Texts, region: str) -> str:
    if setting is Setting.LANGUAGE:
        return texts("language-of-user")
    is_same_everywhere = setting in {Setting.THEME, Setting.DAILY_PICTURE, Setting.LAYOUT}
    key = "setting-by-default" if is_same_everywhere else "setting-by-language"
    return texts(key, value=_current_option(setting, ChatSettings(), Units(texts, region=region)))


def _current_option(setting: Setting, settings: ChatSettings, units: Units) -> str:
    match setting:
        case Setting.LANGUAGE:
            return units.texts("language-name" if settings.language else "language-of-user")
        case Setting.TEMPERATURE:
            option: Option = units.temperature_unit
        case Setting.WIND:
            option = units.wind_unit
        case Setting.PRESSURE:
            option = units.pressure_unit
        case Setting.PRESSURE_LEVEL:
            option = units.pressure_level
        case Setting.CLOCK:
            option = units.clock_format
        case Setting.THEME:
            option = units.theme
        case Setting.DAILY_PICTURE:
            option = units.daily_picture
        case Setting.LAYOUT:
            option = units.layout
    return option_name(option, units.texts)
