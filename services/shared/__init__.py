"""What the processes of one bot share through Redis and may lose: results, file ids, call budgets and cooldowns.

Only `bot/app.py` imports this package, and only if REDIS_URL is set. The other packages get a SharedState.
"""
