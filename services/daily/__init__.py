"""The daily push: what is asked for, what it tells, and sending each one at its time, once."""

from services.daily.limits import Limited
from services.daily.outlook import Change, Outlook, Spell, outlook_of
from services.daily.outlooks import Outlooks
from services.daily.request import Request, read_request, says_more
from services.daily.sender import Compose, Outcome, Push, Sender

__all__ = [
    "Change",
    "Compose",
    "Limited",
    "Outcome",
    "Outlook",
    "Outlooks",
    "Push",
    "Request",
    "Sender",
    "Spell",
    "outlook_of",
    "read_request",
    "says_more",
]
