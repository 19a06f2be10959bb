"""Calls to external services: HTTP requests, time limits, call budgets, limits per user, parsing of responses."""
