"""What the index makes of the things that people type."""

import pytest

from services.places.index import PlaceIndex
from services.places.models import Match, Question, Unknown
from services.places.reading import Item, TextReader
from services.places.reading.guesses import MOST_GUESSED
from services.places.reading.reader import LONGEST_SKIMMED
from services.places.reading.tokens import LONGEST_WORD, MOST_TOKENS


def told(item: Item) -> str:
    """Return the item as a line: Moscow for an answer, Moscow? for a question, Moscow?? for what is not known."""
    if isinstance(item, Match):
        return item.place.name
    return f"{item.asked}?" if isinstance(item, Question) else f"{item.asked}??"


def read(reader: TextReader, text: str, language: str = "en") -> str:
    return "; ".join(map(told, reader.read(text, language).items))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Moscow", "Moscow"),
        ("moscow", "Moscow"),
        ("MOSCOW", "Moscow"),
        ("Moscow London", "Moscow; London"),
        ("Moscow, London", "Moscow; London"),
        ("Moscow,London", "Moscow; London"),
        ("Moscow; London", "Moscow; London"),
        ("Moscow & London", "Moscow; London"),
        ("Moscow and London", "Moscow; London"),
        ("Moscow\nLondon", "Moscow; London"),
        ("Moscow / London", "Moscow; London"),
        ("Moscow | London", "Moscow; London"),
        ("Moscow + London", "Moscow; London"),
        ("Moscow - London", "Moscow; London"),
        ("Moscow-London", "Moscow; London"),
        ("Moscow – London", "Moscow; London"),
        ("1. Moscow\n2. London", "Moscow; London"),
        ("1) Moscow 2) London", "Moscow; London"),
        ("1️⃣ Moscow\n2️⃣ London", "Moscow; London"),
        ("- Moscow\n- London", "Moscow; London"),
        ("«Moscow» “London”", "Moscow; London"),
        ("🌦 Moscow ☀️ London", "Moscow; London"),
        ("#Moscow @London", "Moscow; London"),
        ("London vs Moscow", "London; Moscow"),
        ("New York St. Petersburg Rostov-on-Don", "New York; Saint Petersburg; Rostov-on-Don"),
        ("new york los angeles san francisco", "New York; Los Angeles; San Francisco"),
        ("Kuala Lumpur Ho Chi Minh City Buenos Aires", "Kuala Lumpur; Ho Chi Minh City; Buenos Aires"),
        ("Tel Aviv Haifa Rio de Janeiro", "Tel Aviv; Haifa; Rio de Janeiro"),
        ("São Paulo Zürich Kraków", "São Paulo; Zurich; Krakow"),
        ("Sao Paulo Zurich Krakow", "São Paulo; Zurich; Krakow"),
        ("Lodz Gdansk", "Lodz; Gdansk"),
        ("Xi'an, Xian", "Xi'an; Xi'an"),
        ("New Delhi Mumbai", "New Delhi; Mumbai"),
        ("Nova Lima Campos dos Goytacazes", "Nova Lima; Campos dos Goytacazes"),
        ("Richards Bay St Louis", "Richards Bay; St Louis"),
    ],
)
def test_names_are_told_apart(reader: TextReader, text: str, expected: str) -> None:
    assert read(reader, text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Москва Нижний Новгород", "Москва; Нижний Новгород"),
        ("москва лондон", "Москва; Лондон"),
        ("Москва, Лондон", "Москва; Лондон"),
        ("Москва и Лондон", "Москва; Лондон"),
        ("Москва — Лондон", "Москва; Лондон"),
        ("Санкт-Петербург Ростов-на-Дону", "Санкт-Петербург; Ростов-на-Дону"),
        ("санкт петербург ростов на дону", "Санкт-Петербург; Ростов-на-Дону"),
        ("Набережные Челны Великий Новгород", "Набережные Челны; Великий Новгород"),
        ("Нью-Йорк Лос-Анджелес", "Нью-Йорк; Лос-Анджелес"),
        ("Нью Йорк, Лос Анджелес", "Нью-Йорк; Лос-Анджелес"),
        ("Орёл Королёв", "Орёл; Королёв"),
        ("орел йошкар-ола", "Орёл; Йошкар-Ола"),
        ("Комсомольск-на-Амуре Петропавловск-Камчатский", "Комсомольск-на-Амуре; Петропавловск-Камчатский"),
        ("Париж Тегеран Токио", "Париж; Тегеран; Токио"),
        ('"Нижний Новгород" «Москва»', "Нижний Новгород; Москва"),
        ("мытищи химки балашиха", "Мытищи; Химки; Балашиха"),
        ("1. Казань\n2. Уфа", "Казань; Уфа"),
    ],
)
def test_russian_names_are_told_apart(reader: TextReader, text: str, expected: str) -> None:
    assert read(reader, text, "ru") == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("погода в Москве и Лондоне", "Москва; Лондон"),
        ("погода в москве, лондоне и париже", "Москва; Лондон; Париж"),
        ("Какая сейчас погода в Казани?", "Казань"),
        ("какая погода будет завтра в Туле", "Тула"),
        ("что с погодой в Сочи", "Сочи"),
        ("скажи пожалуйста погоду в Самаре на завтра", "Самара"),
        ("погода Москвы", "Москва"),
        ("погода для Минска", "Минск"),
        ("еду из Москвы в Тверь", "Москва; Тверь"),
        ("погода по Москве", "Москва"),
        ("в Нижнем Новгороде", "Нижний Новгород"),
        ("в Ростове-на-Дону", "Ростов-на-Дону"),
        ("в Набережных Челнах", "Набережные Челны"),
        ("в Великом Новгороде и Сергиевом Посаде", "Великий Новгород; Сергиев Посад"),
        ("в Минеральных Водах", "Минеральные Воды"),
        ("в Санкт-Петербурге, в Екатеринбурге", "Санкт-Петербург; Екатеринбург"),
        ("в Каменске-Уральском", "Каменск-Уральский"),
        ("в Петропавловске-Камчатском", "Петропавловск-Камчатский"),
        ("во Владивостоке", "Владивосток"),
        ("в Орле и Ельце", "Орёл; Елец"),
        ("в Череповце", "Череповец"),
        ("в Ярославле и Твери", "Ярославль; Тверь"),
        ("в Грозном", "Грозный"),
        ("в Иванове", "Иваново"),
        ("в Мытищах и Химках", "Мытищи; Химки"),
        ("в Сочи и Баку", "Сочи; Баку"),
        ("в Нью-Йорке и Лос-Анджелесе", "Нью-Йорк; Лос-Анджелес"),
        ("в Афинах и Риме", "Афины; Рим"),
        ("в Праге", "Прага"),
        ("в Питере", "Санкт-Петербург"),
        ("в Киеве, Минске и Астане", "Киев; Минск; Астана"),
    ],
)
def test_declined_names_are_read(reader: TextReader, text: str, expected: str) -> None:
    assert read(reader, text, "ru") == expected


