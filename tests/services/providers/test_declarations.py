"""The declarations of the weather services."""

from sandbox.weather.breakages import IMITATIONS
from services.providers import PROVIDERS, ProviderOptions

ALL_OFF = ProviderOptions(alerts_url="")
ALL_ON = ProviderOptions.model_validate({"openweather_api_key": "key", "contact": "ann@example.org"})


def test_each_weather_service_has_an_imitation_in_the_sandbox() -> None:
    assert [declared.sandbox_name for declared in PROVIDERS if declared.sandbox_name not in IMITATIONS] == []


def test_each_weather_service_can_be_probed_even_if_switched_off() -> None:
    for options in (ALL_OFF, ALL_ON):
        probes = [probe for declared in PROVIDERS for probe in declared.build(options).probes]
        assert [probe.name for probe in probes] == [
            *("OpenWeather", "Open-Meteo", "Open-Meteo's geocoder", "Open-Meteo's air", "Open-Meteo's sea"),
            *("MET Norway", "National Weather Service", "FOSS Public Alert Server"),
        ]
        assert all(probe.setting.lower() in ProviderOptions.model_fields for probe in probes)


def test_without_a_key_and_a_contact_only_open_meteo_is_used() -> None:
    weather = [declared.build(ALL_OFF).weather for declared in PROVIDERS]
    assert [service and service.name for service in weather] == [None, "Open-Meteo", None, None, None]


def test_open_meteo_is_the_first_geocoder_and_ranks_are_unique() -> None:
    services = {declared.sandbox_name: declared.build(ALL_ON) for declared in PROVIDERS}
    ranks = {
        sandbox_name: service.geocoding_rank
        for sandbox_name, service in services.items()
        if service.geocoder is not None
    }
    assert min(ranks, key=lambda sandbox_name: ranks[sandbox_name]) == "open-meteo"
    assert len(set(ranks.values())) == len(ranks)
