"""Dictionaries of texts: what is done to them is done once for each distinct value, and kept for the next chunk."""

from collections.abc import Callable

import pyarrow as pa

from mockcraft.core import compute as pc
from mockcraft.core.arrays import concatenated, text_array


def affixed(text: pa.Array, before: str, after: str) -> pa.Array:
    """The texts with a literal before and after; once for each distinct value of a dictionary."""
    if pa.types.is_dictionary(text.type):
        changed = once(text.dictionary, f"{before}\0{after}", lambda d: affixed(d, before, after))
        return pa.DictionaryArray.from_arrays(text.indices, changed, safe=False)
    return concatenated(before, text, after) if before or after else text


def once(
    dictionary: pa.StringArray, name: str, make: Callable[[pa.StringArray], pa.StringArray]
) -> pa.StringArray:
    """`make(dictionary)`, kept for the next chunk: the dictionaries of lists are the same in every chunk.

    A dictionary is known by its buffer, which the kept copy holds alive. Where there is no kernel, JSON lines of
    the users table take 1.5 times as long without this.
    """
    data = dictionary.buffers()[2]
    if data is None or len(dictionary) < ONCE_ROWS:
        return make(dictionary)
    place = (data.address, dictionary.offset, len(dictionary), name)
    found = _once.get(place)
    if found is None:
        if len(_once) >= ONCE_LIMIT:
            _once.clear()
        found = _once[place] = (dictionary, make(dictionary))
    return found[1]


ONCE_LIMIT = 256  # dictionaries kept: about 20 columns of text in each of a dozen tables
ONCE_ROWS = 16  # a smaller one is made again as quickly as it is found
_once: dict[tuple[int, int, int, str], tuple[pa.StringArray, pa.StringArray]] = {}


def decoded(text: pa.Array) -> pa.StringArray:
    """Plain strings; `take` is quicker than Arrow's own decoding."""
    return text.dictionary.take(text.indices) if pa.types.is_dictionary(text.type) else text


def filled(text: pa.Array, null: str) -> pa.Array:
    """The texts with `null` for nulls; a dictionary that is longer than they are is given up."""
    if pa.types.is_dictionary(text.type) and len(text.dictionary) > len(text):
        text = decoded(text)
    if not pa.types.is_dictionary(text.type):
        return pc.fill_null(text, null)
    values = pa.concat_arrays([text.dictionary, text_array([null])])
    indices = pc.fill_null(text.indices, len(text.dictionary))
    return pa.DictionaryArray.from_arrays(indices, values)
