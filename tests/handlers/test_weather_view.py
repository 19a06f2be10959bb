"""The weather now as a message: a card for one place, a block per place for several."""

from dataclasses import fields, replace
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.texts import Texts, texts_for
from handlers.views.units import Units
from handlers.views.weather import weather_text
from sandbox.telegram.html import parse_html
from services.answers import Answer, Entry
from services.errors import Failure, Reason
from services.places import Ambiguous, LookupFailed, Match, Place, Resolution, Unknown
from services.storage import ChatSettings
from services.units import ClockFormat, PressureUnit, TemperatureUnit, WindUnit
from services.weather import Condition, Report
from tests.handlers.cards import FULL, render
from tests.handlers.conftest import ILLINOIS, LONDON, MISSOURI, MOSCOW, NOW, answer, report

AMERICAN = ChatSettings(
    temperature=TemperatureUnit.FAHRENHEIT,
    wind=WindUnit.MILES_PER_HOUR,
    pressure=PressureUnit.INCHES_OF_MERCURY,
    clock=ClockFormat.HOURS_12,
)
LONGEST = ChatSettings(wind=WindUnit.MILES_PER_HOUR, clock=ClockFormat.HOURS_12)


def test_one_city_is_a_card_of_at_most_six_lines(english: Units) -> None:
    stale = replace(
        FULL, provider="Open-Meteo", observed_at=NOW - timedelta(minutes=35), age=timedelta(minutes=25)
    )
    assert render(answer((MOSCOW, stale)), english).splitlines() == [
        "<b>Moscow</b>, Russia · now 18:05",
        "☀️ 21 °C, clear, feels like 20 °C",
        "Wind 3 m/s NE, gusts 8 m/s, precipitation 0.3 mm/h",
        "Humidity 45 %, pressure 1013 hPa, clouds 20 %, visibility 10 km",
        "🌅 03:50 · 🌇 21:17",
        "Open-Meteo · as of 17:30, 35 min ago",
    ]


def test_a_russian_card_has_russian_words_and_units(russian: Units) -> None:
    moscow = replace(MOSCOW, name="Москва", country="Россия")
    assert render(answer((moscow, FULL)), russian).splitlines() == [
        "<b>Москва</b>, Россия · сейчас 18:05",
        "☀️ +21 °C, ясно, ощущается как +20 °C",
        "Ветер СВ 3 м/с, порывы 8 м/с, осадки 0,3 мм/ч",
        "Влажность 45 %, давление 745 мм рт. ст., облачность 20 %, видимость 10 км",
        "🌅 03:50 · 🌇 21:17",
    ]


def test_a_card_is_in_the_units_that_are_set(en: Texts) -> None:
    assert render(answer((MOSCOW, FULL)), Units(en, AMERICAN)).splitlines() == [
        "<b>Moscow</b>, Russia · now 6:05 PM",
        "☀️ 71 °F, clear, feels like 67 °F",
        "Wind 7 mph NE, gusts 18 mph, precipitation 0.01 in/h",
        "Humidity 45 %, pressure 29.91 inHg, clouds 20 %, visibility 6 mi",
        "🌅 3:50 AM · 🌇 9:17 PM",
    ]


def test_several_places_have_two_lines_each_with_aligned_temperatures(english: Units) -> None:
    cold = report(-4.0, zone="Europe/London", condition=Condition.LIGHT_SNOW, wind_speed=2)
    assert render(answer((MOSCOW, FULL), (LONDON, cold)), english).split("\n\n") == [
        "<b>Moscow</b> · 18:05\n☀️ 21 °C clear, wind 3 m/s NE",
        "<b>London</b> · 16:05\n🌨 −4 °C light snow, wind 2 m/s",
    ]


def test_equal_local_times_are_left_out(english: Units) -> None:
    kazan = replace(MOSCOW, name="Kazan")
    assert "18:05" not in render(answer((MOSCOW, FULL), (kazan, FULL)), english)


def test_a_failed_place_is_listed_with_its_reason(english: Units) -> None:
    text = render(answer((MOSCOW, FULL), (LONDON, Failure(Reason.UNAVAILABLE, 503))), english)
    assert text.split("\n\n")[1] == "<b>London</b>: the weather service is not answering (503)"


@pytest.mark.parametrize(
    ("seconds", "english_wait", "russian_wait"),
    [
        (0.4, "1 min", "1 мин"),
        (2461.0, "42 min", "42 мин"),
        (3600.0, "60 min", "60 мин"),
        (3601.0, "2 h", "2 ч"),
        (86400.0, "24 h", "24 ч"),
    ],
)
def test_a_place_beyond_the_share_says_when_to_try_again(
    english: Units, russian: Units, seconds: float, english_wait: str, russian_wait: str
) -> None:
    entries = answer((MOSCOW, FULL), (LONDON, Failure(Reason.SHARE_SPENT, retry_after=seconds)))
    wanted = f"<b>London</b>: you have asked about many new places, try again in {english_wait}"
    assert render(entries, english).split("\n\n")[1] == wanted
    wanted = f"<b>London</b>: вы спросили о многих новых местах, попробуйте снова через {russian_wait}"
    assert render(entries, russian).split("\n\n")[1] == wanted


def test_unknown_names_say_so_and_mention_suggestions(english: Units) -> None:
    elsewhere = Unknown("London, Essex", (LONDON,), is_absent_from_area=True)
    entries = (Entry(Unknown("Qwertyzz")), Entry(Unknown("Londn", (LONDON,))), Entry(elsewhere))
    assert render(Answer("en", entries), english).split("\n\n") == [
        "<b>Qwertyzz</b>: no such place",
        "<b>Londn</b>: no such place. Did you mean one of these?",
        "<b>London, Essex</b>: there is no place of that name there. Did you mean one of these?",
    ]


