"""Official warnings: above the weather, and as the answer to a question."""

from collections.abc import AsyncIterator
from datetime import timedelta
from itertools import count

import pytest

from sandbox.faults import Fault, FaultKind
from sandbox.weather import InfoText
from sandbox.weather.cities import City
from tests.e2e.stage import Stage

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.usefixtures("current_date")]

WIND = (
    InfoText(
        "en-GB", "Wind warning", "Met Example", description="Gusts up to 25 m/s.", instruction="Stay inside."
    ),
    InfoText("ru-RU", "Ветер", "Гидромет", description="Порывы до 25 м/с.", instruction="Оставайтесь дома."),
)


@pytest.fixture
async def desk(without_key: Stage) -> AsyncIterator[Stage]:
    """The bot without a key; the warnings are withdrawn after the test."""
    yield without_key
    without_key.weather.warnings.withdraw_all()
    without_key.weather.release()


LASTS = timedelta(hours=30)
_NUMBERS = count()


def lonely_city(stage: Stage) -> City:
    """Return a new city in an area of warnings in which no other test has asked for warnings."""
    return stage.city(latitude=-60 + 2 * next(_NUMBERS), longitude=-150.5)


def warn(stage: Stage, city: City, severity: str = "Moderate", *, body: str | None = None) -> None:
    stage.weather.warnings.issue(city.point, *WIND, lasts=LASTS, severity=severity, body=body)


async def test_a_warning_stands_above_the_weather_in_the_language_of_the_chat(desk: Stage) -> None:
    city = lonely_city(desk)
    warn(desk, city)
    english = (await desk.ask(f"/weather {city.name_en}")).text
    russian = (await desk.ask(f"/weather {city.name_en}", language="ru")).text
    assert english.startswith("⚠️🟡 Wind warning, until ")
    assert english.splitlines()[0].endswith(" · Met Example")
    assert english.splitlines()[1].startswith(city.name_en)
    assert russian.startswith("⚠️🟡 Ветер, до ")


async def test_a_question_about_warnings_is_answered_in_full_with_issuer_and_source(desk: Stage) -> None:
    city = lonely_city(desk)
    warn(desk, city, "Severe")
    answer = (await desk.ask(f"any weather warnings in {city.name_en}?")).text
    _, event, *rest = answer.splitlines()
    assert event.startswith("⚠️🟠 Wind warning, until ")
    assert rest == [
        "Gusts up to 25 m/s.",
        "Stay inside.",
        "Severe danger. Issued by Met Example",
        "Source: FOSS Public Alert Server",
    ]


async def test_without_warnings_and_without_a_source_the_answers_differ(desk: Stage) -> None:
    known, unknown = lonely_city(desk), lonely_city(desk)
    none = (await desk.ask(f"is there a storm warning for {known.name_en}")).text
    assert none.endswith("\nNo official warnings from the source I can see (FOSS Public Alert Server)")
    desk.weather.break_("warnings", Fault(FaultKind.STATUS, status=503))
    answer = await desk.ask(f"штормовое предупреждение {unknown.name_en}", language="ru")
    assert answer.text.endswith("есть ли официальные предупреждения, неизвестно: их источник не отвечает.")


async def test_a_source_that_hangs_delays_no_answer_about_the_weather(desk: Stage) -> None:
    city = lonely_city(desk)
    warn(desk, city)
    desk.weather.hold("public-alert-server")
    answer = (await desk.ask(f"/weather {city.name_en}", within=3)).text
    assert "⚠️" not in answer
    assert city.name_en in answer
    desk.weather.release()
    await desk.weather.until(lambda: desk.weather.running("public-alert-server") == 0)
    assert "⚠️" in (await desk.ask(f"any warnings in {city.name_en}?")).text
    assert (await desk.ask(f"/weather {city.name_en}")).text.startswith("⚠️🟡 Wind warning")


async def test_hostile_documents_neither_harm_the_bot_nor_hide_other_warnings(desk: Stage) -> None:
    city = lonely_city(desk)
    warn(desk, city)
    for body in ('<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>', "<a>" * 200_000, "x" * 10_000_000, "\x00"):
        warn(desk, city, body=body)
    assert (await desk.ask(f"any warnings in {city.name_en}?")).text.count("⚠️") == 1
    assert await desk.is_alive()
