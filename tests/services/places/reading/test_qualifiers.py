"""Countries and regions beside a name."""

import pytest

from services.places.models import Match
from services.places.reading import TextReader
from tests.services.places.reading.summary import read


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
        ("Delhi, New York", "Delhi, New York, United States"),
        ("Greenwich Village, New York", "Greenwich Village, New York, United States"),
        ("Tula, Mexico", "Tula de Allende, Mexico"),
        ("Тула, Мексика", "Tula de Allende, Mexico"),
        ("Perth, Scotland", "Perth, Scotland, United Kingdom"),
        ("Los angeles ca", "Los Angeles, California, United States"),
        ("Portland OR", "Portland, Oregon, United States"),
        ("NE York", "York, Nebraska, United States"),
        ("Rome NY", "Rome, New York, United States"),
        ("Perth, WA", "Perth, Western Australia, Australia"),
        ("Cambridge, Mass.", "Cambridge, Massachusetts, United States"),
        ("350 5th Ave, New York, NY 10118, USA", "New York, United States"),
        ("Portugal, Altura", "Altura, Portugal"),
        ("patna, uk", "Patna, United Kingdom"),
        ("Sorrento in Victoria", "Sorrento, Victoria, Australia"),
        ("Alexandria, West Dunbartonshire", "Alexandria, Scotland, United Kingdom"),
        ("Tromsø, northern Norway", "Tromsø, Norway"),
        ("Charleston, West Virginia", "Charleston, West Virginia, United States"),
        ("Canada, Quebec, Hudson", "Hudson, Quebec, Canada"),
        ("Prospect KY", "Prospect, Kentucky, United States"),
        ("Cleveland, Miss.", "Cleveland, Mississippi, United States"),
        ("Bergen, Norge", "Bergen, Norway"),
        ("Central City in Kentucky", "Central City, Kentucky, United States"),
        ("Polska, Opole", "Opole, Poland"),
        ("Lincoln Park Illinois", "Lincoln Park, Illinois, United States"),
    ],
)
def test_a_country_or_region_qualifies_a_name(reader: TextReader, text: str, label: str) -> None:
    (item,) = reader.read(text, "en").items

    assert isinstance(item, Match)
    assert item.place.full_name == label


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("Лимож Франция", "Лимож, Франция"),
        ("Париж, Техас", "Париж, Техас, США"),
        ("Киров, Калужская область", "Киров, Калужская область, Россия"),
        ("Киров Калужская обл.", "Киров, Калужская область, Россия"),
        ("Благовещенск, Амурская область", "Благовещенск, Амурская область, Россия"),
        ("Московская область, Химки", "Химки, Московская область, Россия"),
        ("в Париже во Франции", "Париж, Франция"),
        ("Брест, Беларусь", "Брест, Беларусь"),
        ("Лондон Канада", "Лондон, Канада"),
        ("какая погода в Лондоне Онтарио", "Лондон, Онтарио, Канада"),
        ("Испания, Лерма", "Лерма, Испания"),
        ("сан луис (мексика)", "Сан Луис, Мексика"),
        ("Ницца, юг Франции", "Ницца, Франция"),
        ("юг Франции, Ницца", "Ницца, Франция"),
        ("Михайловка Волгоградской", "Михайловка, Волгоградская область, Россия"),
        ("Семей ВКО", "Семей, Абайская область, Казахстан"),
        ("Северный Московская область", "Северный, Московская область, Россия"),
        ("Нерюнгри, Саха (Якутия)", "Нерюнгри, Саха (Якутия), Россия"),
        ("Лас-Вегас, Нью-Мексико", "Лас Вегас, Нью-Мексико, США"),
        ("Реджо, Калабрия", "Реджо-ди-Калабрия, Калабрия, Италия"),
        ("Франкфурт, Бранденбург", "Франкфурт-на-Одере, Бранденбург, Германия"),
        ("Гамильтон, Новая Зеландия", "Гамильтон, Новая Зеландия"),
    ],
)
def test_a_country_or_region_qualifies_a_russian_name(reader: TextReader, text: str, label: str) -> None:
    (item,) = reader.read(text, "ru").items

    assert isinstance(item, Match)
    assert item.place.full_name == label


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Paris Texas London", "Paris; London"),
        ("Boston, New York", "Boston; New York"),
        ("Paris, New York", "Paris; New York"),
        ("Los Angeles, Madrid", "Los Angeles; Madrid"),
        ("Delhi, cali and santiago", "Delhi; Cali; Santiago"),
        ("Buffalo New York Boston", "Buffalo; New York; Boston"),
        ("Paris, London, Texas City", "Paris; London; Texas City"),
        ("Madrid, Spain, Lisbon, Portugal", "Madrid; Lisbon"),
        ("Guadalajara, Mexico City, Monterrey", "Guadalajara; Mexico City; Monterrey"),
        ("Cancun, Mexico City", "Cancún; Mexico City"),
        ("Toluca Mexico City", "Toluca; Mexico City"),
        ("Colon, Panama City", "Colón; Panama City"),
        ("Salmiya, Kuwait City", "As Sālimīyah; Kuwait City"),
        ("Paris, Texas, London, Ontario", "Paris; London"),
        ("Toronto Ontario Vancouver BC", "Toronto; Vancouver"),
        ("350 5th Ave, New York, NY 10118, USA, London", "New York; London"),
        ("Tallinn, Tartu", "Tallinn; Tartu"),
        ("lisbon, porto", "Lisbon; Porto"),
        ("Porto, Setúbal", "Porto; Setúbal"),
        ("Porto, Faro", "Porto; Faro"),
        ("Lisbon Porto Faro", "Lisbon; Porto; Faro"),
        ("lisbon porto faro", "Lisbon; Porto; Faro"),
        ("Лиссабон Порту Фару", "Lisbon; Porto; Faro"),
        ("Padua, Rome, Venice", "Padova; Rome; Venice"),
        ("catania cagliari venice", "Catania; Cagliari; Venice"),
        ("Неаполь Милан Венеция", "Naples; Milan; Venice"),
        ("Chiang Mai Bangkok Chiang Rai", "Chiang Mai; Bangkok; Chiang Rai"),
        ("Riga Jurmala Liepaja", "Riga; Jūrmala; Liepāja"),
        ("Sochi Gelendzhik Krasnodar", "Sochi; Gelendzhik; Krasnodar"),
        ("Amsterdam Singapore", "Amsterdam; Singapore"),
        ("Jerusalem Hong Kong", "Jerusalem; Hong Kong"),
        ("Beijing Lake Louise", "Beijing; Lake Louise"),
        ("Шанхай Лаутербруннен", "Shanghai; Lauterbrunnen"),
        ("montreal, québec, toronto", "Montreal; Québec; Toronto"),
        ("Zurich, Winterthur", "Zurich; Winterthur"),
        ("brest pinsk", "Brest; Pinsk"),
        ("Tacoma, Kent", "Tacoma; Kent"),
        ("Omaha, Portland", "Omaha; Portland"),
        ("Портленд Орегон и Испания, Лерма", "Portland; Lerma"),
    ],
)
def test_qualifiers_and_places_are_not_confused(reader: TextReader, text: str, expected: str) -> None:
    assert read(reader, text) == expected
