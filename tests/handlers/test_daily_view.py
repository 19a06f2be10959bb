from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from handlers.texts import LANGUAGE_CODES, texts_for
from handlers.views.daily import daily_text, schedule_text, subscribed_text, weekdays_text
from handlers.views.place_choice import choosable_places
from handlers.views.units import Units
from services.daily import parse_push_request
from services.places import Place
from services.schedule import EVERY_DAY, WEEKEND, WORKDAYS, Schedule, Weekdays
from services.storage import SavedPlace, Subscription
from tests.handlers.conftest import MOSCOW

MON, TUE, WED, THU, FRI, SAT, SUN = Weekdays
NOW = datetime(2026, 1, 19, 12, 7, tzinfo=UTC)  # a Monday


def push(zone: str = "Europe/Moscow", next_at: datetime | None = NOW, **known: object) -> Subscription:
    return Subscription(7, 1, Schedule(480, zone), (SavedPlace(MOSCOW, "<дом>"),), next_at=next_at, **known)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("weekdays", "english", "russian"),
    [
        (EVERY_DAY, "every day", "каждый день"),
        (WORKDAYS, "Mon–Fri", "пн–пт"),
        (WEEKEND, "Sat, Sun", "сб, вс"),
        (MON | TUE | WED | FRI | SUN, "Mon–Wed, Fri, Sun", "пн–ср, пт, вс"),
    ],
)
def test_consecutive_weekdays_are_written_as_spans(weekdays: Weekdays, english: str, russian: str) -> None:
    assert [weekdays_text(weekdays, texts_for(language)) for language in ("en", "ru")] == [english, russian]


@pytest.mark.parametrize("language", LANGUAGE_CODES)
@pytest.mark.parametrize("minutes", [0, 450, 1439])
def test_the_schedule_in_a_prompt_can_be_read_back(language: str, minutes: int) -> None:
    units = Units(texts_for(language))
    for days in range(1, 128):
        read = parse_push_request(schedule_text(minutes, Weekdays(days), units))
        assert read is not None
        assert (read.minutes, read.weekdays, read.places) == (minutes, Weekdays(days), "")


@pytest.mark.parametrize(
    ("hours", "english", "russian"),
    [
        (1, "today at 16:07", "сегодня в 16:07"),
        (9, "tomorrow at 00:07", "завтра в 00:07"),
        (24 * 4, "on Friday, 23 January at 15:07", "пятница, 23 января в 15:07"),
    ],
)
def test_the_next_push_is_written_in_its_time_zone(hours: int, english: str, russian: str) -> None:
    one = push(next_at=NOW + timedelta(hours=hours))
    for language, when in (("en", english), ("ru", russian)):
        text = subscribed_text(one, one.places, Units(texts_for(language)), NOW)
        assert f" {when} (Europe/Moscow, UTC+3)." in text
        assert "&lt;дом&gt;" in text


@pytest.mark.parametrize(
    ("zone", "told"),
    [
        ("America/New_York", "(America/New_York, UTC−5)"),
        ("Asia/Kathmandu", "(Asia/Kathmandu, UTC+5:45)"),
        ("Etc/GMT+9", "(UTC−9)"),
        ("Europe/London", "(Europe/London, UTC+0)"),
    ],
)
def test_a_time_zone_is_written_with_its_offset(english: Units, zone: str, told: str) -> None:
    assert told in daily_text([push(zone)], english, NOW)


def test_a_paused_push_is_marked_and_a_push_about_many_places_is_shortened(english: Units, russian: Units) -> None:
    assert daily_text([push(next_at=None, paused=True)], english, NOW).split("\n\n")[1] == (
        "1. ⏸ <b>08:00</b>, every day – &lt;дом&gt;\npaused"
    )
    many = Subscription(
        7,
        1,
        Schedule(480, "UTC"),
        tuple(SavedPlace(replace(MOSCOW, name=f"Moscow {n}")) for n in range(20)),
        next_at=NOW,
    )
    assert "Moscow 0, Moscow 1, Moscow 2, Moscow 3, Moscow 4 и ещё 15" in daily_text([many], russian, NOW)


def test_the_confirmation_names_the_country_of_each_place_without_a_label(english: Units) -> None:
    abroad = Place("Prome", 18.82, 95.22, "Myanmar")
    text = subscribed_text(push(), (SavedPlace(abroad), SavedPlace(MOSCOW, "Home")), english, NOW)
    assert " – Prome, Myanmar; Home\n" in text


def test_a_place_whose_label_does_not_fit_on_a_button_cannot_be_chosen_for_a_push() -> None:
    long = Place("Saint-Remy-en-Bouzemont-Saint-Genest-et-Isson", 48.6, 4.6, "France", "Champagne-Ardenne")
    assert choosable_places([long, MOSCOW]) == [MOSCOW]