@pytest.mark.parametrize(
    "text",
    [
        "weather in Oslo",
        "What's the weather like in Oslo?",
        "what is the weather in Oslo today, please",
        "how is the weather in Oslo right now",
        "weather: Oslo",
        "forecast for Oslo tomorrow",
        "show me the weather in Oslo",
        "Oslo please",
        "city of Oslo",
        "Oslo city",
        "0150 Oslo",
        "Oslo 0150",
        "in Oslo",
        "погода в Осло",
        "Осло, пожалуйста",
        "г. Осло",
        "г.Осло",
        "город Осло",
        "осло сегодня",
        "прогноз погоды в осло на завтра",
    ],
)
def test_words_around_a_name_are_left_out(reader: TextReader, text: str) -> None:
    assert read(reader, text) == "Oslo"


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("Paris, Texas", "Paris, Texas, United States"),
        ("Paris Texas", "Paris, Texas, United States"),
        ("Paris (Texas)", "Paris, Texas, United States"),
        ("paris tx", "Paris, Texas, United States"),
        ("Paris in Texas", "Paris, Texas, United States"),
        ("Springfield IL", "Springfield, Illinois, United States"),
        ("Springfield, Illinois, USA", "Springfield, Illinois, United States"),
        ("springfield illinois", "Springfield, Illinois, United States"),
        ("Portland, Maine", "Portland, Maine, United States"),
        ("Moscow Idaho", "Moscow, Idaho, United States"),
        ("London ON", "London, Ontario, Canada"),
        ("London, ON", "London, Ontario, Canada"),
        ("London, Ontario", "London, Ontario, Canada"),
        ("London Canada", "London, Canada"),
        ("Birmingham, Alabama", "Birmingham, Alabama, United States"),
        ("Birmingham UK", "Birmingham, United Kingdom"),
        ("Birmingham, England", "Birmingham, England, United Kingdom"),
        ("Cambridge, MA", "Cambridge, Massachusetts, United States"),
        ("Toronto Canada", "Toronto, Canada"),
        ("Atlanta, Georgia", "Atlanta, Georgia, United States"),
        ("Tbilisi, Georgia", "Tbilisi, Georgia"),
        ("Toluca Mexico", "Toluca, Mexico"),
        ("Buffalo, New York", "Buffalo, New York, United States"),
        ("Perth, Scotland", "Perth, Scotland, United Kingdom"),
    ],
)
def test_a_country_or_region_tells_which_place_is_meant(reader: TextReader, text: str, label: str) -> None:
    (item,) = reader.read(text, "en").items

    assert isinstance(item, Match)
    assert item.place.label == label


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("Лимож Франция", "Лимож, Франция"),
        ("Париж, Техас", "Париж, Техас, Соединенные Штаты"),
        ("Киров, Калужская область", "Киров, Калужская область, Россия"),
        ("Киров Калужская обл.", "Киров, Калужская область, Россия"),
        ("Благовещенск, Амурская область", "Благовещенск, Амурская область, Россия"),
        ("Московская область, Химки", "Химки, Московская область, Россия"),
        ("в Париже во Франции", "Париж, Франция"),
        ("Брест, Беларусь", "Брест, Беларусь"),
        ("Лондон Канада", "Лондон, Канада"),
    ],
)
def test_a_country_or_region_is_understood_in_russian(reader: TextReader, text: str, label: str) -> None:
    (item,) = reader.read(text, "ru").items

    assert isinstance(item, Match)
    assert item.place.label == label


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Paris Texas London", "Paris; London"),
        ("Boston, New York", "Boston; New York"),
        ("Buffalo New York Boston", "Buffalo; New York; Boston"),
        ("Paris, London, Texas City", "Paris; London; Texas City"),
        ("Madrid, Spain, Lisbon, Portugal", "Madrid; Lisbon"),
    ],
)
def test_a_qualifier_is_not_another_place_nor_a_place_a_qualifier(
    reader: TextReader, text: str, expected: str
) -> None:
    assert read(reader, text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("мск", "Москва"),
        ("питер спб", "Санкт-Петербург; Санкт-Петербург"),
        ("екб нск", "Екатеринбург; Новосибирск"),
        ("Нижний Челны Рио", "Нижний Новгород; Набережные Челны; Рио-де-Жанейро"),
        ("Ленинград Свердловск", "Санкт-Петербург; Екатеринбург"),
        ("Сталинград", "Волгоград"),
        ("Ростов", "Ростов-на-Дону"),
        ("Новгород", "Великий Новгород"),
        ("NYC LA SF Philly", "Нью-Йорк; Лос-Анджелес; Сан-Франциско; Филадельфия"),
        ("Vegas", "Лас-Вегас"),
        ("Bombay Constantinople", "Мумбаи; Стамбул"),
        ("Saigon Peking", "Хошимин; Пекин"),
        ("Kiev", "Киев"),
        ("東京 القاهرة Αθήνα 北京", "Токио; Каир; Афины; Пекин"),
        ("תל אביב", "Тель-Авив"),
        ("서울", "Сеул"),
        ("दिल्ली", "Дели"),
        ("Wien Praha Roma", "Вена; Прага; Рим"),
    ],
)
def test_nicknames_old_names_and_native_ones_are_known(reader: TextReader, text: str, expected: str) -> None:
    assert read(reader, text, "ru") == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Vjcrdf", "Москва"),
        ("Vjcrdf Kjyljy", "Москва; Лондон"),
        (",fhyfek", "Барнаул"),
        ("Yb;ybq Yjdujhjl", "Нижний Новгород"),
        ("Дщтвщт", "Лондон"),
        ("Зфкшы", "Париж"),
        ("Туц Нщкл", "Нью-Йорк"),
        ("Москва Дщтвщт", "Москва; Лондон"),
    ],
)
def test_a_keyboard_in_the_other_layout_is_noticed(reader: TextReader, text: str, expected: str) -> None:
    assert read(reader, text, "ru") == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Moskow, Londn", "Moscow; London"),
        ("Barcelna", "Barcelona"),
        ("Bracelona Chicgao", "Barcelona; Chicago"),
        ("San Fracnisco", "San Francisco"),
        ("Nwe York", "New York"),
        ("Newyork", "New York"),
        ("Lon don", "London"),
        ("Los Angelos Houstn", "Los Angeles; Houston"),
        ("Nizhyn Tagil", "Nizhny Tagil"),
        ("Мсква", "Moscow"),
        ("Питербург", "Saint Petersburg"),
        ("Екатиринбург Новосибриск", "Yekaterinburg; Novosibirsk"),
        ("Нижний Новгрод", "Nizhny Novgorod"),
        ("погода в Мосвке", "Moscow"),
    ],
)
def test_a_letter_wrong_is_forgiven_where_only_one_place_can_be_meant(
    reader: TextReader, text: str, expected: str
) -> None:
    assert read(reader, text) == expected


