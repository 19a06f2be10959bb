"""Official warnings in messages: above the weather, in the daily message, and as an answer."""

import re
from datetime import UTC, datetime, timedelta
from html import unescape
from zoneinfo import ZoneInfo

from handlers.texts import Texts
from handlers.views.asked import asked_answer_text
from handlers.views.fitting import MAX_MESSAGE_LENGTH, utf16_length
from handlers.views.outlook import push_text
from handlers.views.rich import rich_answer
from handlers.views.units import Units
from handlers.views.warnings import MAX_WARNING_LINES, event_text, warning_block, warning_time
from handlers.views.weather import weather_text
from services.answers import Answer, Entry, PlaceData
from services.daily import Outlook
from services.errors import Failure, Reason
from services.places import Match, Place
from services.questions import InDays, OnDay, Quantity, Subject, When
from services.storage import SavedPlace
from services.storage.settings import ChatSettings
from services.units import AnswerLayout
from services.warnings import OfficialWarning, PlaceWarnings, Severity, WarningText
from tests.handlers.conftest import LONDON, MOSCOW, report

NOW = datetime(2026, 11, 27, 9, 0, tzinfo=UTC)  # a Friday, 12:00 in Moscow
ZONE = ZoneInfo("Europe/Moscow")
HOUR = timedelta(hours=1)
RUSSIAN = WarningText(
    language="ru",
    event="Ветер",
    issuer="Гидрометцентр",
    description="Порывы 25 м/с.",
    instruction="Оставайтесь дома.",
)
ENGLISH = WarningText(
    language="en", event="Wind", issuer="Met <Office>", description="Gusts 25 m/s.", instruction="Stay inside."
)


def warning(
    *texts: WarningText,
    severity: Severity = Severity.MODERATE,
    begins: timedelta = -HOUR,
    ends: timedelta = 3 * HOUR,
) -> OfficialWarning:
    return OfficialWarning(
        alert_id="sender@met.example,one",
        texts=texts or (ENGLISH, RUSSIAN),
        severity=severity,
        onset=NOW + begins,
        expires=NOW + ends,
        sent=NOW - HOUR,
        source="the hub",
    )


def weather(units: Units, *entries: tuple[Place, tuple[OfficialWarning, ...]]) -> str:
    answer = Answer(
        "en",
        tuple(
            Entry(Match(place.name, place), report(zone=place.timezone or "Europe/Moscow"), warnings=warned)
            for place, warned in entries
        ),
    )
    return weather_text(answer, units, now=NOW, usual_provider="OpenWeather")


def asked(
    units: Units,
    *found: tuple[Place, PlaceWarnings | Failure],
    when: When | None = None,
) -> str:
    entries = [
        Entry(
            Match(place.name, place),
            known if isinstance(known, Failure) else PlaceData(timezone=ZONE, warnings=known),
        )
        for place, known in found
    ]
    answer = Answer(
        "en",
        tuple(entries),
        subject=Subject.ASKED,
        when=when,
        quantity=Quantity.WARNING,
        asked_at=NOW,
    )
    return asked_answer_text(answer, units, now=NOW, usual_provider="OpenWeather").replace("\u00a0", " ")


def test_a_warning_stands_above_the_card_with_its_time_by_the_clock_of_the_place(
    english: Units, russian: Units
) -> None:
    lines = weather(english, (MOSCOW, (warning(),))).splitlines()
    assert lines[0] == "⚠️🟡 Wind, until 15:00 · Met &lt;Office&gt;"
    assert lines[1].startswith("<b>Moscow</b>")
    assert weather(russian, (MOSCOW, (warning(),))).startswith("⚠️🟡 Ветер, до 15:00 · Гидрометцентр\n")
    assert "⚠️" not in weather(english, (MOSCOW, ()))


def test_the_most_severe_warning_is_first_and_each_warning_names_its_places(english: Units) -> None:
    red = warning(severity=Severity.EXTREME)
    text = weather(english, (MOSCOW, (warning(),)), (LONDON, (red,)))
    first, second, empty, *_ = text.splitlines()
    assert first == "⚠️🔴 <b>London</b> · Wind, until 12:00 · Met &lt;Office&gt;"
    assert second.startswith("⚠️🟡 <b>Moscow</b> · Wind, until 15:00")
    assert empty == ""


def test_equal_lines_are_shown_once_and_further_lines_are_counted(english: Units, russian: Units) -> None:
    same = (warning(), warning())
    assert weather(english, (MOSCOW, same)).count("⚠️") == 1
    many = tuple(
        warning(WarningText(language="en", event=f"Wind {number}")) for number in range(MAX_WARNING_LINES + 2)
    )
    lines = weather(english, (MOSCOW, many)).splitlines()
    assert lines[MAX_WARNING_LINES] == "and 2 more warnings"
    assert weather(russian, (MOSCOW, many)).splitlines()[MAX_WARNING_LINES] == "и ещё 2 предупреждения"
    assert lines[0].endswith("· sender@met.example")  # an issuer without a name


def test_twenty_places_with_the_longest_warnings_fit_into_a_message(units: Units) -> None:
    text = WarningText(language="fr", event="<&>" * 33, issuer="&" * 100)
    places = [Place(f"Place {number}", number, 0) for number in range(20)]
    message = weather(units, *((place, (warning(text),) * 3) for place in places))
    assert utf16_length(unescape(re.sub("<[^>]+>", "", message))) <= MAX_MESSAGE_LENGTH
    assert "Place 19" in message


