"""Lua scripts for Redis, which runs each script as one atomic step; all times are in milliseconds.

While the holder of a lease makes the look-up, the value of the lease is "+" and the token of the holder. For a
time after a failed look-up, the value of the lease is "-", the token, a space and the failure.
"""

CLAIM_SCRIPT = """
local value = redis.call('GET', KEYS[1])
if value then
    local left = redis.call('PTTL', KEYS[1])
    if left > tonumber(ARGV[3]) then return {'value', value, left} end
end
local lease = redis.call('GET', KEYS[2])
if lease and redis.call('PTTL', KEYS[2]) < 0 then lease = false end
if lease and string.sub(lease, 1, 1) == '+' then return {'held', string.sub(lease, 2)} end
local awaited = '-' .. ARGV[4] .. ' '
if lease and ARGV[4] ~= '' and string.sub(lease, 1, #awaited) == awaited then
    return {'failed', string.sub(lease, #awaited + 1)}
end
redis.call('SET', KEYS[2], '+' .. ARGV[1], 'PX', ARGV[2])
return {'taken'}
"""
"""Script that returns the value if it is fresh; else it takes the lease, unless another caller holds the lease.

KEYS are the key of the value and the key of its lease. ARGV[1] is the token of the caller, and ARGV[2] is the
length of the lease. A value is fresh if Redis will keep it for more than the time ARGV[3]. ARGV[4] is the token of
the holder for which the caller has waited.
"""

RENEW_SCRIPT = """
if redis.call('GET', KEYS[1]) == '+' .. ARGV[1] then redis.call('PEXPIRE', KEYS[1], ARGV[2]) end
"""
"""Script that extends the lease KEYS[1] to the length ARGV[2] if the lease belongs to the token ARGV[1]."""

RELEASE_SCRIPT = """
if redis.call('GET', KEYS[1]) ~= '+' .. ARGV[1] then return end
if ARGV[3] == '' then redis.call('DEL', KEYS[1])
else redis.call('SET', KEYS[1], '-' .. ARGV[1] .. ' ' .. ARGV[3], 'PX', ARGV[2]) end
"""
"""Script that ends the lease if it belongs to the token, and stores a failure for the waiting callers.

KEYS[1] is the key of the lease. ARGV[1] is the token, ARGV[2] is the time for which the failure is kept, and
ARGV[3] is the failure, or empty.
"""

SPEND_SCRIPT = """
local cooldown = KEYS[2] and redis.call('GET', KEYS[2])
local cooldown_left = cooldown and redis.call('PTTL', KEYS[2]) or 0
if cooldown_left > 0 then return {'cooldown', cooldown, cooldown_left} end
local calls, limit, period = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local function is_over(call)
    local called_at = tonumber(call) or 0
    return called_at <= now - period or called_at > now
end
local oldest = redis.call('LINDEX', KEYS[1], -1)
while oldest and is_over(oldest) do
    redis.call('RPOP', KEYS[1])
    oldest = redis.call('LINDEX', KEYS[1], -1)
end
local spent = redis.call('LLEN', KEYS[1])
local allowed = spent + calls <= limit
if allowed then
    for _ = 1, calls do redis.call('LPUSH', KEYS[1], string.format('%d', now)) end
    for _ = 1, -calls do redis.call('LPOP', KEYS[1]) end
    if calls > 0 then redis.call('PEXPIRE', KEYS[1], ARGV[3]) end
    spent = math.max(0, spent + calls)
end
return {allowed and 'spent' or 'refused', spent, oldest and tonumber(oldest) + period - now or period}
"""
"""Script that spends calls of a budget. The budget is a sliding window: a list with the time of each call, the
latest first.

Calls with a time in the future, which exist if the clock of Redis was set back, are removed. A cooldown without an
expiry was not stored by the bot and is ignored.

KEYS are the key of the window and, optionally, the key of the cooldown. ARGV[1] is the number of calls, which is
negative for a refund. ARGV[2] is the maximum number of calls in a period, and ARGV[3] is the length of the period.
"""
