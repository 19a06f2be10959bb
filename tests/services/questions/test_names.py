"""Names of places that contain words for a time or a quantity."""

import pytest

from services.places import Match, PlaceIndex
from services.places.reading import TextReader
from services.questions import Quantity, read_question


@pytest.fixture(scope="session")
def reader(index: PlaceIndex) -> TextReader:
    return TextReader(index)


@pytest.mark.parametrize(
    "name",
    [
        "May",
        "May Pen",
        "March",
        "Cape May",
        "Sunday Harbour",
        "Friday Harbor",
        "friday harbor",
        "Thursday Island",
        "Tuesday Creek",
        "Christmas Island",
        "Sun City",
        "winter park colorado",
        "spring texas",
        "Rising Sun",
        "Mar del Plata",
        "6th of October",
        "Sept-Îles",
        "Reghin-Sat",
        "Thủ Đức",
        "Tan-Tan",
        "Southend-on-Sea",
        "Bel-Air",
        "Snow Hill",
        "Sunrise, Florida",
        "Windy Gap",
        "Rainy River",
        "Cold Lake",
        "Water Valley",
        "Ровно",
        "Мая",
        "Новый",
        "Новый Уренгой",
        "Минеральные Воды",
        "Горячий Ключ",
        "Красная Поляна",
        "Морозовск",
        "Средняя Ахтуба",
        "улица 9 Мая, Омск",
        "Самара, ул. 8 Марта 12",
        "5th Avenue",
        "12 May Street",
        "55.75, 37.62",
        "25.11, 11.25",
        "10.30 12.45",
    ],
)
def test_a_name_is_read_neither_as_a_time_nor_as_a_quantity(name: str) -> None:
    question = read_question(name)
    assert (question.places, question.when, question.quantity) == (name, None, Quantity.WEATHER)


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("Friday Harbor on Friday", "Friday Harbor"),
        ("Long Beach tomorrow", "Long Beach"),
        ("weather in Ocean City on Sunday", "Ocean City"),
        ("weather in Aurora tonight", "Aurora"),
        ("Park City at the weekend", "Park City"),
        ("High Wycombe tonight", "High Wycombe"),
        ("will it rain in Nice at noon", "Nice"),
        ("is it windy in Reading this morning", "Reading"),
        ("Новый Уренгой завтра", "Novy Urengoy"),
        ("погода в Минеральных Водах в субботу", "Mineralnye Vody"),
        ("Владимир в мае", "Vladimir"),
        ("Ровно завтра", "Rivne"),
    ],
)
def test_a_time_beside_a_name_with_such_words_is_read(reader: TextReader, text: str, place: str) -> None:
    question = read_question(text)
    assert question.when is not None
    assert _places(reader, question.places) == [place]


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("do I need an umbrella in Oslo tonight", ["Oslo"]),
        ("my wedding is in Florence on 5 December, any rain?", ["Florence"]),
        ("kickoff is 8pm tomorrow in Leeds, how cold will it be", ["Leeds"]),
        ("driving from Lyon to Geneva tonight, is there snow?", ["Lyon", "Geneva"]),
        ("Oslo or Bergen, which is warmer on Sunday", ["Oslo", "Bergen"]),
        ("at what time will the sun come up tomorrow in Lima", ["Lima"]),
        ("Hi! Could you tell me if it'll rain in Leeds by 5pm?", ["Leeds"]),
        ("we want to hike near Bergen at the weekend, is it dry?", ["Bergen"]),
        ("what's the UV level in Perth around noon", ["Perth"]),
        ("air quality index Krakow", ["Krakow"]),
        ("how bad is the smog in Lahore right now", ["Lahore"]),
        ("концерт в Твери завтра в 21:00, насколько прохладно будет", ["Tver"]),
        ("ждать ли снега в Омске послезавтра", ["Omsk"]),
        ("рыбалка под Тверью на выходных, дождь намечается?", ["Tver"]),
        ("прилетаем в Уфу в пятницу, чего ждать от погоды", ["Ufa"]),
        ("во сколько завтра закат в Перми", ["Perm"]),
        ("где теплее на следующей неделе, в Омске или в Уфе", ["Omsk", "Ufa"]),
        ("болит голова, какое сегодня давление в Туле", ["Tula"]),
        ("зонт завтра пригодится? Тула", ["Tula"]),
        ("воздух в Омске сегодня чистый?", ["Omsk"]),
        ("пиши каждое утро, что с погодой в Туле", ["Tula"]),
    ],
)
def test_other_words_of_a_question_are_not_places(reader: TextReader, text: str, places: list[str]) -> None:
    assert _places(reader, read_question(text).places) == places


def _places(reader: TextReader, text: str) -> list[str]:
    return [item.place.name if isinstance(item, Match) else item.asked for item in reader.read(text, "en").items]


@pytest.mark.parametrize(
    "text",
    [
        "Milan fashion week is over, how is Ghent",
        "неделя моды в Милане закончилась, как там",
        "the Christmas market in Ghent",
        "рождественская ярмарка в Праге",
    ],
)
def test_a_time_in_the_name_of_an_event_is_not_a_time(text: str) -> None:
    assert read_question(text).when is None
