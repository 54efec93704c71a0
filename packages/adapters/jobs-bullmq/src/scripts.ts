/**
 * What changes in Redis in one step. A job is a hash `<prefix>:job:<id>`: kind, body, contentHash, state, attempts, progress,
 * result, error, and `turn`, which grows with every revival, so that tickets of before mean nothing any more. `<prefix>:order`
 * holds the ids by age, `<prefix>:unfinished` counts those that wait or run.
 *
 * All keys are named by ARGV[1], the prefix: one Redis, not a cluster of them.
 */

const ENDED = `
local function ended(prefix, id)
  redis.call('DECR', prefix .. ':unfinished')
  redis.call('PUBLISH', prefix .. ':finished', id)
end
`;

/** ARGV: prefix, waitingMax, then id, kind, body, contentHash for each. Returns for each: id, `added`, `same` or `used`, state, turn. */
export const ADD = `
local prefix, waitingMax = ARGV[1], tonumber(ARGV[2])
local answers, fresh, seen = {}, 0, {}
for at = 3, #ARGV, 4 do
  local id, hash = ARGV[at], ARGV[at + 3]
  local known = seen[id] or redis.call('HGET', prefix .. ':job:' .. id, 'contentHash')
  if known and known ~= hash then return {'used', id} end
  if not known then fresh = fresh + 1 end
  seen[id] = hash
end
local unfinished = tonumber(redis.call('GET', prefix .. ':unfinished') or '0')
if fresh > 0 and unfinished + fresh > waitingMax then return {'full'} end
for at = 3, #ARGV, 4 do
  local id = ARGV[at]
  local key = prefix .. ':job:' .. id
  if redis.call('EXISTS', key) == 1 then
    local kept = redis.call('HMGET', key, 'state', 'turn')
    answers[#answers + 1] = {id, 'same', kept[1], kept[2]}
  else
    redis.call('HSET', key, 'kind', ARGV[at + 1], 'body', ARGV[at + 2], 'contentHash', ARGV[at + 3],
      'state', 'waiting', 'attempts', 0, 'progress', 0, 'error', '', 'turn', 0)
    redis.call('ZADD', prefix .. ':order', redis.call('INCR', prefix .. ':sequence'), id)
    redis.call('INCR', prefix .. ':unfinished')
    answers[#answers + 1] = {id, 'added', 'waiting', '0'}
  end
end
return {'ok', answers}
`;

/**
 * ARGV: prefix, id, turn, attemptsMax. A job that still says it runs was left by a process that died. Returns the attempt and
 * the body, or nothing when there is nothing to do.
 */
export const BEGIN = `${ENDED}
local prefix, id = ARGV[1], ARGV[2]
local key = prefix .. ':job:' .. id
local kept = redis.call('HMGET', key, 'state', 'turn', 'attempts', 'body')
if kept[2] ~= ARGV[3] or (kept[1] ~= 'waiting' and kept[1] ~= 'running') then return nil end
local attempts = tonumber(kept[3]) + 1
if attempts > tonumber(ARGV[4]) then
  redis.call('HSET', key, 'state', 'dead', 'error', 'the process ended while it ran')
  ended(prefix, id)
  return nil
end
redis.call('HSET', key, 'state', 'running', 'attempts', attempts, 'progress', 0)
return {attempts, kept[4]}
`;

/**
 * ARGV: prefix, id, turn, attempt, what, value, attemptsMax. Says how an attempt ended: `done` with its result, `failed` with its
 * error, `given-back`, or `progress`. Returns the state, or nothing when the attempt is no longer the job's.
 */
export const END = `${ENDED}
local prefix, id, what, value = ARGV[1], ARGV[2], ARGV[5], ARGV[6]
local key = prefix .. ':job:' .. id
local kept = redis.call('HMGET', key, 'state', 'turn', 'attempts')
if kept[1] ~= 'running' or kept[2] ~= ARGV[3] or kept[3] ~= ARGV[4] then return nil end
if what == 'progress' then
  redis.call('HSET', key, 'progress', value)
  return 'running'
end
local state = 'waiting'
if what == 'done' then
  state = 'done'
  redis.call('HSET', key, 'progress', 1, 'error', '', 'result', value)
elseif what == 'failed' then
  if tonumber(kept[3]) >= tonumber(ARGV[7]) then state = 'dead' end
  redis.call('HSET', key, 'error', value)
else
  redis.call('HSET', key, 'attempts', tonumber(kept[3]) - 1, 'progress', 0)
end
redis.call('HSET', key, 'state', state)
if state ~= 'waiting' then ended(prefix, id) end
return state
`;

/** ARGV: prefix, id. Returns 1 when the job waited or ran. */
export const CANCEL = `${ENDED}
local prefix, id = ARGV[1], ARGV[2]
local key = prefix .. ':job:' .. id
local state = redis.call('HGET', key, 'state')
if state ~= 'waiting' and state ~= 'running' then return 0 end
redis.call('HSET', key, 'state', 'cancelled')
redis.call('PUBLISH', prefix .. ':cancelled', id)
ended(prefix, id)
return 1
`;

/** ARGV: prefix, id. Returns kind and turn of a job that was dead or cancelled. */
export const REVIVE = `
local prefix, id = ARGV[1], ARGV[2]
local key = prefix .. ':job:' .. id
local state = redis.call('HGET', key, 'state')
if state ~= 'dead' and state ~= 'cancelled' then return nil end
local turn = redis.call('HINCRBY', key, 'turn', 1)
redis.call('HSET', key, 'state', 'waiting', 'attempts', 0, 'progress', 0, 'error', '')
redis.call('HDEL', key, 'result')
redis.call('INCR', prefix .. ':unfinished')
return {redis.call('HGET', key, 'kind'), tostring(turn)}
`;
