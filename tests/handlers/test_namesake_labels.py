"""Every view distinguishes a place from a namesake that the name usually means."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from html import unescape
from typing import Any

import pytest

from handlers.texts import texts_for
from handlers.views.asked import asked_answer_text
from handlers.views.channels import channels_text
from handlers.views.daily import daily_text, subscribed_text
from handlers.views.entries import failed_entry_text
from handlers.views.fitting import bold
from handlers.views.forecast import forecast_text
from handlers.views.hours import hours_text
from handlers.views.inline import InlineContext, answer_article
from handlers.views.outlook import push_text
from handlers.views.pictures import comparison_chart, meteogram
from handlers.views.place_choice import place_choice_text
from handlers.views.places import (
    PlaceAction,
    joined_place_names,
    place_action_keyboard,
    places_keyboard,
    places_text,
)
from handlers.views.rich import rich_answer
from handlers.views.units import Units
from handlers.views.weather import weather_text
from sandbox.telegram.rich import rich_content
from sandbox.telegram.rich_text import plain_text
from services.answers import Answer, Entry
from services.errors import Failure, Reason
from services.places import Match, Place
from services.questions import InDays, OnDay, Quantity, Subject
from services.schedule import Schedule
from services.storage import Channel, ChatSettings, SavedPlace, Subscription
from services.units import AnswerLayout
from tests.handlers import asked, cards
from tests.handlers.conftest import MOSCOW
from tests.handlers.test_outlook_view import RAINY

CANADA = Place("London", 42.98, -81.23, "Canada", timezone="America/Toronto", has_likelier_namesake=True)
LABELS = {"en": "London, Canada", "ru": "Лондон, Канада"}
PLACES = {"en": CANADA, "ru": replace(CANADA, name="Лондон", country="Канада")}
DOWN = Failure(Reason.UNAVAILABLE, 503)
TOMORROW = OnDay(InDays(1))
View = Callable[[Place, Units], object]


def answer(subject: Subject, place: Place, result: Any, units: Units, *, alone: bool, **known: Any) -> Answer:  # noqa: ANN401
    places = (place,) if alone else (MOSCOW, place)
    entries = tuple(Entry(Match(one.name, one), result) for one in places)
    return replace(Answer(units.texts.language, entries), subject=subject, **known)


def now(*, alone: bool) -> View:
    return lambda place, units: weather_text(
        answer(Subject.NOW, place, cards.FULL, units, alone=alone), units, now=asked.NOW, usual_provider=""
    )


def failed_now(place: Place, units: Units) -> object:
    return weather_text(
        answer(Subject.NOW, place, DOWN, units, alone=False), units, now=asked.NOW, usual_provider=""
    )


def days(*, alone: bool) -> View:
    return lambda place, units: forecast_text(
        answer(Subject.DAYS, place, asked.forecast(), units, alone=alone), units, usual_provider=""
    )


def one_day(place: Place, units: Units) -> object:
    forecast = asked.forecast()
    day = forecast.days[1].date
    return forecast_text(
        answer(Subject.DAYS, place, forecast, units, alone=True, day=day), units, usual_provider=""
    )


def hours(place: Place, units: Units) -> object:
    known = answer(Subject.HOURS, place, asked.forecast(), units, alone=True)
    return hours_text(known, units, now=asked.NOW, usual_provider="")


def a_question(quantity: Quantity, *, alone: bool) -> View:
    def view(place: Place, units: Units) -> object:
        known = answer(
            Subject.ASKED,
            place,
            asked.FACTS,
            units,
            alone=alone,
            when=TOMORROW,
            quantity=quantity,
            asked_at=asked.NOW,
        )
        return asked_answer_text(known, units, now=asked.NOW, usual_provider="")

    return view


def rich(subject: Subject) -> View:
    def view(place: Place, units: Units) -> object:
        result = asked.forecast() if subject is Subject.DAYS else cards.FULL
        known = answer(subject, place, result, units, alone=False)
        known = replace(known, entries=(*known.entries, Entry(Match("x", asked.MURMANSK), result)))
        tables = Units(units.texts, ChatSettings(layout=AnswerLayout.AS_TABLE))
        message = rich_answer(known, tables, now=asked.NOW, usual_provider="")
        assert message is not None
        return plain_text(rich_content(message)["rich_message"])

    return view


def inline(subject: Subject, *, alone: bool) -> View:
    def view(place: Place, units: Units) -> object:
        result = asked.forecast() if subject is Subject.DAYS else cards.FULL
        known = answer(subject, place, result, units, alone=alone)
        offer = answer_article(known, InlineContext(units, usual_provider=""), 0)
        return f"{offer.title}\n{offer.description}"

    return view


def subscription(place: Place) -> Subscription:
    moment = datetime(2026, 1, 19, 12, 7, tzinfo=UTC)
    return Subscription(7, 1, Schedule(480, "America/Toronto"), (SavedPlace(place),), next_at=moment)


NOW = datetime(2026, 1, 19, 12, 7, tzinfo=UTC)
VIEWS: dict[str, View] = {
    "the weather now": now(alone=True),
    "the weather now in several places": now(alone=False),
    "a failure": failed_now,
    "a failure by itself": lambda place, units: failed_entry_text(Entry(Match("x", place), DOWN), units.texts),
    "the next days": days(alone=True),
    "the next days in several places": days(alone=False),
    "one day": one_day,
    "the hours": hours,
    "a question": a_question(Quantity.RAIN, alone=True),
    "a question about several places": a_question(Quantity.RAIN, alone=False),
    "a comparison": a_question(Quantity.WARMER, alone=False),
    "a push": lambda place, units: push_text([(SavedPlace(place), RAINY)], units, usual_provider=""),
    "a failed push": lambda place, units: push_text([(SavedPlace(place), DOWN)], units, usual_provider=""),
    "the pushes": lambda place, units: daily_text([subscription(place)], units, NOW),
    "a new push": lambda place, units: subscribed_text(subscription(place), (SavedPlace(place),), units, NOW),
    "the channels": lambda place, units: channels_text([(Channel(-1, 1, "x"), [subscription(place)])], units),
    "the saved places": lambda place, units: places_text((SavedPlace(place),), units.texts).replace(" – ", ", "),
    "the buttons of the saved places": lambda place, units: places_keyboard(
        (SavedPlace(place),), units.texts
    ).model_dump_json(),
    "the buttons of the places to remove": lambda place, units: place_action_keyboard(
        (SavedPlace(place),), units.texts, PlaceAction.REMOVE
    ).model_dump_json(),
    "the places that were saved": lambda place, _: joined_place_names((SavedPlace(place),)),
    "a picture": lambda place, units: meteogram(place, asked.forecast(), units),
    "a picture of several places": lambda place, units: comparison_chart(
        [(MOSCOW, asked.forecast()), (place, asked.forecast())], units
    ),
    "a table of the weather now": rich(Subject.NOW),
    "a table of the next days": rich(Subject.DAYS),
    "an inline offer": inline(Subject.NOW, alone=True),
    "an inline offer of several places": inline(Subject.NOW, alone=False),
    "an inline offer of the next days": inline(Subject.DAYS, alone=True),
    "an inline offer of a comparison": inline(Subject.DAYS, alone=False),
}


@pytest.mark.parametrize("language", LABELS)
@pytest.mark.parametrize("view", VIEWS)
def test_every_view_tells_a_place_from_the_likelier_place_of_its_name(view: str, language: str) -> None:
    shown = str(VIEWS[view](PLACES[language], Units(texts_for(language))))
    plain = unescape(shown.replace("<b>", "").replace("</b>", ""))
    assert LABELS[language] in plain


def test_the_question_which_place_is_meant_has_the_only_name_once() -> None:
    problem = f"{bold('Springfield')}: which one do you mean?"
    assert place_choice_text(["Springfield"], problem, "") == problem
    assert place_choice_text(["Springfield"], problem, "08:00") == f"{problem}\n08:00"
    assert place_choice_text(["Springfield", "Moscow"], problem, "").endswith("\n<b>Springfield; Moscow</b>")
