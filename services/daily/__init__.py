"""The daily push: sending each one at its time, once."""

from services.daily.sender import Compose, Outcome, Push, Sender

__all__ = ["Compose", "Outcome", "Push", "Sender"]
