"""Records in Redis: for several servers and hosts of workers. Each step is a script, so nothing comes between.

A job is a hash. Sorted sets have the jobs of a state, and of a client those that have not ended and those that
have, by age; another has those that ended by when they expire. Counters have the bytes that all hold, and the
rows by state. All keys have one hash tag, so that a cluster keeps them together.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from mockcraft.server.jobs.record import STATES, UNFINISHED, Job, read, stored
from mockcraft.server.jobs.store import JobStore, Limits, Standing, StoreUnavailable

PREFIX = "{mockcraft}:jobs:"
TIMEOUT_S = 5.0
IDS = 500  # asked for at a time
# KEYS[1] is the prefix; the functions stand before each script.
FUNCTIONS = """
local P = KEYS[1]
local function holds(id, change) if change ~= 0 then redis.call('INCRBY', P..'held', change) end end
local function made(done)
  local rows = 0
  for _, each in pairs(cjson.decode(done or '{}')) do rows = rows + each end
  return rows
end
local function rows(state, change) if change ~= 0 then redis.call('HINCRBY', P..'rows', state, change) end end
local function open(state) return state == 'queued' or state == 'running' end
local function of(client, state) return P..(open(state) and 'open:' or 'ended:')..client end
local function held() return tonumber(redis.call('GET', P..'held') or 0) end
local function remove(id)
  local key = P..'job:'..id
  local job = redis.call('HMGET', key, 'state', 'held', 'client', 'done')
  if not job[1] then return end
  holds(id, -tonumber(job[2]))
  rows(job[1], -made(job[4]))
  redis.call('ZREM', P..job[1], id)
  redis.call('ZREM', of(job[3], job[1]), id)
  redis.call('ZREM', P..'expires', id)
  redis.call('DEL', key)
end
local function set(id, pairs, first)
  local key = P..'job:'..id
  local old = redis.call('HMGET', key, 'state', 'held', 'done')
  local values = {}
  for i = first, #pairs do values[#values + 1] = pairs[i] end
  redis.call('HSET', key, unpack(values))
  local new = redis.call('HMGET', key, 'state', 'held', 'created', 'done', 'client', 'expires')
  holds(id, tonumber(new[2]) - tonumber(old[2] or 0))
  if new[1] ~= old[1] then
    if old[1] then
      redis.call('ZREM', P..old[1], id)
      redis.call('ZREM', of(new[5], old[1]), id)
    end
    redis.call('ZADD', P..new[1], new[3], id)
    redis.call('ZADD', of(new[5], new[1]), new[3], id)
  end
  if old[1] then rows(old[1], -made(old[3])) end
  rows(new[1], made(new[4]))
  if open(new[1]) then redis.call('ZREM', P..'expires', id)
  else redis.call('ZADD', P..'expires', new[6], id) end
  return redis.call('HGETALL', key)
end
"""
INSERT = """
local id, client, queue, most, disk = ARGV[1], ARGV[2], tonumber(ARGV[3]), tonumber(ARGV[4]), tonumber(ARGV[5])
if redis.call('EXISTS', P..'job:'..id) == 1 then return '' end  -- it was entered, and the answer lost
local own = redis.call('ZCARD', P..'open:'..client)
if own >= most then return 'client' end
if redis.call('ZCARD', P..'queued') >= queue then return 'queue' end
if held() + tonumber(ARGV[6]) > disk then return 'disk' end
local ended = P..'ended:'..client
local beyond = own + redis.call('ZCARD', ended) + 1 - tonumber(ARGV[7])
if beyond > 0 then
  for _, each in ipairs(redis.call('ZRANGE', ended, 0, beyond - 1)) do remove(each) end
end
set(id, ARGV, 8)
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
REMOVE = "remove(ARGV[1])"


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
        most = (limits.queue, limits.client, limits.disk)
        words = [job.id, job.client, *most, needs, limits.records]
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

    def select(self, states: Sequence[str] = STATES) -> list[Job]:
        """See JobStore."""
        with self._named():
            sets: list[Any] = [self.redis.zrange(PREFIX + state, 0, -1) for state in states]
        jobs = self._read([id for ids in sets for id in ids])
        return sorted((job for job in jobs if job.state in states), key=_age)

    def newest(self, client: str, most: int) -> list[Job]:
        """See JobStore."""
        with self._named():
            sets: list[Any] = [
                self.redis.zrange(f"{PREFIX}{kind}:{client}", 0, most - 1, desc=True)
                for kind in ("open", "ended")
            ]
        # One that ended between the two is in both.
        jobs = self._read(list(dict.fromkeys(id for ids in sets for id in ids)))
        return sorted(jobs, key=_age, reverse=True)[:most]

    def due(self, now: float, most: int) -> list[Job]:
        """See JobStore."""
        with self._named():
            ids: Any = self.redis.zrangebyscore(f"{PREFIX}expires", "-inf", now, 0, most)
        return [job for job in self._read(ids) if job.state not in UNFINISHED]

    def standings(self, ids: Sequence[str]) -> dict[str, Standing]:
        """See JobStore."""
        found: dict[str, Standing] = {}
        for part in (ids[at : at + IDS] for at in range(0, len(ids), IDS)):
            with self._named():
                pipe = self.redis.pipeline(transaction=False)
                for id in part:
                    pipe.hmget(f"{PREFIX}job:{id}", Standing._fields)
                answers = zip(part, pipe.execute(), strict=True)
            found |= {id: Standing(*values) for id, values in answers if values[0] is not None}
        return found

    def _read(self, ids: Sequence[str]) -> list[Job]:
        """The records of these jobs; those that went meanwhile are left out."""
        with self._named():
            pipe = self.redis.pipeline(transaction=False)
            for id in ids:
                pipe.hgetall(f"{PREFIX}job:{id}")
            return [read(found) for found in pipe.execute() if found]

    def counts(self) -> dict[str, int]:
        """See JobStore."""
        with self._named():
            pipe = self.redis.pipeline(transaction=False)
            for state in STATES:
                pipe.zcard(PREFIX + state)
            return dict(zip(STATES, pipe.execute(), strict=True))

    def rows(self) -> dict[str, int]:
        """See JobStore."""
        with self._named():
            found: Any = self.redis.hgetall(f"{PREFIX}rows")
        return {state: int(found.get(state, 0)) for state in STATES}

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


def _age(job: Job) -> tuple[float, str]:
    return job.created, job.id


def _job(found: Sequence[str] | None) -> Job | None:
    if not found:
        return None
    return read(dict(zip(found[::2], found[1::2], strict=True)))
