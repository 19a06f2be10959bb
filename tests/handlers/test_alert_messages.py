"""The messages of alerts as users read them, in both languages."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from handlers.texts import texts_for
from handlers.views.alert_callbacks import AlertMessageCallback
from handlers.views.alert_messages import alert_keyboard, alerts_text
from handlers.views.fitting import MAX_MESSAGE_LENGTH, utf16_length
from handlers.views.units import Units
from sandbox.telegram.html import parse_html
from services.alerts.models import (
    AlertBody,
    PrecipitationAlert,
    PrecipitationForm,
    PrecipitationPhase,
    ThresholdAlert,
    WarningAlert,
    WarningChange,
)
from services.places import Place
from services.storage import AlertKinds, ChatSettings
from services.units import TemperatureUnit
from services.warnings import OfficialWarning, Severity, WarningText
from tests.handlers.longest import NAME, WordyTexts

NOW = datetime(2026, 11, 27, 11, 45, tzinfo=UTC)  # a Friday, 14:45 in Moscow
NAMES = {"en": ("Moscow", "Kazan"), "ru": ("Москва", "Казань")}


def at(hours: float) -> datetime:
    return NOW + timedelta(hours=hours)


def rain(
    start: float, end: float | None, phase: PrecipitationPhase = PrecipitationPhase.COMING, **known: object
) -> PrecipitationAlert:
    values: dict[str, object] = {"form": PrecipitationForm.RAIN, "peak": 3.0, "amount": 2.0} | known
    ends_at = None if end is None else at(end)
    return PrecipitationAlert(phase=phase, seen_at=NOW, start=at(start), end=ends_at, **values)  # type: ignore[arg-type]


def beyond(kind: AlertKinds, value: float, start: float, end: float | None) -> ThresholdAlert:
    ends_at = None if end is None else at(end)
    return ThresholdAlert(kind=kind, threshold=0.0, value=value, seen_at=NOW, start=at(start), end=ends_at)


def warning(change: WarningChange = WarningChange.NEW, severity: Severity = Severity.SEVERE) -> WarningAlert:
    texts = (
        WarningText(
            language="en",
            event="Wind warning",
            description="Gusts of 25 m/s.",
            instruction="Stay indoors.",
            issuer="Hydrometcentre",
        ),
        WarningText(
            language="ru",
            event="сильный ветер",
            description="Порывы 25 м/с.",
            instruction="Не выходите на улицу.",
            issuer="Гидрометцентр",
        ),
    )
    return WarningAlert(
        change=change,
        warning=OfficialWarning(
            alert_id="id", texts=texts, severity=severity, onset=at(-1), expires=at(6), sent=NOW, source="Source"
        ),
    )


SAMPLES: list[tuple[AlertBody, str, str]] = [
    (
        rain(25 / 60, 75 / 60),
        (
            "🌧 Moscow: rain in about 25 minutes, from 15:10 to 16:00, up to 3 mm/h, total about 2 mm."
            " From a model, not radar."
        ),
        (
            "🌧 Москва: дождь примерно через 25 минут, с 15:10 до 16:00, до 3 мм/ч, всего около 2 мм."
            " По модели, не по радару."
        ),
    ),
    (
        rain(75 / 60, None, form=PrecipitationForm.SNOW, snow_depth=3.2),
        "❄️ Moscow: snow in about 1 h 15 min, from 16:00, about 3 cm of snow. From a model, not radar.",
        "❄️ Москва: снег примерно через 1 ч 15 мин, с 16:00, около 3 см снега. По модели, не по радару.",
    ),
    (
        rain(-0.25, 1.25, PrecipitationPhase.FALLING, form=PrecipitationForm.FREEZING_RAIN, peak=0.4, amount=0.5),
        "🧊 Moscow: freezing rain now, until 16:00, up to 0.4 mm/h, icy roads. From a model, not radar.",
        "🧊 Москва: сейчас ледяной дождь, до 16:00, до 0,4 мм/ч, гололёд. По модели, не по радару.",
    ),
    (
        rain(0.0, 1.25, form=PrecipitationForm.THUNDERSTORM, peak=12.0, amount=9.0),
        "⛈ Moscow: thunderstorm now, until 16:00, up to 12 mm/h, total about 9 mm. From a model, not radar.",
        "⛈ Москва: сейчас гроза, до 16:00, до 12 мм/ч, всего около 9 мм. По модели, не по радару.",
    ),
    (
        rain(-1, 0.25, PrecipitationPhase.ENDING),
        "🌤 Moscow: rain ends in about 15 minutes, around 15:00. From a model, not radar.",
        "🌤 Москва: дождь закончится примерно через 15 минут, около 15:00. По модели, не по радару.",
    ),
    (
        rain(-1, -0.25, PrecipitationPhase.OVER, form=PrecipitationForm.THUNDERSTORM),
        "🌤 Moscow: the thunderstorm seems to be over. From a model, not radar.",
        "🌤 Москва: гроза, похоже, закончилась. По модели, не по радару.",
    ),
    (
        beyond(AlertKinds.FROST, -5.2, 9.25, 18.25),
        "🥶 Moscow: frost expected, down to −5 °C, from 00:00 to 09:00.",
        "🥶 Москва: ожидается мороз до −5 °C, с 00:00 до 09:00.",
    ),
    (
        beyond(AlertKinds.HEAT, 34, 21.25, 25.25),
        "🥵 Moscow: heat expected, up to 34 °C, from 12:00 tomorrow to 16:00.",
        "🥵 Москва: ожидается жара до +34 °C, с 12:00 завтра до 16:00.",
    ),
    (
        beyond(AlertKinds.GUSTS, 21, 2.25, 6.25),
        "💨 Moscow: gusts up to 21 m/s expected, from 17:00 to 21:00.",
        "💨 Москва: ожидаются порывы ветра до 21 м/с, с 17:00 до 21:00.",
    ),
    (
        beyond(AlertKinds.HEAVY_SNOW, 15, 2.25, None),
        "❄️ Moscow: heavy snow expected, about 15 cm over 24 hours, from 17:00.",
        "❄️ Москва: ожидается снегопад, около 15 см за сутки, с 17:00.",
    ),
    (
        warning(),
        (
            "Moscow\n⚠️🟠 Wind warning, until 20:45\nGusts of 25 m/s.\nStay indoors.\n"
            "Severe danger. Issued by Hydrometcentre"
        ),
        (
            "Москва\n⚠️🟠 Сильный ветер, до 20:45\nПорывы 25 м/с.\nНе выходите на улицу.\n"
            "Высокая опасность. Предупреждает Гидрометцентр"
        ),
    ),
    (
        warning(WarningChange.CANCELLED),
        "✅ Moscow: warning cancelled – Wind warning (Hydrometcentre).",
        "✅ Москва: отменено предупреждение «сильный ветер» (Гидрометцентр).",
    ),
]


def place(language: str, number: int = 0) -> Place:
    return Place(NAMES[language][number], 55.75 + number, 37.62, timezone="Europe/Moscow")


def read(html: str | None) -> str:
    """Return what the user reads of *html*, with plain spaces."""
    assert html is not None
    return parse_html(html)[0].replace("\u00a0", " ")


@pytest.mark.parametrize(("body", "english", "russian"), SAMPLES, ids=range(len(SAMPLES)))
def test_an_alert_says_when_how_long_and_how_much(body: AlertBody, english: str, russian: str) -> None:
    for language, expected in (("en", english), ("ru", russian)):
        assert read(alerts_text([(place(language), body)], Units(texts_for(language)), NOW)) == expected


def test_minutes_are_counted_from_the_moment_of_sending(english: Units) -> None:
    alert = rain(25 / 60, 75 / 60)
    for hours, words in ((0.25, "rain in about 10 minutes"), (0.4, "rain any minute now"), (1, "rain now, until")):
        assert f": {words}" in read(alerts_text([(place("en"), alert)], english, at(hours)))


@pytest.mark.parametrize("body", [rain(0.5, 1), beyond(AlertKinds.GUSTS, 20, 0.5, 1), warning()])
def test_an_alert_about_weather_that_is_over_is_dropped(body: AlertBody, english: Units) -> None:
    assert alerts_text([(place("en"), body)], english, at(6.5)) is None


def test_the_most_urgent_alert_of_a_message_is_first_and_equal_alerts_share_a_line(english: Units) -> None:
    ice = rain(1, 2, form=PrecipitationForm.FREEZING_RAIN)
    bodies: list[AlertBody] = [
        rain(-1, 0.25, PrecipitationPhase.ENDING),
        beyond(AlertKinds.FROST, -5, 9, 18),
        rain(0.5, 1),
        ice,
        warning(),
    ]
    alerts = [(place("en", number), body) for body in bodies for number in (0, 1)]
    lines = read(alerts_text(alerts, english, NOW)).splitlines()
    assert lines[0] == "Moscow, Kazan"
    assert [line[0] for line in lines[6:10]] == ["🧊", "🌧", "🥶", "🌤"]
    assert all("Moscow, Kazan: " in line for line in lines[6:10])
    assert lines[10:] == ["From a model, not radar."]


def test_a_low_threshold_is_not_called_frost_or_heat(english: Units) -> None:
    assert "cold expected, down to 3 °C" in read(
        alerts_text([(place("en"), beyond(AlertKinds.FROST, 3, 1, 2))], english, NOW)
    )
    assert ": up to 20 °C expected" in read(
        alerts_text([(place("en"), beyond(AlertKinds.HEAT, 20, 1, 2))], english, NOW)
    )


def test_alerts_use_the_units_of_the_chat() -> None:
    units = Units(texts_for("en"), ChatSettings(temperature=TemperatureUnit.FAHRENHEIT))
    snow = rain(0.5, 1, form=PrecipitationForm.SNOW, snow_depth=7.6)
    assert "about 3 in of snow" in read(alerts_text([(place("en"), snow)], units, NOW))
    assert "up to 0.1 in/h" in read(alerts_text([(place("en"), rain(0.5, 1))], units, NOW))
    assert "down to 23 °F" in read(alerts_text([(place("en"), beyond(AlertKinds.FROST, -5, 1, 2))], units, NOW))


@pytest.mark.parametrize("language", ["en", "ru"])
def test_a_message_about_many_places_fits(language: str) -> None:
    long_text = WarningText(language=language, event="🌪" * 500, description="🌪" * 900, instruction="🌪" * 900)
    long_warning = replace(warning().warning, texts=(long_text,))
    bodies = [body for body, _, _ in SAMPLES] + [WarningAlert(warning=long_warning, change=WarningChange.RAISED)]
    alerts = [(Place(f"{number}{NAME}", number, 0.0), body) for number in range(20) for body in bodies]
    for units in (Units(texts_for(language)), Units(WordyTexts(language))):
        text = alerts_text(alerts, units, NOW)
        assert text is not None
        assert utf16_length(parse_html(text)[0]) <= MAX_MESSAGE_LENGTH


def test_the_buttons_under_an_alert_name_at_most_five_watches() -> None:
    keyboard = alert_keyboard([999_999_999 - number for number in range(20)], texts_for("en"))
    weather, mute = keyboard.inline_keyboard[0]
    assert (weather.text, mute.text) == ("🌤 Weather there", "🔕 Until tomorrow")
    assert len(AlertMessageCallback.unpack(weather.callback_data or "").watch_ids) == 5
