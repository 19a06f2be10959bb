"""Links to maps: those with coordinates are pins, the others nothing."""

import time

import pytest

from services.places.reading.map_links import coordinates_of_link

MOSCOW = (55.75, 37.61)


@pytest.mark.parametrize(
    "link",
    [
        "https://www.google.com/maps/@55.75,37.61,12z",
        "https://www.google.com/maps/place/Red+Square/@10.5,20.5,17z/data=!3m1!4b1!4m6!3m5!1s0x46!8m2!3d55.75!4d37.61",
        "https://maps.google.com/?q=55.75,37.61",
        "https://maps.google.com/maps?q=loc:55.75,37.61&z=15",
        "https://www.google.co.uk/maps/search/?api=1&query=55.75%2C37.61",
        "https://www.google.ru/maps/place/55.75,37.61",
        "https://yandex.ru/maps/?ll=37.61,55.75&z=12",
        "https://yandex.com/maps/213/moscow/?ll=30.3%2C59.9&whatshere%5Bpoint%5D=37.61%2C55.75&z=16",
        "https://maps.yandex.ru/?pt=37.61,55.75&z=12",
        "https://yandex.com.tr/maps/?ll=37.61%2C55.75",
        "https://maps.apple.com/?ll=55.75,37.61&q=Pin",
        "https://maps.apple.com/place?coordinate=55.75,37.61&name=Moscow",
        "http://maps.apple.com/?q=55.75,37.61",
        "https://www.openstreetmap.org/#map=12/55.75/37.61",
        "https://www.openstreetmap.org/?mlat=55.75&mlon=37.61#map=5/10.0/20.0",
        "geo:55.75,37.61",
        "geo:55.75,37.61?z=12",
        "GEO:55.75,37.61;u=35",
        "Встречаемся здесь: https://yandex.ru/maps/?ll=37.61,55.75 в семь",
        "https://example.org https://maps.google.com/?q=55.75,37.61",
    ],
)
def test_a_link_with_coordinates_is_a_pin(link: str) -> None:
    assert coordinates_of_link(link) == MOSCOW


def test_coordinates_may_be_south_and_west() -> None:
    assert coordinates_of_link("https://www.google.com/maps/@-33.45,-70.66,12z") == (-33.45, -70.66)


@pytest.mark.parametrize(
    "text",
    [
        "https://maps.app.goo.gl/AbCdEf123",
        "https://www.google.com/maps/place/London",
        "https://www.google.com/search?q=55.75,37.61",
        "https://yandex.ru/pogoda/?lat=55.75&lon=37.61",
        "https://maps.google.com.evil.example/?q=55.75,37.61",
        "https://example.org/?q=55.75,37.61",
        "https://maps.google.com/?q=95.75,37.61",
        "https://maps.google.com/?q=55.75,1e99",
        "https://maps.apple.com/?q=Moscow",
        "https://www.openstreetmap.org/#map=12",
        "https://[::1/maps?q=55.75,37.61",
        "geo:here",
        "55.75, 37.61",
        "",
    ],
)
def test_any_other_text_is_none(text: str) -> None:
    assert coordinates_of_link(text) is None


def test_a_message_of_links_takes_no_time() -> None:
    started = time.perf_counter()
    for text in (
        "https://maps.google.com/?" + "q=1," * 1000,
        "geo:" * 1000,
        "https://yandex.ru/maps/?" + "ll=" * 1300,
    ):
        assert coordinates_of_link(text[:4096]) is None
    assert time.perf_counter() - started < 0.5
