"""The FOSS Public Alert Server, which collects the official warnings of most countries.

The server needs no key.
"""

from functools import partial

from services.net.addresses import HttpUrlOrEmpty
from services.providers.declaration import PROBE_PLACE, ContactOptions, Declaration, Probe, Service, skipped_probe
from services.providers.public_alert_server.client import NAME, URL, PublicAlertServer
from services.weather.models import Credit


class PublicAlertServerOptions(ContactOptions):
    """The settings of the FOSS Public Alert Server."""

    alerts_url: HttpUrlOrEmpty = URL
    """The address of the server; if it is empty, the bot has no official warnings."""


def _build(options: PublicAlertServerOptions) -> Service:
    if not options.alerts_url:
        return Service(probes=[skipped_probe(NAME, "ALERTS_URL", "ALERTS_URL")])
    server = PublicAlertServer(options.alerts_url, options.contact)
    return Service(
        warnings=server, probes=[Probe(NAME, "ALERTS_URL", partial(_probe, server))], clients=[server.http]
    )


async def _probe(server: PublicAlertServer) -> str:
    await server.list_alerts(PROBE_PLACE)
    return "knows official warnings"


PUBLIC_ALERT_SERVER = Declaration(
    credits=[Credit(NAME, "https://alerts.kde.org")],
    build=_build,
    sandbox_name="public-alert-server",
)
