"""Calls to external services: HTTP, time limits, budgets, shares of users, hedging, and parsing of responses."""
