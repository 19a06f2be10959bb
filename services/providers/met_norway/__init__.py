"""The weather service MET Norway, which needs no key.

The service is used only if the setting CONTACT identifies the operator of the bot, as the terms of the service
require: https://api.met.no/doc/TermsOfService
"""

from functools import partial

from services.errors import KeyRefused, ProbeFailed
from services.net.addresses import HttpUrl
from services.providers.declaration import PROBE_PLACE, ContactOptions, Declaration, Probe, Service, skipped_probe
from services.providers.met_norway.client import NAME, URL, MetNorwayClient
from services.providers.met_norway.forecast import MetNorway
from services.weather.models import Credit


class MetNorwayOptions(ContactOptions):
    """The settings of MET Norway."""

    met_norway_url: HttpUrl = URL


def _build(options: MetNorwayOptions) -> Service:
    if options.contact is None:
        return Service(probes=[skipped_probe(NAME, "CONTACT", "CONTACT")])
    client = MetNorwayClient(options.contact, url=options.met_norway_url)
    weather = MetNorway(client)
    probe = Probe(NAME, "MET_NORWAY_URL", partial(_probe, weather))
    return Service(weather, probes=[probe], clients=[client.http])


async def _probe(weather: MetNorway) -> str:
    try:
        await weather.report(PROBE_PLACE)
    except KeyRefused as exc:
        raise ProbeFailed(
            f"the service refuses CONTACT ({exc.status}): set an address or a URL by which you can be reached"
        ) from exc
    return "knows the weather"


MET_NORWAY = Declaration(
    credits=[Credit(NAME, "https://www.met.no", "CC BY 4.0")],
    build=_build,
    sandbox_name="met-norway",
)
