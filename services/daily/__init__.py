"""Daily pushes: parsing of requests, outlooks of the day ahead, and sending of each push once at its time."""

from services.daily.comparison import WeatherChange
from services.daily.limits import RateLimited
from services.daily.outcomes import Outcome
from services.daily.outlook import Outlook, WetSpell, outlook_from_forecast
from services.daily.outlook_service import OutlookService
from services.daily.request import (
    DEFAULT_MINUTES,
    PushRequest,
    begins_with_time,
    has_unsupported_schedule,
    names_other_days,
    parse_push_request,
    push_request_from_question,
)
from services.daily.sender import Delivery, Prepare, Sender

__all__ = [
    "DEFAULT_MINUTES",
    "Delivery",
    "Outcome",
    "Outlook",
    "OutlookService",
    "Prepare",
    "PushRequest",
    "RateLimited",
    "Sender",
    "WeatherChange",
    "WetSpell",
    "begins_with_time",
    "has_unsupported_schedule",
    "names_other_days",
    "outlook_from_forecast",
    "parse_push_request",
    "push_request_from_question",
]
