"""Records in Redis: for several servers and hosts of workers. Each step is a script, so nothing comes between.

A job is a hash; sorted sets have the jobs that wait and all jobs by their age, sets those of a client; a
counter has the bytes that they hold. All keys have one hash tag, so that a cluster keeps them together.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from mockcraft.server.jobs.record import STATES, Job, read, stored
from mockcraft.server.jobs.store import JobStore, Limits, StoreUnavailable

PREFIX = "{mockcraft}:jobs:"
TIMEOUT_S = 5.0
# KEYS[1] is the prefix; the functions stand before each script.
FUNCTIONS = """
local P = KEYS[1]
local function holds(id, change) if change ~= 0 then redis.call('INCRBY', P..'held', change) end end
local function set(id, pairs, first)
  local key = P..'job:'..id
  local old = redis.call('HMGET', key, 'state', 'held')
  local values = {}
  for i = first, #pairs do values[#values + 1] = pairs[i] end
  redis.call('HSET', key, unpack(values))
  local new = redis.call('HMGET', key, 'state', 'held', 'created')
  holds(id, tonumber(new[2]) - tonumber(old[2] or 0))
  if new[1] ~= old[1] then
    if old[1] then redis.call('ZREM', P..old[1], id) end
    redis.call('ZADD', P..new[1], new[3], id)
  end
  return redis.call('HGETALL', key)
end
local function held() return tonumber(redis.call('GET', P..'held') or 0) end
"""
INSERT = """
local id, client, queue, most, disk = ARGV[1], ARGV[2], tonumber(ARGV[3]), tonumber(ARGV[4]), tonumber(ARGV[5])
if redis.call('EXISTS', P..'job:'..id) == 1 then return '' end  -- it was entered, and the answer lost
local own = 0
for _, each in ipairs(redis.call('SMEMBERS', P..'client:'..client)) do
  local state = redis.call('HGET', P..'job:'..each, 'state')
  if state == 'queued' or state == 'running' then own = own + 1 end
end
if own >= most then return 'client' end
if redis.call('ZCARD', P..'queued') >= queue then return 'queue' end
if held() + tonumber(ARGV[6]) > disk then return 'disk' end
redis.call('SADD', P..'client:'..client, id)
set(id, ARGV, 7)
return ''
"""
CHANGE = """
local key = P..'job:'..ARGV[1]
local now = redis.call('HMGET', key, 'state', 'token', 'lease')
if not now[1] or not string.find(ARGV[2], ','..now[1]..',', 1, true) then return false end
if ARGV[3] ~= '*' and ARGV[3] ~= now[2] then return false end
if ARGV[4] ~= '' and tonumber(now[3]) >= tonumber(ARGV[4]) then return false end
return set(ARGV[1], ARGV, 5)
"""
TAKE = """
local id = redis.call('ZRANGE', P..'queued', 0, 0)[1]
if not id then return false end
local key = P..'job:'..id
local job = redis.call('HMGET', key, 'inputs', 'reserve')
if held() + tonumber(job[2]) > tonumber(ARGV[1]) then return false end
redis.call('HINCRBY', key, 'attempt', 1)
set(id, {'held', tonumber(job[1]) + tonumber(job[2])}, 1)
return set(id, ARGV, 2)
"""
REMOVE = """
local key = P..'job:'..ARGV[1]
local job = redis.call('HMGET', key, 'state', 'held', 'client')
if not job[1] then return end
holds(ARGV[1], -tonumber(job[2]))
redis.call('ZREM', P..job[1], ARGV[1])
redis.call('SREM', P..'client:'..job[3], ARGV[1])
redis.call('DEL', key)
"""


class RedisStore(JobStore):
    """See JobStore. Redis must be told to keep its data (`appendonly yes`)."""

    def __init__(self, url: str) -> None:
        """Connects with the first call; the URL is one that `check_url` lets pass."""
        self.redis = redis.Redis.from_url(
            url, decode_responses=True,
            socket_timeout=TIMEOUT_S, socket_connect_timeout=TIMEOUT_S, retry=Retry(NoBackoff(), 1),
        )  # fmt: skip
        made = {
            name: self.redis.register_script(FUNCTIONS + text) for name, text in SCRIPTS.items()
        }
        self.scripts = made

    def now(self) -> float:
        """See JobStore; the clock of Redis."""
        with self._named():
            seconds, micros = self.redis.time()
        return float(seconds) + float(micros) / 1e6

    def insert(self, job: Job, limits: Limits) -> str:
        """See JobStore."""
        needs = job.held + job.reserve
        words = [job.id, job.client, limits.queue, limits.client, limits.disk, needs]
        return str(self._run("insert", [*words, *_pairs(job.stored())]))

    def change(
        self,
        id: str,
        states: Sequence[str],
        changes: Mapping[str, Any],
        *,
        token: str | None = None,
        lease_before: float | None = None,
    ) -> Job | None:
        """See JobStore."""
        whose = "*" if token is None else token
        before = "" if lease_before is None else repr(lease_before)
        words = [id, f",{','.join(states)},", whose, before]
        return _job(self._run("change", [*words, *_pairs(stored(changes))]))

    def take(self, changes: Mapping[str, Any], disk: int) -> Job | None:
        """See JobStore."""
        return _job(self._run("take", [disk, *_pairs(stored(changes))]))

    def get(self, id: str) -> Job | None:
        """See JobStore."""
        with self._named():
            found: Any = self.redis.hgetall(f"{PREFIX}job:{id}")
        return read(found) if found else None

    def select(self, client: str | None = None, states: Sequence[str] = STATES) -> list[Job]:
        """See JobStore."""
        with self._named():
            sets: list[Any] = (
                [self.redis.zrange(PREFIX + state, 0, -1) for state in states]
                if client is None
                else [self.redis.smembers(f"{PREFIX}client:{client}")]
            )
            pipe = self.redis.pipeline(transaction=False)
            for id in (each for ids in sets for each in ids):
                pipe.hgetall(f"{PREFIX}job:{id}")
            jobs = [read(found) for found in pipe.execute() if found]
        wanted = [job for job in jobs if job.state in states]
        return sorted(wanted, key=lambda job: (job.created, job.id))

    def counts(self) -> dict[str, int]:
        """See JobStore."""
        with self._named():
            pipe = self.redis.pipeline(transaction=False)
            for state in STATES:
                pipe.zcard(PREFIX + state)
            return dict(zip(STATES, pipe.execute(), strict=True))

    def remove(self, id: str) -> None:
        """See JobStore."""
        self._run("remove", [id])

    def close(self) -> None:
        """See JobStore."""
        self.redis.close()

    def _run(self, name: str, words: Sequence[Any]) -> Any:
        with self._named():
            return self.scripts[name](keys=[PREFIX], args=words)

    @contextmanager
    def _named(self) -> Iterator[None]:
        try:
            yield
        except redis.RedisError as error:
            raise StoreUnavailable(
                f"Redis, which has the jobs, does not answer: {error}"
            ) from error


SCRIPTS = {"insert": INSERT, "change": CHANGE, "take": TAKE, "remove": REMOVE}


def _pairs(values: Mapping[str, object]) -> list[Any]:
    return [word for pair in values.items() for word in pair]


def _job(found: Sequence[str] | None) -> Job | None:
    if not found:
        return None
    return read(dict(zip(found[::2], found[1::2], strict=True)))