def test_a_table_of_places_begins_with_the_warnings(en: Texts) -> None:
    units = Units(en, ChatSettings(layout=AnswerLayout.AS_TABLE))
    places = [Place(f"Place {number}", number, 0) for number in range(3)]
    entries = tuple(Entry(Match(place.name, place), report(), warnings=(warning(),)) for place in places)
    rich = rich_answer(Answer("en", entries), units, now=NOW, usual_provider="OpenWeather")
    assert rich is not None
    assert "Wind, until" in rich.model_dump_json().split("table")[0]


def test_times_on_other_days_have_their_date(english: Units, russian: Units) -> None:
    later = warning(begins=15 * HOUR, ends=30 * HOUR)
    assert warning_time(later, english, ZONE, NOW) == "from Sat 28, 03:00 to 18:00"
    assert warning_time(later, russian, ZONE, NOW) == "с сб 28, 03:00 до 18:00"
    assert warning_time(warning(begins=HOUR), english, ZONE, NOW) == "from 13:00 to 15:00"


def test_a_time_after_the_next_week_has_its_month_and_in_another_year_its_year(
    english: Units, russian: Units
) -> None:
    weeks, months = warning(ends=24 * 20 * HOUR), warning(ends=24 * 60 * HOUR)
    assert warning_time(weeks, english, ZONE, NOW) == "until 17 December"
    assert warning_time(weeks, russian, ZONE, NOW) == "до 17 декабря"
    assert warning_time(months, english, ZONE, NOW) == "until 26 January 2027"
    assert warning_time(months, russian, ZONE, NOW) == "до 26 января 2027"


def test_only_common_events_in_english_are_translated_and_keep_the_words_of_the_issuer(russian: Units) -> None:
    def event(name: str, language: str = "en") -> str:
        return event_text(WarningText(language=language, event=name), russian)

    assert event("Severe Thunderstorm Warning") == "гроза (Severe Thunderstorm Warning)"
    assert event("Yellow Snow-Ice Warning") == "снег или гололёд (Yellow Snow-Ice Warning)"
    assert event("Moderate rain warning") == "сильный дождь (Moderate rain warning)"
    assert event("Special Marine Warning") == "Special Marine Warning"
    assert event("Wind", "fr") == "Wind"
    assert event("Ветер", "ru") == "Ветер"


def test_a_block_says_what_happens_what_to_do_and_who_issued_the_warning(russian: Units) -> None:
    assert warning_block(warning(severity=Severity.SEVERE), russian, ZONE, NOW) == (
        "⚠️🟠 <b>Ветер</b>, до 15:00\n"
        "Порывы 25 м/с.\n"
        "Оставайтесь дома.\n"
        "Высокая опасность. Предупреждает Гидрометцентр"
    )


def test_the_answer_to_a_question_lists_the_warnings_and_names_the_source(english: Units) -> None:
    found = PlaceWarnings(source="the hub", warnings=(warning(),))
    assert asked(english, (MOSCOW, found)) == (
        "<b>Moscow</b>\n"
        "⚠️🟡 <b>Wind</b>, until 15:00\n"
        "Gusts 25 m/s.\n"
        "Stay inside.\n"
        "Moderate danger. Issued by Met &lt;Office&gt;\n"
        "Source: the hub"
    )


def test_an_answer_without_warnings_names_the_source_and_differs_from_an_unknown_one(
    english: Units, russian: Units
) -> None:
    none = PlaceWarnings(source="the hub")
    assert asked(english, (MOSCOW, none)).endswith("No official warnings from the source I can see (the hub)")
    assert asked(russian, (MOSCOW, none)).endswith(
        "В доступном мне источнике официальных предупреждений нет (the hub)"
    )
    down, off = Failure(Reason.UNAVAILABLE, 503), Failure(Reason.BAD_REQUEST)
    assert asked(english, (MOSCOW, down)) == (
        "<b>Moscow</b>: official warnings are unknown, their source is not answering."
    )
    assert "switched off" in asked(english, (MOSCOW, off))


def test_a_question_about_tomorrow_leaves_out_the_warnings_of_today(english: Units) -> None:
    tomorrow = OnDay(InDays(1))
    today, next_day = warning(), warning(begins=20 * HOUR, ends=24 * HOUR)
    found = PlaceWarnings(source="the hub", warnings=(today, next_day))
    assert asked(english, (MOSCOW, found), when=tomorrow).count("⚠️") == 1
    only_today = PlaceWarnings(source="the hub", warnings=(today,))
    assert "for that time so far" in asked(english, (MOSCOW, only_today), when=tomorrow)


def test_several_places_have_a_line_each(english: Units) -> None:
    two = PlaceWarnings(source="the hub", warnings=(warning(), warning()))
    text = asked(
        english, (MOSCOW, two), (LONDON, PlaceWarnings(source="the hub")), (MOSCOW, Failure(Reason.UNAVAILABLE))
    )
    assert text.splitlines() == [
        "<b>Moscow</b>: Wind, until 15:00 · Met &lt;Office&gt;; and 1 more warning",
        "<b>London</b>: No official warnings from the source I can see (the hub)",
        "",
        "<b>Moscow</b>: official warnings are unknown, their source is not answering.",
    ]


def test_the_daily_message_begins_with_the_warnings(english: Units) -> None:
    outlook = Outlook(date=NOW.date(), timezone=ZONE, provider="Open-Meteo", low=1.0, high=2.0)
    text = push_text(
        [(SavedPlace(MOSCOW, "home"), outlook)], english, usual_provider="", warnings=[(warning(),)], now=NOW
    )
    assert text.startswith("⚠️🟡 <b>home</b> · Wind, until 15:00 · Met &lt;Office&gt;\nFriday, 27 November\n")
