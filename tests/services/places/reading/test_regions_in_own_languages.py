"""Regions by their own names, abbreviations and words for their kind, in many languages."""

import pytest

from services.places.models import Match
from services.places.reading import TextReader


@pytest.mark.parametrize(
    ("text", "spot"),
    [
        ("Nozawa, Fukushima-ken", (37.6, 139.7)),
        ("Qufu, Shandong Sheng", (35.6, 117.0)),
        ("Doğanşehir, Malatya ili", (38.1, 37.9)),
        ("Ordu ili, Çamaş", (40.9, 37.5)),
        ("Olenivka, Donetska oblast", (47.8, 37.7)),
        ("Nura, Qaraghandy Region", (50.3, 71.5)),
        ("Furulund, Västra Götalands län", (57.7, 12.1)),
        ("Bandung, Jawa Barat", (-6.9, 107.6)),
        ("Bystřice, Středočeský kraj", (49.7, 14.7)),
        ("Guaíra, PR, Brazil", (-24.1, -54.3)),
        ("Puerto Vallarta, Jal.", (20.6, -105.2)),
        ("El Rosario, SLP, Mexico", (22.2, -100.9)),
        ("Bād, U.P.", (27.4, 77.6)),
        ("Ванцине, пров. Цзилинь", (43.3, 129.8)),
        ("Синг, префектура Вакаяма", (33.7, 136.0)),
        ("Акынджилар, ил Сивас", (40.1, 38.3)),
        ("Сан-Хосе-дель-Кабо, штат Южная Нижняя Калифорния", (23.1, -109.7)),
        ("Шапоно, регион Овернь — Рона — Альпы", (45.7, 4.7)),
        ("Канарские Острова, Арона", (28.1, -16.7)),
    ],
)
def test_a_region_in_its_own_language_tells_which_place_is_meant(
    reader: TextReader, text: str, spot: tuple[float, float]
) -> None:
    (item,) = reader.read(text, "en").items

    assert isinstance(item, Match)
    assert (item.place.latitude, item.place.longitude) == pytest.approx(spot, abs=0.6)


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("Lyman, Kharkiv, Akron, Ohio", 2),
        ("Boston, New York, Akron, Ohio", 3),
        ("Nogales (Ver.), Toki (префектура Гифу), Baden (Aargau)", 3),
    ],
)
def test_a_list_of_names_with_their_regions_has_as_many_places_as_names(
    reader: TextReader, text: str, count: int
) -> None:
    assert len(reader.read(text, "en").items) == count


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Pueblo Nuevo, departamento de La Libertad", "Pueblo Nuevo"),
        ("Baños (provincia de Tungurahua)", "Baños"),
        ("Bou Tlelis wilaya de Oran", "Bou Tlelis"),
        ("Cortegaça, distrito de Aveiro", "Cortegaça"),
        ("Singārbīl Chittagong Division", "Singārbīl"),
        ("An Khê, Gia Lai Province", "An Khê"),
        ("Kuala Klawang, state of Negeri Sembilan", "Kuala Klawang"),
        ("San Sebastián, Gipuzkoa, País Vasco", "Donostia / San Sebastian"),
    ],
)
def test_words_for_divisions_with_articles_stand_before_and_after_regions(
    reader: TextReader, text: str, name: str
) -> None:
    (item,) = reader.read(text, "en").items

    assert isinstance(item, Match)
    assert item.place.name == name