@pytest.mark.parametrize(("text", "among"), [("Kages", "Lages"), ("рагпур", "Nagpur"), ("Sodi", "Lodi")])
def test_a_doubtful_misspelling_is_asked_about(reader: TextReader, text: str, among: str) -> None:
    (item,) = reader.read(text, "en").items

    assert isinstance(item, Unknown)
    assert 1 <= len(item.choices) <= 3
    assert among in [place.name for place in item.choices]


@pytest.mark.parametrize(
    ("text", "choice"),
    [
        ("гатина, Москва", "Gatchina"),  # or "of Gatineau"
        ("Onole, Paris", "Opole"),  # or Ongole, which is larger
    ],
)
def test_a_misspelling_that_may_be_two_places_is_not_taken_for_the_larger(
    reader: TextReader, text: str, choice: str
) -> None:
    (doubtful,) = [item for item in reader.read(text, "en").items if isinstance(item, Unknown)]

    assert choice in [place.name for place in doubtful.choices]


@pytest.mark.parametrize(
    ("text", "place"), [("Bangkok Nio London", "Bangkok Noi"), ("Gaozhou central coats Paris", "Central Coast")]
)
def test_short_names_of_small_places_among_large_ones_may_be_misspelled_too(
    reader: TextReader, text: str, place: str
) -> None:
    assert place in read(reader, text).split("; ")


