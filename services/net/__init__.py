"""What every call to a service takes: limits, budgets, shares, hedging, and reading responses."""
