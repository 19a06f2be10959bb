"""What the processes of one bot share through Redis and may lose: results, file ids, call budgets and cooldowns.

Only `bot/resources.py` and `bot/check.py` import this package at run time, and only if REDIS_URL is set. The other
packages get a SharedState, or None.
"""
