"""Sends each push and each alert once, at the configured pace, and within Telegram's rate limits."""

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