def test_small_places_among_small_ones_are_as_spelled(reader: TextReader) -> None:
    assert read(reader, "Buzet Arcola Remetea") == "Buzet; Arcola; Remetea"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Armenia", "Yerevan"),
        ("Cali Armenia Bogota", "Cali; Armenia; Bogotá"),
        ("London, Jamaica", "London; Jamaica"),
        ("Germany, Jamaica, Armenia", "Berlin; Kingston; Yerevan"),
        ("Yerevan Armenia", "Yerevan"),
    ],
)
def test_a_country_among_cities_is_the_large_city_called_so(reader: TextReader, text: str, expected: str) -> None:
    assert read(reader, text) == expected


def test_the_capital_is_among_the_choices_of_a_city_called_like_its_country(reader: TextReader) -> None:
    armenia = reader.read("Cali, Armenia", "en").items[1]

    assert isinstance(armenia, Match)
    assert armenia.capital_of is None
    assert "Yerevan" in [place.name for place in armenia.choices]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("погода в Одессе", "Одесса"),
        ("погода в Панаме", "Панама"),
        ("погода в Дзержинском", "Дзержинский"),
        ("прогноз в Умани", "Умань"),
        ("погода в Россоши", "Россошь"),
    ],
)
def test_a_declined_name_is_rather_one_where_russian_is_spoken(
    reader: TextReader, text: str, expected: str
) -> None:
    (item,) = reader.read(text, "ru").items

    assert isinstance(item, Match)
    assert item.place.name == expected
    assert item.place.country != "Соединенные Штаты"


