-- One statement of one entry, as the comment of the package tells. All
-- numbers are whole and below 2^53.
local key, id, seq = KEYS[1], ARGV[1], tonumber(ARGV[2])
local stated, known, have, free = tonumber(ARGV[3]), ARGV[4] == '1', tonumber(ARGV[5]), tonumber(ARGV[6])
local want, least, share, div = tonumber(ARGV[7]), tonumber(ARGV[8]), tonumber(ARGV[9]), tonumber(ARGV[10])
local quota, length, final = tonumber(ARGV[11]), tonumber(ARGV[12]), ARGV[13] == '1'

-- The window is that of the server's clock, but one that somebody has seen is not
-- closed again, unless the clock was wrong by more than a whole one.
local clock = redis.call('TIME')
local second = tonumber(clock[1])
local ends = second - second % length + length
local stored = redis.call('HMGET', key, 'e', 'u', id)
local last = tonumber(stored[1] or 0)
if last > ends and last - ends <= length then ends = last end
if known and stated > ends and stated - ends <= length then ends = stated end
local left = ends * 1000000 - (second * 1000000 + tonumber(clock[2]))

local used, claimed, before = 0, 0, 0
if last == ends then
	used = tonumber(stored[2])
	if stored[3] then
		local c, s = string.match(stored[3], '^(%d+):(%d+)$')
		claimed, before = tonumber(c), tonumber(s)
	end
elseif last > 0 then
	redis.call('DEL', key)
end
if stated ~= ends then have, free = 0, 0 end
if seq < before then return {-1, used, ends, left} end
if seq == before then return {claimed - have, used, ends, left} end

used = used - claimed + have
local rest, grant = quota - used, 0
if rest > 0 and rest >= least - free then
	grant = math.min(rest, math.max(want - free, math.min(math.floor(rest / div), share)))
end
used = used + grant
if before == 0 and have + grant == 0 then return {0, used, ends, left} end

if final then
	redis.call('HDEL', key, id)
	redis.call('HSET', key, 'e', ends, 'u', used)
else
	redis.call('HSET', key, 'e', ends, 'u', used, id, string.format('%.0f:%.0f', have + grant, seq))
end
redis.call('EXPIREAT', key, ends)
return {grant, used, ends, left}
