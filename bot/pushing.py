"""The sender of daily pushes at work beside polling."""

import asyncio
import logging

from services.daily import Sender
from services.tasks import cancel_all

logger = logging.getLogger(__name__)


async def send_pushes(sender: Sender, stop: asyncio.Event, grace: float) -> None:
    """Send what is due until *stop*, then finish what is on its way within *grace* seconds.

    Should the sender fail, *stop* is set, and its error raised: a bot without it would be missed by nobody until
    the morning after.
    """
    sending = asyncio.create_task(sender.run(stop))
    sending.add_done_callback(lambda _: stop.set())
    try:
        await stop.wait()
        await asyncio.wait({sending}, timeout=grace)
    finally:
        await cancel_all([sending])
    if sending.cancelled():
        logger.warning("pushes were on their way for more than %g s; the next start may send them again", grace)
    else:
        sending.result()
