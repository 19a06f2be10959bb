"""Parses requests for daily pushes, and creates the outlooks that pushes contain."""

from services.daily.comparison import WeatherChange
from services.daily.outlook import Outlook, WetSpell, outlook_from_forecast
from services.daily.outlook_service import OutlookService
from services.daily.request import (
    DEFAULT_PUSH_MINUTES,
    PushRequest,
    has_unsupported_schedule,
    is_time_reply,
    names_unsupported_days,
    parse_push_request,
    push_request_from_question,
)

__all__ = [
    "DEFAULT_PUSH_MINUTES",
    "Outlook",
    "OutlookService",
    "PushRequest",
    "WeatherChange",
    "WetSpell",
    "has_unsupported_schedule",
    "is_time_reply",
    "names_unsupported_days",
    "outlook_from_forecast",
    "parse_push_request",
    "push_request_from_question",
]
