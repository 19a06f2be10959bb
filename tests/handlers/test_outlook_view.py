from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from handlers.texts import Texts
from handlers.views.fitting import utf16_length
from handlers.views.outlook import push_text
from handlers.views.units import Units
from services.daily import Outlook, WeatherChange, WetSpell
from services.errors import Failure, Reason
from services.places import Place
from services.storage import SavedPlace
from services.weather import Condition
from services.weather.hazards import Hazard, HazardKind
from tests.handlers.conftest import LONDON, MOSCOW

ZONE = ZoneInfo("Europe/Moscow")
DOWN = Failure(Reason.UNAVAILABLE, 503)


def at(hour: int) -> datetime:
    return datetime(2026, 1, 20, hour, tzinfo=ZONE)


def outlook(**known: Any) -> Outlook:  # noqa: ANN401
    usual: dict[str, Any] = {
        "date": date(2026, 1, 20),
        "timezone": ZONE,
        "provider": "Open-Meteo",
        "low": -3.4,
        "high": 5.6,
        "condition": Condition.CLOUDY,
    }
    return Outlook(**(usual | known))


RAINY = outlook(
    spells=(WetSpell(at(14), at(18), Condition.LIGHT_RAIN, 80.0),),
    wind_speed=11.0,
    wind_direction=315.0,
    wind_gust=16.0,
    changes=(WeatherChange.COLDER,),
    before_high=9.0,
)


def render(texts: Texts, *results: Outlook | Failure) -> str:
    places = [SavedPlace(MOSCOW), SavedPlace(LONDON, "home & <away>")]
    told = list(zip(places, results, strict=False))
    return push_text(told, Units(texts), usual_provider="Open-Meteo").replace("\u00a0", " ")


def test_a_push_has_a_few_lines_about_the_coming_day(en: Texts, ru: Texts) -> None:
    assert render(en, RAINY) == (
        "Tuesday, 20 January\n\n"
        "<b>Moscow</b>\n"
        "☁️ −3 to 6 °C, cloudy\n"
        "🌧 light rain 14:00–18:00 (80 %)\n"
        "💨 wind 11 m/s NW, gusts 16 m/s\n"
        "Colder than yesterday’s high of 9 °C"
    )
    assert render(ru, RAINY) == (
        "Вторник, 20 января\n\n"
        "<b>Moscow</b>\n"
        "☁️ −3…+6 °C, облачно\n"
        "🌧 небольшой дождь 14:00–18:00 (80 %)\n"
        "💨 ветер СЗ 11 м/с, порывы 16 м/с\n"
        "Холоднее, чем вчера: было до +9 °C"
    )


def test_precipitation_is_named_once(en: Texts) -> None:
    for condition in (Condition.RAIN, Condition.LIGHT_RAIN):
        rain = outlook(condition=condition, spells=(WetSpell(at(14), None, Condition.RAIN),))
        assert render(en, rain).splitlines()[-2:] == ["🌧 −3 to 6 °C", "🌧 rain from 14:00"]


def test_spells_are_written_with_their_known_hours(texts: Texts) -> None:
    spells = [(None, None), (None, at(10)), (at(10), None), (at(10), at(12))]
    told = [render(texts, outlook(spells=(WetSpell(*span, Condition.SNOW),))).splitlines()[-1] for span in spells]
    words = {
        "en": ["all day", "until 10:00", "from 10:00", "10:00–12:00"],
        "ru": ["весь день", "до 10:00", "с 10:00", "10:00–12:00"],
    }
    assert [line.split(" ", 2)[2] for line in told] == words[texts.language]
    broken = render(texts, outlook(spells=(WetSpell(at(10), at(22), Condition.SNOW, 60.0, has_breaks=True),)))
    assert broken.endswith(
        {"en": "10:00–22:00, on and off (60 %)", "ru": "10:00–22:00, с перерывами (60 %)"}[texts.language]
    )


def test_a_push_in_the_evening_is_about_tomorrow(en: Texts, ru: Texts) -> None:
    tomorrow = outlook(
        date=date(2026, 1, 21),
        is_tomorrow=True,
        changes=(WeatherChange.WARMER, WeatherChange.DRY),
        before_high=1.0,
    )
    lines = render(en, tomorrow).splitlines()
    assert (lines[0], *lines[-2:]) == (
        "Tomorrow, Wednesday, 21 January",
        "Warmer than today’s high of 1 °C",
        "Wet today, but dry tomorrow",
    )
    assert render(ru, tomorrow).startswith("Завтра, среда, 21 января\n")


def test_a_place_with_another_date_names_the_date_and_a_failed_place_the_reason(en: Texts) -> None:
    text = render(en, outlook(), outlook(date=date(2026, 1, 21)))
    assert "<b>home &amp; &lt;away&gt;</b> · today, Wednesday\n" in text
    text = render(en, outlook(), DOWN)
    assert text.endswith("<b>home &amp; &lt;away&gt;</b>: the weather service is not answering (503)")
    assert render(en, DOWN) == "<b>Moscow</b>: the weather service is not answering (503)"


def test_unknown_values_are_left_out_and_an_unusual_provider_is_named(en: Texts) -> None:
    bare = outlook(low=None, high=None, condition=None, provider="OpenWeather", age=timedelta(hours=2, minutes=5))
    assert render(en, bare).splitlines()[2:] == ["<b>Moscow</b>", "🌡", "OpenWeather · 2 h 5 min ago"]
    same = outlook(low=0.2, high=-0.4, condition=Condition.SNOW)
    assert render(en, same).splitlines()[-1] == "❄️ 0 °C, snow"


