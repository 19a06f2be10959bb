"""Daily pushes: reading the request, summarizing the forecast, and sending each push once at its time."""

from services.daily.comparison import Change
from services.daily.limits import RateLimited
from services.daily.outcomes import Outcome
from services.daily.outlook import Outlook, WetSpell, outlook_of
from services.daily.outlooks import Outlooks
from services.daily.request import PushRequest, has_unsupported_schedule, parse_push_request
from services.daily.sender import Delivery, Prepare, Sender
from services.daily.wishes import push_request_from_question

__all__ = [
    "Change",
    "Delivery",
    "Outcome",
    "Outlook",
    "Outlooks",
    "Prepare",
    "PushRequest",
    "RateLimited",
    "Sender",
    "WetSpell",
    "has_unsupported_schedule",
    "outlook_of",
    "parse_push_request",
    "push_request_from_question",
]
