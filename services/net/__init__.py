"""Calls external services, with time limits, call budgets and limits per user, and parses the responses."""