def test_a_push_about_twenty_of_the_longest_places_fits_into_a_message(texts: Texts) -> None:
    wordy = outlook(
        low=-41.0,
        hazards=(
            Hazard(kind=HazardKind.HAIL, start=at(14), end=at(18), probability=100.0),
            Hazard(kind=HazardKind.FREEZING_RAIN, start=at(9), end=at(12), probability=100.0),
        ),
        wind_speed=11.0,
        wind_direction=315.0,
        wind_gust=17.0,
        changes=(WeatherChange.COLDER, WeatherChange.DRY),
        before_high=-30.0,
        provider="OpenWeather",
        age=timedelta(hours=5, minutes=59),
    )
    place = SavedPlace(Place("&" * 90, 0, 0))
    text = push_text([(place, wordy)] * 20, Units(texts), usual_provider="")
    shown = text.replace("&amp;", "&").replace("<b>", "").replace("</b>", "")
    assert utf16_length(shown) <= 4096
    assert text.count("&amp;…") == 20


ICY = outlook(
    hazards=(
        Hazard(kind=HazardKind.FREEZING_RAIN, start=at(9), end=at(12), probability=80.0),
        Hazard(kind=HazardKind.STORM_GUSTS, start=at(16), gust=31.2),
    ),
    condition=Condition.FREEZING_RAIN,
    spells=(WetSpell(at(12), at(18), Condition.RAIN, 90.0),),
)


def test_the_spells_of_one_hazard_are_one_line_in_the_order_of_time(en: Texts, ru: Texts) -> None:
    snow = Hazard(kind=HazardKind.HEAVY_SNOW, start=at(17), end=at(23), probability=80.0)
    earlier = replace(snow, start=at(11), end=at(14))
    rain = Hazard(kind=HazardKind.HEAVY_RAIN, start=at(14), end=at(17), probability=90.0)
    gusts = [
        Hazard(kind=HazardKind.STRONG_GUSTS, start=at(18), gust=22.0),
        Hazard(kind=HazardKind.STRONG_GUSTS, end=at(9), gust=18.0),
    ]
    lines = render(en, outlook(hazards=(snow, earlier, rain, *gusts))).splitlines()
    assert [line.split(" · ")[1] for line in lines[:3]] == [
        "Heavy snow 11:00–14:00 and 17:00–23:00 (80 %)",
        "Heavy rain 14:00–17:00 (90 %)",
        "Strong gusts up to 22 m/s until 09:00 and from 18:00",
    ]
    unlikely = replace(earlier, probability=30.0)
    first = render(ru, outlook(hazards=(snow, unlikely))).splitlines()[0]
    assert first.endswith("снегопад 11:00–14:00 (30 %) и 17:00–23:00 (80 %)")


def test_hazards_are_in_the_first_lines_of_a_push(en: Texts, ru: Texts) -> None:
    assert render(en, outlook(), ICY).splitlines()[:3] == [
        "⚠️ <b>home &amp; &lt;away&gt;</b> · Ice: freezing rain 09:00–12:00 (80 %)",
        "⚠️ <b>home &amp; &lt;away&gt;</b> · Storm gusts up to 31 m/s from 16:00",
        "Tuesday, 20 January",
    ]
    assert render(ru, ICY) == (
        "⚠️ <b>Moscow</b> · Гололёд: ледяной дождь 09:00–12:00 (80 %)\n"
        "⚠️ <b>Moscow</b> · Шторм: порывы до 31 м/с с 16:00\n"
        "Вторник, 20 января\n\n"
        "<b>Moscow</b>\n"
        "🧊 −3…+6 °C\n"
        "🌧 дождь 12:00–18:00 (90 %)"
    )


def test_with_many_places_the_hours_are_left_out_but_no_hazard(texts: Texts) -> None:
    place = SavedPlace(Place("&" * 90, 0, 0))
    text = push_text([(place, ICY)] * 20, Units(texts), usual_provider="Open-Meteo")
    ice, storm = {"en": ("ice", "storm gusts"), "ru": ("гололёд", "шторм")}[texts.language]
    assert text.count(f"⚠️ {ice}, {storm}, 🧊") == 20


def test_each_place_names_days_by_its_local_date(en: Texts, ru: Texts) -> None:
    """In Moscow it is evening, so the push is about Thursday; in London it is still Wednesday afternoon."""
    evening = outlook(date=date(2026, 1, 22), is_tomorrow=True)
    here = outlook(date=date(2026, 1, 21), changes=(WeatherChange.COLDER, WeatherChange.DRY), before_high=9.0)
    assert render(en, evening, here).splitlines()[-4:] == [
        "<b>home &amp; &lt;away&gt;</b> · today, Wednesday",
        "☁️ −3 to 6 °C, cloudy",
        "Colder than yesterday’s high of 9 °C",
        "Wet yesterday, but dry today",
    ]
    assert "· сегодня, среда\n" in render(ru, evening, here)


def test_possible_precipitation_is_called_possible(en: Texts, ru: Texts) -> None:
    for kind, words in (
        (Condition.DRIZZLE, "may rain"),
        (Condition.SNOW, "may snow"),
        (Condition.SLEET, "may rain or snow"),
    ):
        maybe = outlook(spells=(WetSpell(at(14), at(18), kind, 40.0, is_likely=False),))
        assert render(en, maybe).endswith(f" {words} 14:00–18:00 (40 %)")
    assert render(ru, outlook(spells=(WetSpell(None, at(18), Condition.RAIN, 40.0, is_likely=False),))).endswith(
        "🌧 возможен дождь до 18:00 (40 %)"
    )


def test_in_the_afternoon_no_hazard_lasts_all_day(texts: Texts) -> None:
    late = outlook(is_late=True, spells=(WetSpell(None, None, Condition.RAIN),))
    assert render(texts, late).endswith(
        {"en": "rain for the rest of the day", "ru": "дождь до конца дня"}[texts.language]
    )
