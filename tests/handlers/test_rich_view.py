"""Answers about several places as rich messages."""

from dataclasses import replace
from datetime import timedelta

from aiogram.types import (
    InputRichBlockDetails,
    InputRichBlockParagraph,
    InputRichBlockTable,
    InputRichMessage,
    RichTextBold,
)

from handlers.texts import texts_for
from handlers.views.rich import rich_answer, rich_text
from handlers.views.units import Units
from sandbox.telegram.rich import rich_content
from sandbox.telegram.rich_text import plain_text
from services.answers import Answer, Entry
from services.errors import Failure, Reason
from services.places import Match, Unknown
from services.questions import Subject
from services.storage import ChatSettings
from services.units import AnswerLayout
from services.weather import Condition
from tests.handlers import longest
from tests.handlers.conftest import ILLINOIS, LONDON, MISSOURI, MOSCOW, NOW, answer, report
from tests.pictures import FAR_APART, SIDE_BY_SIDE

TABLES = ChatSettings(layout=AnswerLayout.AS_TABLE)
UNITS = Units(texts_for("en"), TABLES)
THREE = answer(
    (MOSCOW, report(wind_speed=3.0)), (LONDON, report()), (MISSOURI, report(condition=Condition.SQUALL))
)


def rich(told: Answer, units: Units = UNITS) -> InputRichMessage | None:
    return rich_answer(told, units, now=NOW, usual_provider="OpenWeather")


def lines(told: Answer, units: Units = UNITS) -> list[str]:
    message = rich(told, units)
    assert message is not None
    return plain_text(rich_content(message)["rich_message"]).replace("\u00a0", " ").splitlines()


def compared(*told: Entry) -> Answer:
    entries = [Entry(Match(place.name, place), forecast) for place, forecast in SIDE_BY_SIDE]
    return Answer("en", (*entries, *told), subject=Subject.DAYS)


def test_three_places_have_a_row_each_and_their_cards_are_folded() -> None:
    message = rich(THREE)
    assert message is not None
    assert message.blocks is not None
    hazard, table, details = message.blocks
    assert isinstance(hazard, InputRichBlockParagraph)
    assert isinstance(table, InputRichBlockTable)
    assert isinstance(details, InputRichBlockDetails)
    assert not details.is_open
    assert len(details.blocks) == 3
    assert lines(THREE)[:6] == [
        "Springfield · ⚠️ Squalls",
        "  Now  Wind",
        "Moscow  ☀️ 21 °C  3 m/s",
        "London  ☀️ 21 °C  ·",
        "Springfield  💨 21 °C  ·",
        "▸ Details",
    ]


def test_a_substitute_place_is_named_as_a_substitute() -> None:
    first, *others = THREE.entries
    capital = Entry(Match("Russia", MOSCOW, capital_of="Russia"), first.result)
    near = Entry(Match("London", LONDON, kilometres_away=3.2), others[0].result)
    told = replace(THREE, entries=(capital, near, others[1]))
    shown = [line.partition("  ")[0] for line in lines(told)[2:4]]
    assert shown == ["Moscow, Russia (its capital)", "London · about 3 km away"]


def test_local_times_that_differ_have_a_column() -> None:
    told = answer((MOSCOW, report()), (LONDON, report(zone="Europe/London")), (MISSOURI, report(timezone=None)))
    assert lines(told)[:4] == [
        "    Now  Wind",
        "Moscow  18:05  ☀️ 21 °C  ·",
        "London  16:05  ☀️ 21 °C  ·",
        "Springfield  ·  ☀️ 21 °C  ·",
    ]


def test_other_providers_and_old_reports_are_named_below_the_table() -> None:
    old = report(provider="Open-Meteo", age=timedelta(hours=2))
    told = answer((MOSCOW, old), (LONDON, report()), (MISSOURI, old), (ILLINOIS, report()))
    assert lines(told)[5] == "Moscow, Springfield, Missouri: Open-Meteo · 2 h ago"
    assert lines(answer((MOSCOW, old), (LONDON, old), (MISSOURI, old)))[4] == "Open-Meteo · 2 h ago"


def test_a_chat_that_wants_texts_and_an_answer_with_two_places_have_no_table() -> None:
    assert rich(THREE, Units(texts_for("en"))) is None
    assert rich(answer((MOSCOW, report()), (LONDON, report()))) is None
    assert rich(replace(THREE, subject=Subject.HOURS)) is None
    assert rich(Answer("en", (), subject=Subject.DAYS)) is None


def test_namesakes_failures_and_left_out_names_are_shown_as_in_a_text() -> None:
    down = Failure(Reason.UNAVAILABLE, 503)
    told = answer((MISSOURI, report()), (ILLINOIS, report()), (MOSCOW, report()), (LONDON, down))
    told = replace(told, entries=(*told.entries, Entry(Unknown("Qwertyzz"))), left_out=("Rome",))
    shown = lines(told)
    assert [line.partition("  ")[0] for line in shown[1:3]] == ["Springfield, Missouri", "Springfield, Illinois"]
    assert "Qwertyzz: no such place" in shown
    assert any(line.startswith("London: ") for line in shown)
    assert shown[-1].endswith("Rome")


def test_compared_forecasts_have_the_sky_and_the_temperatures_of_each_day() -> None:
    assert lines(compared(Entry(Unknown("Qwertyzz"))))[2:8] == [
        "19 Jan – 23 Jan",
        "°C  Mon  Tue  Wed  Thu  Fri",
        "Москва  ☀️  🧊  🌨  🌨  ⛅",
        "1  1  1  1  1",
        "−5  −7  −7  −7  −7",
        "London  ☀️  ⛅  ⛈  ☀️  ⛅",
    ]
    shown = lines(compared(Entry(Unknown("Qwertyzz"))))
    assert any(line.startswith("Tue 20 ") for line in shown)
    assert shown[-1] == "Qwertyzz: no such place"


def test_html_becomes_rich_text() -> None:
    assert rich_text("a &amp; b") == "a & b"
    assert rich_text("<b>A &lt; B</b>, c") == [RichTextBold(text="A < B"), ", c"]


def test_the_longest_answers_are_within_the_limits_of_telegram() -> None:
    reports = longest.answer((longest.MATCHES * 20)[:20], longest.report(UNITS), left_out=("&" * 60,) * 50)
    forecasts = Answer(
        "en",
        tuple(Entry(Match(place.name, place), forecast) for place, forecast in (FAR_APART * 4)[:20]),
        subject=Subject.DAYS,
    )
    for told in (reports, forecasts):
        message = rich(told)
        assert message is not None
        assert rich_content(message)