def test_two_letters_are_no_name_in_the_other_layout(reader: TextReader) -> None:
    assert read(reader, "Москва ир") == "Moscow; ир??"


def test_a_doubtful_misspelling_does_not_hold_up_the_others(reader: TextReader) -> None:
    assert read(reader, "London, Kages, Paris") == "London; Kages??; Paris"


@pytest.mark.parametrize(
    ("text", "capital", "country"),
    [
        ("Germany", "Berlin", "Germany"),
        ("France", "Paris", "France"),
        ("Mexico", "Mexico City", "Mexico"),
        ("USA", "Washington", "United States"),
        ("Georgia", "Tbilisi", "Georgia"),
        ("UK", "London", "United Kingdom"),
        ("South Korea", "Seoul", "South Korea"),
        ("погода в Италии", "Rome", "Italy"),
        ("ОАЭ", "Abu Dhabi", "United Arab Emirates"),
    ],
)
def test_a_country_is_answered_with_its_capital_and_says_so(
    reader: TextReader, text: str, capital: str, country: str
) -> None:
    (item,) = reader.read(text, "en").items

    assert isinstance(item, Match)
    assert (item.place.name, item.capital_of) == (capital, country)


@pytest.mark.parametrize("text", ["Singapore", "Paris", "Сингапур", "Moscow"])
def test_a_city_is_no_country_asked_for(reader: TextReader, text: str) -> None:
    (item,) = reader.read(text, "en").items

    assert isinstance(item, Match)
    assert item.capital_of is None


@pytest.mark.parametrize("text", ["Springfield", "Springfield weather", "Cambridge", "Арлингтон"])
def test_a_name_alone_that_several_large_places_bear_is_a_question(reader: TextReader, text: str) -> None:
    (item,) = reader.read(text, "en").items

    assert isinstance(item, Question)
    assert len(item.choices) > 1
    assert len({place.label for place in item.choices}) == len(item.choices)


def test_in_a_list_the_likeliest_is_answered_and_the_others_are_choices(reader: TextReader) -> None:
    springfield, london = reader.read("Springfield, London", "en").items

    assert isinstance(springfield, Match)
    assert springfield.place.label == "Springfield, Missouri, United States"
    assert "Springfield, Illinois, United States" in [place.label for place in springfield.choices]
    assert isinstance(london, Match)


@pytest.mark.parametrize(("text", "other"), [("Birmingham", "United States"), ("London", "Canada")])
def test_a_name_alone_with_much_smaller_namesakes_is_answered(reader: TextReader, text: str, other: str) -> None:
    (item,) = reader.read(text, "en").items

    assert isinstance(item, Match)
    assert item.place.country == "United Kingdom"
    assert other in [place.country for place in item.choices]


def test_choosing_among_the_candidates_of_a_question_gives_a_match(reader: TextReader) -> None:
    (question,) = reader.read("Springfield", "en").items
    assert isinstance(question, Question)

    match = question.choosing(question.choices[1])

    assert match.place == question.choices[1]
    assert match.place not in match.choices
    assert question.choices[0] in match.choices


@pytest.mark.parametrize(
    "text",
    ["", " ", ",;\n", "?!", "🌦", "weather", "погода", "Какая погода?", "and", "и", "1.", "12345", "10 20", "в"],
)
def test_what_names_nothing_has_no_items(reader: TextReader, text: str) -> None:
    assert reader.read(text, "en").items == []


@pytest.mark.parametrize("text", ["Qwertyzzxx", "Ывапролджэ", "xqzzw vvkqj"])
def test_what_is_no_place_is_unknown_as_a_whole(reader: TextReader, text: str) -> None:
    assert reader.read(text, "en").items == [Unknown(text)]


