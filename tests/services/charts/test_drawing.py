"""Pictures as they look on a phone, compared with ones that somebody has looked at and found good.

`make pictures` accepts them as they are now.
"""

import io
from dataclasses import replace
from functools import cache

import numpy as np
import pytest
from PIL import Image

from services.charts import Chart, Comparison, Meteogram
from services.charts.drawing import draw
from services.charts.png import encode_png
from services.charts.symbols import SYMBOLS
from services.weather import Condition
from services.weather.hazards import HAZARDOUS_CONDITIONS
from tests.pictures import ACCEPTED, charts, on_a_phone

CHARTS = dict(charts())

BLOCK = 8
"""Size of the compared squares, in pixels of a phone: smaller than a letter, larger than a blurred edge."""
TOLERANCE = 16.0
"""Maximum difference of colours, of 255. A missing or moved label differs by 50 or more."""


@cache
def drawn(name: str) -> bytes:
    return draw(CHARTS[name])


def blocks(picture: Image.Image) -> "np.ndarray[tuple[int, ...], np.dtype[np.float64]]":
    """Return the mean colour of each small square."""
    width, height = (side // BLOCK for side in picture.size)
    pixels = np.asarray(picture.convert("RGB"), dtype=float)[: height * BLOCK, : width * BLOCK]
    means: np.ndarray[tuple[int, ...], np.dtype[np.float64]] = pixels.reshape(height, BLOCK, width, BLOCK, 3).mean(
        axis=(1, 3)
    )
    return means


@pytest.mark.parametrize("name", CHARTS)
def test_a_chart_looks_as_accepted(name: str) -> None:
    seen, accepted = on_a_phone(drawn(name)), Image.open(ACCEPTED / f"{name}.png")

    assert seen.size == accepted.size
    assert float(np.abs(blocks(seen) - blocks(accepted)).max()) < TOLERANCE


def test_every_accepted_image_belongs_to_a_chart() -> None:
    assert {path.stem for path in ACCEPTED.glob("*.png")} == set(CHARTS)


@pytest.mark.parametrize("name", CHARTS)
def test_no_label_is_cut_at_the_edge(name: str) -> None:
    picture = np.asarray(Image.open(io.BytesIO(drawn(name))).convert("RGB"), dtype=int)
    edges = np.concatenate([picture[:, :4].reshape(-1, 3), picture[:, -4:].reshape(-1, 3)])
    assert (np.abs(edges - picture[0, 0]).max(axis=1) == 0).all()


@pytest.mark.parametrize("name", CHARTS)
def test_an_image_fits_the_limits_of_telegram(name: str) -> None:
    assert max(Image.open(io.BytesIO(drawn(name))).size) <= 1280


@pytest.mark.parametrize("size", [(1, 1), (3, 2), (40, 30)])
def test_an_encoded_image_is_decoded_to_the_same_pixels(size: tuple[int, int]) -> None:
    pixels = np.random.default_rng(19).integers(0, 256, (size[1], size[0], 3), np.uint8)
    image = Image.fromarray(pixels, "RGB")
    with Image.open(io.BytesIO(encode_png(image))) as decoded:
        assert (decoded.format, decoded.mode) == ("PNG", "RGB")
        assert decoded.tobytes() == image.tobytes()


def test_every_condition_has_a_symbol() -> None:
    assert SYMBOLS.keys() == {condition.value for condition in Condition}


def test_hazards_have_a_warning_sign_and_ice_has_a_line() -> None:
    assert {sky for sky, symbol in SYMBOLS.items() if symbol.danger} == {
        condition.value for condition in HAZARDOUS_CONDITIONS
    }
    assert {sky for sky, symbol in SYMBOLS.items() if symbol.ice} == {"freezing-rain", "freezing-drizzle"}


def test_unsupported_characters_are_omitted() -> None:
    chart = CHARTS["hole"]
    assert isinstance(chart, Meteogram)
    plain, decorated = (replace(chart, series=replace(chart.series, name=name)) for name in ("дача", "🏠 дача 東"))
    assert draw(plain) == draw(decorated)


def test_a_chart_without_values_is_drawn() -> None:
    one, several = CHARTS["hole"], CHARTS["compared"]
    assert isinstance(one, Meteogram)
    assert isinstance(several, Comparison)
    empty = replace(one.series, columns=(), temperatures=(), bars=())
    bare_wind = replace(one.wind, speeds=(), gusts=(), speed_peaks=(), gust_peaks=(), arrows=())
    bare: list[Chart] = [
        replace(one, series=empty, nights=(), symbols=(), ticks=(), hazards=(), wind=bare_wind),
        replace(several, places=(empty,)),
    ]
    assert all(draw(chart).startswith(b"\x89PNG") for chart in bare)
