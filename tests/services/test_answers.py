"""Questions and answers: places and weather together, within one deadline."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from sandbox.faults import Fault, FaultKind
from sandbox.weather import City, WeatherServer
from services.answers import Answer, AnswerService, Entry, Facts
from services.answers.service import ANSWER_WITHIN
from services.errors import Failure, Reason
from services.places import (
    Ambiguous,
    Choices,
    LookupFailed,
    Match,
    Place,
    Resolution,
    Resolver,
    Unknown,
    with_choice,
)
from services.questions import LONGEST_QUESTION, InDays, OnDay, Question, Subject, What, read_question
from services.weather import Forecast, Report, WeatherService
from tests.services.conftest import Clock, around, asked, invented

OUTAGE = Fault(FaultKind.STATUS, 503, body="{}")
LATE = Failure(Reason.LATE)
DOWN = Failure(Reason.UNAVAILABLE, 503)
TWELVE = "Moscow, London, Paris, Oslo, Rome, Riga, Bern, Lima, Kazan, Omsk, Tula, Perm"

NAME = "Bozuqwix"
"""A place that the geocoders know and the index does not."""

DACHA = Choices(
    labels={
        "дача": Place("Дача", 55.66, 37.34, region="Переделкино"),
        "бабушкин дом": Place("Бабушкин дом", 54.2, 37.62, region="Тула"),
        "лим": Place("Лим", 0.0, 10.0),
    }
)
"""A chat's own words for places."""


@pytest.fixture(autouse=True)
def bozuqwix(sandbox: WeatherServer) -> City:
    city = City(name_en=NAME, latitude=40.5, longitude=-40.5)
    sandbox.add_city(city)
    return city


@pytest.fixture
def keyless_answers(resolver: Resolver, keyless: WeatherService) -> AnswerService:
    return AnswerService(resolver, keyless)


@pytest.fixture
def answers(keyed_resolver: Resolver, weather: WeatherService) -> AnswerService:
    return AnswerService(keyed_resolver, weather)


def told(answer: Answer) -> list[tuple[str, bool]]:
    """Return each name as it is told, and whether there is weather for it."""
    return [
        (
            entry.item.place.name if isinstance(entry.item, Match) else entry.item.asked,
            isinstance(entry.result, Report),
        )
        for entry in answer.entries
    ]


def suggestions(answer: Answer, position: int) -> list[str]:
    """Return the names that are suggested for one that is no place."""
    item = answer.entries[position].item
    assert isinstance(item, Unknown)
    return [place.name for place in item.choices]


async def test_each_name_is_an_entry_in_the_order_asked(answers: AnswerService) -> None:
    answer = await answers.answer(Question("London, Qwertyzz, Moscow"), "ru")

    assert answer.language == "ru"
    assert told(answer) == [("Лондон", True), ("Qwertyzz", False), ("Москва", True)]
    assert answer.left_out == ()
    assert [entry.failure for entry in answer.entries] == [None, None, None]
    assert not answer.worth_retrying
    assert answers.usual_provider == "OpenWeather"


async def test_each_report_belongs_to_its_place(answers: AnswerService) -> None:
    answer = await answers.answer(Question("Tokyo, Qwertyzz, London"), "en")

    zones = [str(entry.result.timezone) for entry in answer.entries if isinstance(entry.result, Report)]
    assert zones == ["Asia/Tokyo", "Europe/London"]


async def test_no_names_are_no_entries(answers: AnswerService, sandbox: WeatherServer) -> None:
    answer = await answers.answer(Question("?!"), "en")
    assert (answer.entries, answer.left_out) == ((), ())
    assert sandbox.requests == []


async def test_names_left_out_are_told(answers: AnswerService) -> None:
    names = invented(22)

    answer = await answers.answer(Question(", ".join(names)), "en")

    assert (len(answer.entries), answer.left_out) == (20, tuple(names[20:]))


async def test_no_more_is_read_than_a_message_can_hold(answers: AnswerService) -> None:
    names = [f"q{number}x" for number in range(10_000)]

    answer = await answers.answer(read_question(",".join(names)), "en")

    assert 0 < len(answer.entries) + len(answer.left_out) + answer.more_left_out < LONGEST_QUESTION / 4


