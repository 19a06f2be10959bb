"""The settings of a chat as a message, and the buttons that change them."""

from dataclasses import asdict, replace
from enum import StrEnum

from aiogram.filters.callback_data import CallbackData
from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup

from handlers.texts import LANGUAGES, Texts, texts_for
from handlers.views.callbacks import button
from handlers.views.units import LANGUAGES as LANGUAGES_BY_CODE
from handlers.views.units import Units, option_name
from services.storage import ChatSettings
from services.units import OPTIONS, US_CONVENTIONS, Option

BUTTONS_IN_A_ROW = 2


class Setting(StrEnum):
    """The settings of a chat; the values are the names of the fields of ChatSettings."""

    LANGUAGE = "language"
    TEMPERATURE = "temperature"
    WIND = "wind"
    PRESSURE = "pressure"
    PRESSURE_LEVEL = "pressure_level"
    CLOCK = "clock"
    THEME = "theme"
    DAILY_PICTURE = "daily_picture"


class UnitSystem(StrEnum):
    """Units that are set together."""

    US = "us"
    METRIC = "metric"


class ChangeUnits(CallbackData, prefix="units"):
    """A button that sets all units and the clock to those of *system*."""

    system: UnitSystem


class Open(CallbackData, prefix="settings"):
    """A button that shows the options of *setting*; with None, the list of all settings."""

    setting: Setting | None = None


class Change(CallbackData, prefix="set"):
    """A button that sets *setting* to *option*; with None, to its default."""

    setting: Setting
    option: str | None = None

    def applied(self, settings: ChatSettings) -> ChatSettings | None:
        """Return *settings* with the change; None if there is no such option, as in forged callback data."""
        if self.option is not None and self.option not in _options(self.setting):
            return None
        options = OPTIONS.get(self.setting)
        option = options(self.option) if options is not None and self.option is not None else self.option
        return ChatSettings(**{**asdict(settings), self.setting.value: option})


def with_units_of(system: UnitSystem, settings: ChatSettings, texts: Texts) -> ChatSettings:
    """Return *settings* with the units and the clock of *system*; metric ones are those of the language."""
    chosen = US_CONVENTIONS if system is UnitSystem.US else LANGUAGES_BY_CODE[texts.language].conventions
    return replace(
        settings,
        temperature=chosen.temperature,
        wind=chosen.wind,
        pressure=chosen.pressure,
        clock=chosen.clock,
    )


def settings_text(settings: ChatSettings, units: Units, opened: Setting | None = None) -> str:
    """Return all settings with their present values; the *opened* one is bold."""
    lines = [units.texts("settings-title"), ""]
    for setting in Setting:
        line = f"{units.texts(f'setting-{setting}')}: {_present(setting, settings, units)}"
        lines.append(f"<b>{line}</b>" if setting is opened else line)
    return "\n".join(lines)


def settings_keyboard(settings: ChatSettings, units: Units, opened: Setting | None = None) -> InlineKeyboardMarkup:
    """Return a button for each setting, or the options of the *opened* setting and a button back."""
    texts = units.texts
    if opened is None:
        buttons = [button(texts(f"setting-{setting}"), Open(setting=setting)) for setting in Setting]
        system: UnitSystem = UnitSystem.METRIC if units.is_imperial else UnitSystem.US
        at_once = button(texts(f"settings-units-{system}"), ChangeUnits(system=system))
        return InlineKeyboardMarkup(inline_keyboard=[*_rows(buttons), [at_once]])
    chosen: str | None = getattr(settings, opened)

    def option_button(label: str, option: str | None) -> InlineKeyboardButton:
        mark = "✓ " if option == chosen else ""
        return button(mark + label, Change(setting=opened, option=option))

    options = [option_button(_label(opened, option, texts), option) for option in _options(opened)]
    rows = [
        [option_button(_default_label(opened, texts, units.region), None)],
        *_rows(options),
        [button(texts("button-back"), Open())],
    ]
    return InlineKeyboardMarkup(inline_keyboard=rows)


def _options(setting: Setting) -> tuple[str, ...]:
    return tuple(OPTIONS[setting]) if setting in OPTIONS else LANGUAGES


def _label(setting: Setting, option: str, texts: Texts) -> str:
    options = OPTIONS.get(setting)
    # Languages have their own names: a user may not be able to read the present language.
    return texts_for(option)("language-name") if options is None else option_name(options(option), texts)


def _default_label(setting: Setting, texts: Texts, region: str) -> str:
    if setting is Setting.LANGUAGE:
        return texts("language-of-user")
    is_same_everywhere = setting in {Setting.THEME, Setting.DAILY_PICTURE}
    key = "setting-by-default" if is_same_everywhere else "setting-by-language"
    return texts(key, value=_present(setting, ChatSettings(), Units(texts, region=region)))


def _present(setting: Setting, settings: ChatSettings, units: Units) -> str:
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
    return option_name(option, units.texts)


def _rows(buttons: list[InlineKeyboardButton]) -> list[list[InlineKeyboardButton]]:
    return [buttons[start : start + BUTTONS_IN_A_ROW] for start in range(0, len(buttons), BUTTONS_IN_A_ROW)]