@pytest.mark.parametrize(
    ("text", "spot"),
    [
        ("55.75, 37.62", (55.75, 37.62)),
        ("55.75 37.62", (55.75, 37.62)),
        ("55,75 37,62", (55.75, 37.62)),
        ("weather at 55.75,37.62", (55.75, 37.62)),
        ("33.9 S 151.2 E", (-33.9, 151.2)),
    ],
)
def test_coordinates_are_a_place_called_as_what_is_there(
    reader: TextReader, text: str, spot: tuple[float, float]
) -> None:
    (item,) = reader.read(text, "en").items

    assert isinstance(item, Match)
    assert (item.place.latitude, item.place.longitude) == spot
    assert item.place.name in {"Moscow", "Sydney"}
    assert item.place.timezone in {"Europe/Moscow", "Australia/Sydney"}


def test_coordinates_far_from_everything_are_called_by_their_numbers(reader: TextReader) -> None:
    (item,) = reader.read("-48.87, -123.39", "en").items

    assert isinstance(item, Match)
    assert item.place.name == "-48.87, -123.39"


def test_coordinates_that_are_nowhere_are_unknown(reader: TextReader) -> None:
    assert read(reader, "95.10, 37.62") == "95.10, 37.62??"


def test_coordinates_may_stand_among_names(reader: TextReader) -> None:
    assert read(reader, "London\n55.75, 37.62\nParis") == "London; Moscow; Paris"


def test_names_are_in_the_language_asked_for(reader: TextReader) -> None:
    (english,) = reader.read("Мюнхен", "en").items
    (russian,) = reader.read("Munich", "ru").items

    assert isinstance(english, Match)
    assert isinstance(russian, Match)
    assert (english.place.label, russian.place.label) == ("Munich, Germany", "Мюнхен, Германия")
    assert english.place.timezone == "Europe/Berlin"
    assert english.place.population > 1_000_000


@pytest.mark.parametrize("text", ["Moscow, London", "погода в Москве", "Paris, Texas", "55.75, 37.62", ""])
def test_a_clean_text_is_skimmed_to_the_same_end(reader: TextReader, text: str) -> None:
    assert reader.skim(text, "en") == reader.read(text, "en")


def test_a_long_text_is_not_skimmed(reader: TextReader) -> None:
    assert reader.skim("Moscow, " * LONGEST_SKIMMED, "en") is None


@pytest.mark.parametrize("text", ["Londonn", "London, Qwertyzz"])
def test_a_text_with_unknown_words_is_not_skimmed(reader: TextReader, text: str) -> None:
    assert reader.skim(text, "en") is None


JUNK = [
    "qwrtp zxcvb " * 341,
    "a " * 2048,
    "x" * 4096,
    "йцукен фывапр " * 292,
    "san " * 1024,
    "new york " * 455,
    "1.5 " * 1024,
    "," * 4096,
    "в" * 4096,
    "в Москве, " * 409,
    "°" * 4096,
    "12.3456789 " * 372,
    "🌦️" * 2048,
    "\u0301" * 4096,
]


@pytest.mark.parametrize("text", JUNK)
def test_the_work_for_any_message_is_bounded(reader: TextReader, index: PlaceIndex, text: str) -> None:
    before = index.look_ups

    reader.read(text[:4096], "en")

    per_word = 3_000  # variants of a word of LONGEST letters as words, and the names that these are in
    assert index.look_ups - before <= MOST_TOKENS * 30 + MOST_GUESSED * per_word


@pytest.mark.parametrize("text", JUNK)
def test_skimming_is_a_few_look_ups_a_word(reader: TextReader, index: PlaceIndex, text: str) -> None:
    before = index.look_ups

    reader.skim(text[:LONGEST_SKIMMED], "en")

    assert index.look_ups - before <= MOST_TOKENS * 30


def test_what_is_too_long_to_be_read_is_left_out_by_name(reader: TextReader) -> None:
    reading = reader.read(", ".join(["Moscow"] * MOST_TOKENS + ["London", "New York"]), "en")

    assert len(reading.items) == MOST_TOKENS
    assert reading.left_out == ["London", "New York"]


def test_a_word_too_long_for_any_name_is_unknown_without_a_look_up_of_what_it_may_be(reader: TextReader) -> None:
    (item,) = reader.read("x" * (LONGEST_WORD + 1), "en").items

    assert isinstance(item, Unknown)
    assert item.choices == ()
