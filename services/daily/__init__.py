"""Daily pushes: reading the request, summarizing the forecast, and sending each push once at its time."""

from services.daily.comparison import Change
from services.daily.limits import Limited
from services.daily.outcomes import Outcome
from services.daily.outlook import Outlook, Spell, outlook_of
from services.daily.outlooks import Outlooks
from services.daily.request import Request, read_request, says_more
from services.daily.sender import Delivery, Prepare, Sender
from services.daily.wishes import read_wish

__all__ = [
    "Change",
    "Delivery",
    "Limited",
    "Outcome",
    "Outlook",
    "Outlooks",
    "Prepare",
    "Request",
    "Sender",
    "Spell",
    "outlook_of",
    "read_request",
    "read_wish",
    "says_more",
]
