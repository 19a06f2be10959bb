"""The National Weather Service of the United States, which needs no key.

The data of the service are in the public domain.
"""

from functools import partial

from services.net.addresses import HttpUrl
from services.places.models import Place
from services.providers.declaration import Declaration, Probe, Service, skipped_probe
from services.providers.nws.client import NAME, URL, NationalWeatherService
from services.providers.public_alert_server import PublicAlertServerOptions
from services.weather.models import Credit

US_PROBE_PLACE = Place("New York", 40.71, -74.01)
"""The place for which the probe requests warnings."""


class NwsOptions(PublicAlertServerOptions):
    """The settings of the National Weather Service; the service is not used if ALERTS_URL is empty."""

    nws_url: HttpUrl = URL


def _build(options: NwsOptions) -> Service:
    if not options.alerts_url:
        return Service(probes=[skipped_probe(NAME, "NWS_URL", "ALERTS_URL")])
    nws = NationalWeatherService(options.nws_url, options.contact)
    return Service(warnings=nws, probes=[Probe(NAME, "NWS_URL", partial(_probe, nws))], clients=[nws.http])


async def _probe(nws: NationalWeatherService) -> str:
    await nws.list_alerts(US_PROBE_PLACE)
    return "knows official warnings"


NWS = Declaration(
    credits=[Credit(NAME, "https://www.weather.gov")],
    build=_build,
    sandbox_name="nws",
)
