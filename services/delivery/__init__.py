"""Sending of pushes and alerts: each once, at the set pace, and within Telegram's rate limits."""

from services.delivery.limits import RateLimited, RateLimits
from services.delivery.outcomes import Outcome, lateness
from services.delivery.sender import Delivery, Prepare, Sender
from services.delivery.store import DueItem, DueItems

__all__ = [
    "Delivery",
    "DueItem",
    "DueItems",
    "Outcome",
    "Prepare",
    "RateLimited",
    "RateLimits",
    "Sender",
    "lateness",
]