@pytest.mark.parametrize(("text", "language"), [("Springfield", "en"), ("Спрингфилд", "ru")])
async def test_a_name_that_several_places_are_as_likely_meant_by_is_a_question_without_weather(
    answers: AnswerService, sandbox: WeatherServer, text: str, language: str
) -> None:
    answer = await answers.answer(Question(text), language)

    (entry,) = answer.entries
    assert isinstance(entry.item, Ambiguous)
    assert (entry.result, entry.failure) == (None, None)
    assert not answer.worth_retrying
    assert sandbox.requests == []


async def test_what_is_chosen_for_a_question_is_answered_and_preferred_from_then_on(
    answers: AnswerService, sandbox: WeatherServer
) -> None:
    asked_first = await answers.answer(Question("Springfield"), "en")

    chosen = await answers.choosing(asked_first, 0, 2)

    assert chosen is not None
    answer, match = chosen
    question = asked_first.entries[0].item
    assert isinstance(question, Ambiguous)
    assert match == with_choice(question, question.choices[2])
    assert isinstance(answer.entries[0].result, Report)
    assert asked(sandbox, "openweather") == 1
    again = await answers.answer(Question("SPRINGFIELD"), "en", Choices({"springfield": match.place.key}))
    assert isinstance(again.entries[0].item, Match)
    assert again.entries[0].item.place == match.place
    assert question.choices[0] in again.entries[0].item.choices


async def test_a_country_is_answered_with_the_weather_of_its_capital(answers: AnswerService) -> None:
    (entry,) = (await answers.answer(Question("погода во Франции"), "ru")).entries

    assert isinstance(entry.item, Match)
    assert (entry.item.place.name, entry.item.capital_of) == ("Париж", "Франция")
    assert isinstance(entry.result, Report)


@pytest.mark.parametrize(("text", "asks"), [("погода в Москве", True), ("Moscow", True), ("how are you", False)])
async def test_a_question_is_told_from_talk(answers: AnswerService, text: str, *, asks: bool) -> None:
    assert await answers.is_question(Question(text)) is asks


async def test_a_label_alone_or_among_names_is_a_question(answers: AnswerService) -> None:
    assert await answers.is_question(Question("Дача"), DACHA)
    assert await answers.is_question(Question("дача, бабушкин дом"), DACHA)
    assert not await answers.is_question(Question("дача сгорела вчера ночью"), DACHA)
    assert await answers.is_question(Question("дача и Москва"), DACHA)
    assert not await answers.is_question(Question("?!"), DACHA)
    assert not await answers.is_question(Question("дача"))


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("дача", ["Дача"]),
        ("ДАЧА Москва", ["Дача", "Москва"]),
        ("Москва дача Лондон", ["Москва", "Дача", "Лондон"]),
        ("погода: Москва и дача", ["Москва", "Дача"]),
        ("бабушкин  ДОМ, дача", ["Бабушкин дом", "Дача"]),
        ("дача, Дача", ["Дача"]),
        ("Лимож, Франция", ["Лимож"]),
    ],
)
async def test_a_chats_own_words_for_places_are_names(answers: AnswerService, text: str, names: list[str]) -> None:
    answer = await answers.answer(Question(text), "ru", DACHA)
    assert [entry.item.place.name for entry in answer.entries if isinstance(entry.item, Match)] == names
    assert all(isinstance(entry.result, Report) for entry in answer.entries)
    found = await answers.find(text, "ru", DACHA)
    assert [entry.item for entry in found.entries] == [entry.item for entry in answer.entries]


@pytest.mark.parametrize("text", ["дачами", "Нью-Лим", "дача-Лим"])
async def test_a_label_within_a_longer_word_is_none(answers: AnswerService, text: str) -> None:
    answer = await answers.find(text, "ru", DACHA)
    assert not any(getattr(entry.item, "place", None) in DACHA.labels.values() for entry in answer.entries)


async def test_a_preferred_namesake_is_answered(answers: AnswerService) -> None:
    answer = await answers.answer(Question("London, Moscow"), "en", Choices({"london": (42.98, -81.23)}))

    item = answer.entries[0].item
    assert isinstance(item, Match)
    assert item.place.country == "Canada"
    assert isinstance(answer.entries[0].result, Report)
    assert str(answer.entries[0].result.timezone) == "America/Toronto"


