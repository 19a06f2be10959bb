"""Answers to questions: places are resolved, and their weather is fetched, within one deadline."""

from services.answers.facts import Facts, Result
from services.answers.models import Answer, Entry
from services.answers.offers import Offers, OfferService, without_push
from services.answers.service import AnswerService

__all__ = ["Answer", "AnswerService", "Entry", "Facts", "OfferService", "Offers", "Result", "without_push"]
