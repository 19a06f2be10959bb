"""Data that the processes of one bot share through Redis: results, file ids, call budgets and cooldowns.

The bot also works if the shared data are lost.

Only `bot/resources.py` and `bot/check.py` import this package at run time, and only if REDIS_URL is set. All other
code gets a SharedState, or None if nothing is shared.
"""
