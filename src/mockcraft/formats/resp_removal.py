"""Commands of Redis that remove keys of rows, and leave those that are another's meanwhile."""

from collections.abc import Sequence

from mockcraft.formats.resp_words import command

MODULE_TYPE = "ReJSON-RL"
_TYPES = {"json": "string"}  # what TYPE calls them, where it is not the name
_TYPED = """
for _, key in ipairs(KEYS) do
  if redis.call('TYPE', key).ok == ARGV[1] then redis.call('UNLINK', key) end
end
"""
_HOLDING = """
for place, key in ipairs(KEYS) do
  local holds = redis.call('TYPE', key).ok == 'string' and redis.call('GET', key) == ARGV[place]
  if holds then redis.call('UNLINK', key) end
end
"""


# At once, as applications may add entries and groups meanwhile; a server may not let ids go back (pcall).
_PUT_BACK = """
local key = KEYS[1]
if redis.call('TYPE', key).ok ~= 'stream' then return end
local last = redis.call('XREVRANGE', key, '+', '-', 'COUNT', 1)[1]
if last then redis.pcall('XSETID', key, last[1])
elseif #redis.call('XINFO', 'GROUPS', key) == 0 then redis.call('UNLINK', key)
else redis.pcall('XSETID', key, '0-0') end
"""


def type_of(as_: str, module: bool) -> str:
    """What TYPE calls the keys of rows of a kind, see `formats.keyspace`; `module`: where there is RedisJSON."""
    return MODULE_TYPE if as_ == "json" and module else _TYPES.get(as_, as_)


def remove_typed(keys: Sequence[str], type_: str) -> bytes:
    """Removes those of the keys that are of a type."""
    return command("EVAL", _TYPED, str(len(keys)), *keys, type_).encode()


def remove_holding(keys: Sequence[str], texts: Sequence[str]) -> bytes:
    """Removes those of the keys that hold their texts."""
    return command("EVAL", _HOLDING, str(len(keys)), *keys, *texts).encode()


def put_back(stream: str) -> bytes:
    """Has a stream go on behind its last entry, as before rows that are gone; an empty one without groups goes too."""
    return command("EVAL", _PUT_BACK, "1", stream).encode()