def test_a_name_in_an_unknown_region_offers_no_places(english: Units) -> None:
    unknown = Entry(Unknown("Little Qwertyzz, Norfolk", is_absent_from_area=True))

    text = render(Answer("en", (unknown,)), english)

    assert text.startswith("<b>Little Qwertyzz, Norfolk</b>: no such place")
    assert "one of these" not in text


@pytest.mark.parametrize("reason", Reason)
@pytest.mark.parametrize("status", [None, 503])
def test_every_reason_of_a_failure_has_a_text(reason: Reason, status: int | None, units: Units) -> None:
    unresolved = Answer("en", (Entry(LookupFailed("Oslo", Failure(reason, status))),))
    assert len(render(unresolved, units)) > len("<b>Oslo</b>: ")


def test_an_ambiguous_name_asks_which_place_is_meant(english: Units, russian: Units) -> None:
    question = Entry(Ambiguous("Springfield <b>", (MISSOURI, ILLINOIS)))
    assert render(Answer("en", (question,)), english) == "<b>Springfield &lt;b&gt;</b>: which one do you mean?"
    assert render(Answer("ru", (question,)), russian).startswith("<b>Springfield &lt;b&gt;</b>: как")


def test_names_of_users_and_geocoders_are_escaped(english: Units) -> None:
    hostile = replace(MOSCOW, name="<b>&", country="{0}<i>")
    entries = (Entry(Match("x", hostile, (LONDON,)), FULL), Entry(Unknown("</b><a href='x'>%s")))
    text, _ = parse_html(render(Answer("en", entries, ("<script>", "&amp;")), english))
    assert text.startswith("<b>&, {0}<i>\n")
    assert "</b><a href='x'>%s: no such place" in text
    assert text.endswith("<script>, &amp;")


@pytest.mark.parametrize("name", [field.name for field in fields(Report) if field.name != "provider"])
def test_any_field_of_a_report_may_be_missing(name: str, units: Units) -> None:
    without = replace(FULL, **{name: None})  # type: ignore[arg-type]
    card = render(answer((MOSCOW, without)), units)
    blocks = render(answer((MOSCOW, without), (LONDON, FULL)), units)
    assert "None" not in card + blocks
    assert len(card.splitlines()) >= 4


def test_left_out_names_are_listed_up_to_the_limit(english: Units) -> None:
    some = Answer("en", (Entry(Unknown("x")),), ("Oslo", "Bern"))
    many = Answer("en", (Entry(Unknown("x")),), tuple(f"city {number}" for number in range(500)))
    assert render(some, english).endswith("At most 20 places a message; left out: Oslo, Bern")
    assert render(many, english).endswith(" more")


EMOJI = "🌍" * 300
LONGEST_PLACE = Place(EMOJI, 1, 2, country=f"1{EMOJI}", region=f"2{EMOJI}")
LONGEST_MATCHES = [
    Match(EMOJI, LONGEST_PLACE, (LONGEST_PLACE,)),
    # The longest names that the index has for capitals and spots.
    Match(EMOJI, Place("x" * 20, 1, 2), capital_of="Британская территория в Индийском океане"),
    Match(EMOJI, Place(EMOJI, 1, 2, country=EMOJI), kilometres_away=12_345.6),
    Match(EMOJI, Place("x" * 20, 1, 2, country="y" * 20), stands_for=EMOJI),
]


@pytest.mark.parametrize("match", LONGEST_MATCHES)
def test_twenty_of_the_longest_blocks_fit_into_a_message(texts: Texts, match: Match) -> None:
    windy = replace(
        FULL,
        temperature=-40,
        condition=Condition.PARTLY_CLOUDY,
        wind_speed=50,
        provider="Open-Meteo",
        age=timedelta(hours=2, minutes=59),
    )
    entry, elsewhere = Entry(match, windy), Entry(match, replace(windy, timezone=ZoneInfo("Asia/Tokyo")))
    text, _ = parse_html(render(Answer("en", (entry,) * 19 + (elsewhere,), (EMOJI,) * 500), Units(texts, LONGEST)))
    assert 3000 < len(text.encode("utf-16-le")) // 2 <= 4096


names = st.text(min_size=1, max_size=300)
places = st.builds(Place, names, st.just(1.0), st.just(2.0), country=names, region=names)
results = st.sampled_from(
    [FULL, replace(FULL, age=timedelta(hours=2, minutes=40)), Failure(Reason.UNAVAILABLE, 503)]
)
items: st.SearchStrategy[Resolution] = st.one_of(
    st.builds(Match, names, places, st.lists(places, max_size=2).map(tuple)),
    st.sampled_from(LONGEST_MATCHES),
    st.builds(Unknown, names),
    st.builds(Ambiguous, names, st.lists(places, min_size=2, max_size=8).map(tuple)),
)


@given(
    st.lists(st.tuples(items, results), min_size=1, max_size=20),
    st.lists(names, max_size=50),
    st.sampled_from(["en", "ru"]),
)
def test_messages_with_any_names_are_well_formed_and_fit(
    entries: list[tuple[Resolution, Report | Failure]], left_out: list[str], language: str
) -> None:
    told = tuple(Entry(item, result if isinstance(item, Match) else None) for item, result in entries)
    html = weather_text(
        Answer(language, told, tuple(left_out)), Units(texts_for(language)), now=NOW, usual_provider="OpenWeather"
    )
    text, _ = parse_html(html)
    assert len(text.encode("utf-16-le", errors="surrogatepass")) // 2 <= 4096