async def test_a_name_that_takes_too_long_keeps_no_other_from_its_weather(
    answers: AnswerService, sandbox: WeatherServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("services.answers.service.WEATHER_TAKES", ANSWER_WITHIN - 0.05)
    sandbox.delay("geocoding", 60)
    sandbox.delay("openweather-geocoding", 60)

    answer = await answers.answer(Question(f"{NAME}, Moscow"), "en")

    assert answer.entries[0] == Entry(LookupFailed(NAME, LATE))
    assert isinstance(answer.entries[1].result, Report)
    assert answer.worth_retrying


async def test_names_and_weather_share_one_deadline(
    keyless_answers: AnswerService, sandbox: WeatherServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("services.answers.service.ANSWER_WITHIN", 0.3)
    monkeypatch.setattr("services.answers.service.WEATHER_TAKES", 0.0)
    sandbox.delay("geocoding", 0.25)
    sandbox.delay("weather", 0.2)

    answer = await keyless_answers.answer(Question(NAME), "en")

    assert [entry.failure for entry in answer.entries] == [LATE]


async def test_what_was_late_is_added_when_it_arrives(
    keyless_answers: AnswerService, sandbox: WeatherServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    await keyless_answers.answer(Question("Moscow"), "en")
    monkeypatch.setattr("services.answers.service.ANSWER_WITHIN", 0.3)
    monkeypatch.setattr("services.answers.service.WEATHER_TAKES", 0.0)
    sandbox.delay("weather", 0.6)
    late = await keyless_answers.answer(Question("Moscow, Oslo"), "en")
    assert [entry.late for entry in late.entries] == [False, True]

    completed = await keyless_answers.completed(late)

    assert not completed.late
    assert told(completed) == [("Moscow", True), ("Oslo", True)]
    assert completed.entries[0] is late.entries[0]
    assert asked(sandbox, "open-meteo") == 2


async def test_what_does_not_arrive_in_time_stays_late(
    keyless_answers: AnswerService, sandbox: WeatherServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("services.answers.service.COMPLETED_WITHIN", 0.05)
    sandbox.delay("geocoding", 60)
    late = Answer("en", (Entry(LookupFailed(NAME, LATE)),))

    assert await keyless_answers.completed(late) == late


@pytest.mark.parametrize(
    ("spot", "language", "name"),
    [
        ((55.7558, 37.6173), "ru", "Москва"),
        ((55.7558, 37.6173), "en", "Moscow"),
        ((70.0, 100.0), "en", "Khatanga"),
        ((-48.88, -123.39), "en", "−48.88, −123.39"),
    ],
)
async def test_a_spot_is_answered_by_the_name_of_what_is_there_without_a_geocoder(
    answers: AnswerService, sandbox: WeatherServer, spot: tuple[float, float], language: str, name: str
) -> None:
    answer = await answers.answer_spot(*spot, language)

    assert told(answer) == [(name, True)]
    assert [request.places for request in sandbox.requests] == [(spot,)]


async def test_a_spot_far_from_the_nearest_place_tells_how_far_and_one_in_it_does_not(
    answers: AnswerService,
) -> None:
    near, far = [
        (await answers.answer_spot(*spot, "en")).entries[0].item for spot in ((55.7558, 37.6173), (70.0, 100.0))
    ]

    assert isinstance(near, Match)
    assert isinstance(far, Match)
    assert near.away is None
    assert far.away == pytest.approx(238, abs=3)


async def test_only_what_failed_is_asked_again(
    keyless_answers: AnswerService, sandbox: WeatherServer, clock: Clock
) -> None:
    sandbox.break_("London", OUTAGE)
    answer = await keyless_answers.answer(Question("London, Moscow, Qwertyzz"), "en")
    assert [entry.failure for entry in answer.entries] == [DOWN, None, None]
    assert answer.worth_retrying
    sandbox.mend()
    sandbox.requests.clear()
    clock.advance(hours=1)

    renewed = await keyless_answers.renewed(answer, failed_only=True)

    assert [request.places for request in sandbox.requests] == [((51.5085, -0.1257),)]
    assert told(renewed) == [("London", True), ("Moscow", True), ("Qwertyzz", False)]
    assert renewed.entries[1:] == answer.entries[1:]
    assert not renewed.worth_retrying


async def test_all_is_asked_again_once_it_is_old(
    keyless_answers: AnswerService, sandbox: WeatherServer, clock: Clock
) -> None:
    answer = await keyless_answers.answer(Question("London, Moscow"), "en")
    assert await keyless_answers.renewed(answer) == answer
    assert asked(sandbox, "open-meteo") == 1

    clock.advance(minutes=10)
    await keyless_answers.renewed(answer)

    assert len(sandbox.requests[-1].places) == 2
    assert (asked(sandbox, "open-meteo"), asked(sandbox, "geocoding")) == (2, 0)


async def test_a_name_that_could_not_be_looked_up_is_looked_up_again(
    keyless_answers: AnswerService, sandbox: WeatherServer
) -> None:
    sandbox.add_city(City(name_en="Azuqwix", name_ru="Азуквикс", latitude=30.5, longitude=-40.5))
    sandbox.break_("geocoding", OUTAGE)
    answer = await keyless_answers.answer(Question(f"{NAME} Azuqwix, Moscow"), "ru")
    assert told(answer) == [(f"{NAME} Azuqwix", False), ("Москва", True)]
    assert answer.entries[0] == Entry(LookupFailed(f"{NAME} Azuqwix", DOWN))
    sandbox.mend()

    renewed = await keyless_answers.renewed(answer, failed_only=True)

    assert told(renewed) == [(NAME, True), ("Азуквикс", True), ("Москва", True)]


async def test_a_name_that_is_looked_up_again_has_what_the_open_page_shows(keyless_answers: AnswerService) -> None:
    late = Entry(LookupFailed("London", LATE))
    answer = Answer("en", (late,), subject=Subject.DAYS, when=OnDay(InDays(1)), asked_at=datetime.now(UTC))

    (entry,) = (await keyless_answers.renewed(answer, failed_only=True)).entries

    assert isinstance(entry.result, Forecast)


async def test_a_renewed_answer_keeps_what_it_left_out(keyless_answers: AnswerService) -> None:
    answer = Answer("en", (Entry(LookupFailed("London", LATE)),), ("Paris",))

    assert (await keyless_answers.renewed(answer)).left_out == ("Paris",)


async def test_another_namesake_is_chosen(keyless_answers: AnswerService, sandbox: WeatherServer) -> None:
    answer = await keyless_answers.answer(Question("Moscow, London"), "en")

    chosen = await keyless_answers.choosing(answer, 1, 0)

    assert chosen is not None
    assert chosen[0].entries[0] == answer.entries[0]
    item = chosen[0].entries[1].item
    assert item == chosen[1]
    assert isinstance(item, Match)
    assert (item.place.country, item.choices[0].country) == ("Canada", "United Kingdom")
    assert sandbox.requests[-1].places == ((42.9834, -81.233),)


async def test_a_suggestion_is_chosen(keyless_answers: AnswerService) -> None:
    answer = await keyless_answers.answer(Question("Kages, London"), "en")
    assert told(answer) == [("Kages", False), ("London", True)]

    chosen = await keyless_answers.choosing(answer, 0, suggestions(answer, 0).index("Lages"))

    assert chosen is not None
    assert told(chosen[0]) == [("Lages", True), ("London", True)]


async def test_a_suggestion_that_stands_there_already_is_not_told_twice(keyless_answers: AnswerService) -> None:
    answer = await keyless_answers.answer(Question("Lages, Kages"), "en")

    chosen = await keyless_answers.choosing(answer, 1, suggestions(answer, 1).index("Lages"))

    assert chosen is not None
    assert told(chosen[0]) == [("Lages", True)]


async def test_a_retried_answer_holds_no_more_places_than_a_message(
    keyless_answers: AnswerService, sandbox: WeatherServer
) -> None:
    names = invented(21)
    for number, name in enumerate(names):
        sandbox.add_city(City(name_en=name, latitude=number, longitude=-50))
    sandbox.break_("geocoding", Fault(FaultKind.STATUS, 503))
    runs = [" ".join(names[start : start + 3]) for start in range(0, 21, 3)]
    answer = await keyless_answers.answer(Question(", ".join(runs)), "en")
    assert len(answer.entries) == 7
    sandbox.mend()

    renewed = await keyless_answers.renewed(answer, failed_only=True)

    assert len(renewed.entries) == 20
    assert renewed.left_out == (names[20],)


@pytest.mark.parametrize(("position", "choice"), [(0, 0), (1, 0), (2, 0), (3, 1), (4, 2), (9, 0)])
async def test_what_is_no_choice_cannot_be_chosen(
    keyless_answers: AnswerService, position: int, choice: int
) -> None:
    place = Place("London", 51.5, -0.1)
    items: list[Resolution] = [
        Match("a", place),
        Unknown("b"),
        LookupFailed("c", LATE),
        Match("d", place, (place,)),
        Ambiguous("e", (place, place)),
    ]
    answer = Answer("en", tuple(Entry(item) for item in items))

    assert await keyless_answers.choosing(answer, position, choice) is None


@pytest.mark.parametrize(
    ("failure", "worth"), [(DOWN, True), (LATE, True), (Failure(Reason.BAD_REQUEST, 404), False)]
)
def test_what_may_have_passed_is_worth_retrying(failure: Failure, worth: bool) -> None:
    match = Match("London", Place("London", 51.5, -0.1))

    assert Answer("en", (Entry(match, failure),)).worth_retrying is worth
    assert Answer("en", (Entry(LookupFailed("London", failure)),)).worth_retrying is worth


async def test_twelve_known_cities_open_a_connection_each_to_the_weather_and_none_to_a_geocoder(
    answers: AnswerService, sandbox: WeatherServer, clock: Clock
) -> None:
    sandbox.delay("openweather", 0.05)
    for _ in range(2):
        answer = await answers.answer(Question(TWELVE), "en")
        assert [entry.failure for entry in answer.entries] == [None] * 12
        clock.advance(minutes=11)

    assert (asked(sandbox, "geocoding"), asked(sandbox, "openweather")) == (0, 24)
    assert sandbox.connections <= 12


def days_told(answer: Answer) -> list[int]:
    """Return how many days are told of each place."""
    return [len(entry.result.days) for entry in answer.entries if isinstance(entry.result, Forecast)]


async def test_the_days_to_come_are_told_of_six_places_at_most(answers: AnswerService) -> None:
    names = TWELVE.split(", ")

    answer = await answers.answer(Question(TWELVE, Subject.DAYS), "en")

    assert days_told(answer) == [5] * 6
    assert answer.left_out == tuple(names[6:])


async def test_of_more_saved_places_the_first_six_are_compared(answers: AnswerService) -> None:
    answer = await answers.answer_about(around(8), "en", Question("", Subject.DAYS))

    assert days_told(answer) == [5] * 6
    assert answer.left_out == ("Place 6", "Place 7")


async def test_an_answer_is_renewed_about_the_same_subject(answers: AnswerService, sandbox: WeatherServer) -> None:
    sandbox.break_("Moscow", OUTAGE)
    failed = await answers.answer(Question("Moscow", Subject.DAYS), "en")
    sandbox.mend()

    renewed = await answers.renewed(failed, failed_only=True)

    assert [entry.failure for entry in failed.entries] == [DOWN]
    assert days_told(renewed) == [5]
    assert [
        type(entry.result) for entry in (await answers.renewed(replace(renewed, subject=Subject.NOW))).entries
    ] == [Report]


async def test_a_forecast_that_is_over_is_none(answers: AnswerService, clock: Clock) -> None:
    clock.advance(minutes=30 * 24 * 60)  # past all that the services tell

    (entry,) = (await answers.answer(Question("Moscow", Subject.DAYS), "en")).entries

    assert entry.result == Failure(Reason.MALFORMED)


async def test_two_names_that_choices_turn_into_one_place_are_one_entry(
    answers: AnswerService, sandbox: WeatherServer
) -> None:
    text = "London, London Ontario"
    assert len((await answers.answer(Question(text), "en")).entries) == 2
    before = asked(sandbox, "openweather")

    answer = await answers.answer(Question(text), "en", Choices({"london": (42.98, -81.23)}))

    assert [place.key for place in answer.places] == [(42.98, -81.23)]
    assert asked(sandbox, "openweather") == before


async def test_the_zone_of_a_spot_near_a_border_of_zones_is_that_of_the_weather_service(
    keyless_answers: AnswerService, sandbox: WeatherServer
) -> None:
    spot = Place("Near Brest", 52.2, 23.8)
    assert await keyless_answers.timezone(spot) == "Europe/Minsk"
    assert asked(sandbox, "open-meteo") == 1

    sandbox.break_("open-meteo", OUTAGE)
    assert await keyless_answers.timezone(Place("Elsewhere", 52.1, 23.6)) in {"Europe/Minsk", "Europe/Warsaw"}
    assert await keyless_answers.timezone(Place("Moscow", 55.75, 37.62)) == "Europe/Moscow"


async def test_the_sun_is_told_without_a_request_by_the_clock_of_the_place(answers: AnswerService) -> None:
    answer = await answers.answer(Question("Moscow", what=What.SUN), "en")

    (facts,) = answer.results
    assert isinstance(facts, Facts)
    assert not facts.sources
    assert str(facts.timezone) == "Europe/Moscow"
