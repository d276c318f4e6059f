"""What the kernel makes of decisions and of words is what numpy and Arrow make of them."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import UUID

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kernels import without_kernel
from mockcraft.backup import Content
from mockcraft.backups.lines import LineDigest
from mockcraft.core import hashing
from mockcraft.core import kernel as loading
from mockcraft.core.coded import Coded, gathered
from mockcraft.core.hashing import Rows
from mockcraft.core.keys import WEYL, mix
from mockcraft.core.pool import Pool
from mockcraft.core.program.column_writer import write_texts
from mockcraft.core.sentences import sentences
from mockcraft.core.uuids import packed_uuids, uuids

ROOT = Path(__file__).parents[2]
U = np.uint64
NUMBERS = st.lists(st.integers(0, 2**63), min_size=1, max_size=40).map(lambda n: np.array(n, U))
KEYS = st.integers(0, 2**64 - 1)
WORDS = st.lists(st.text(min_size=1, max_size=30), min_size=1, max_size=5)


def alike(make: Callable[[], Any]) -> None:
    made = make()
    with without_kernel():
        expected = make()
    if isinstance(expected, pa.Array):
        assert expected.equals(made)
    else:
        assert expected.dtype == made.dtype
        assert expected.tolist() == made.tolist()


@given(NUMBERS, KEYS)
def test_hashes_are_alike(numbers: Any, key: int) -> None:
    alike(lambda: hashing.hashed(Rows(numbers), key))


@given(NUMBERS, KEYS, st.integers(1, 2**33) | st.sampled_from([2**k for k in range(41)]))
def test_numbers_below_a_bound_are_alike(numbers: Any, key: int, bound: int) -> None:
    alike(lambda: hashing.hashed_below(Rows(numbers), key, bound))


@given(NUMBERS, KEYS, st.integers(1, 2**16))
def test_pairs_are_alike(numbers: Any, key: int, bound: int) -> None:
    alike(lambda: hashing.hashed_pair(Rows(numbers), key, bound))


@given(NUMBERS, KEYS, st.lists(st.integers(1, 10**6), min_size=1, max_size=9))
def test_weighted_choices_are_alike(numbers: Any, key: int, weights: list[int]) -> None:
    alias = Pool("weighted", [str(i) for i in range(len(weights))], weights).alias
    assert alias is not None
    alike(lambda: hashing.hashed_choice(Rows(numbers), key, alias))


@given(st.data(), WORDS, st.booleans(), st.sampled_from(["", "."]))
def test_sentences_are_alike(
    data: st.DataObject, words: list[str], heading: bool, end: str
) -> None:
    rows, pairs = data.draw(st.integers(1, 9)), data.draw(st.integers(1, 4))
    entries = st.integers(0, len(words) - 1)
    counts = data.draw(st.lists(st.integers(1, 2 * pairs), min_size=rows, max_size=rows))
    drawn = [
        np.array(
            data.draw(
                st.lists(
                    st.tuples(entries, entries).map(lambda two: two[0] | two[1] << 32),
                    min_size=rows,
                    max_size=rows,
                )
            ),
            U,
        )
        for _ in range(pairs)
    ]
    pool = Pool("words", words)
    alike(lambda: sentences(pool, np.array(counts, np.int64), drawn, (heading, end)))


@given(st.lists(st.tuples(st.integers(0, 2**60 - 1), st.integers(0, 2**62 - 1)), min_size=1))
def test_uuids_are_alike(halves: list[tuple[int, int]]) -> None:
    high, low = (np.array(each, U) for each in zip(*halves, strict=True))
    alike(lambda: uuids(high, low))
    alike(lambda: packed_uuids(high, low))

    packed = packed_uuids(high, low).tobytes()
    assert [UUID(each) for each in uuids(high, low).to_pylist()] == [
        UUID(bytes=packed[place : place + 16]) for place in range(0, len(packed), 16)
    ]


@given(st.data(), st.lists(WORDS, min_size=1, max_size=4), st.integers(1, 20))
def test_texts_of_several_pools_are_alike(
    data: st.DataObject, pools: list[list[str]], rows: int
) -> None:
    parts = [
        Coded(
            Pool("", words),
            np.array(data.draw(st.lists(st.integers(0, len(words) - 1), min_size=rows, max_size=rows)), dtype),
        )
        for words, dtype in zip(pools, (np.int64, np.int32) * 2, strict=False)
    ]  # fmt: skip
    alike(lambda: gathered(parts))


@given(st.lists(st.binary().map(lambda line: line.replace(b"\n", b"")) | st.just(b"x" * 5000)))
def test_digests_of_lines_are_what_is_said_of_them(lines: list[bytes]) -> None:
    added = LineDigest()
    written = b"".join(line + b"\n" for line in lines)
    added.add(written)
    with without_kernel():
        other = LineDigest()
        for line in reversed(lines):
            other.add(line + b"\n")
    whole = 2**64
    hashes = []
    for line in lines:
        words = [
            int.from_bytes(line[place : place + 8], "little") for place in range(0, len(line), 8)
        ]
        mixed_words = (mix((word + (i + 1) * WEYL) % whole) for i, word in enumerate(words))
        hashes.append(mix((len(line) + sum(mixed_words)) % whole))
    upper, lower = sum(mix((each + WEYL) % whole) for each in hashes) % whole, sum(hashes) % whole

    assert Content(len(lines), f"{upper:016x}{lower:016x}") == added.content() == other.content()


def test_more_bytes_than_an_array_has_are_refused() -> None:
    with pytest.raises(pa.ArrowCapacityError):
        write_texts(1, 2**31, lambda out, ends: None)


def test_it_can_be_switched_off_and_files_are_the_same(tmp_path: Path) -> None:
    made = []
    for value in ("on", loading.OFF):
        command = [
            sys.executable, "-m", "mockcraft", "seed", "--config", str(ROOT / "examples" / "shop.yaml"),
            "--output", "jsonl", "--dir", str(tmp_path / value),
        ]  # fmt: skip
        environment = {**os.environ, loading.VARIABLE: value}
        subprocess.run(command, env=environment, check=True, capture_output=True)
        made.append(
            {each.name: each.read_bytes() for each in sorted((tmp_path / value).glob("*.jsonl"))}
        )

    assert made[0] == made[1] != {}


def test_a_library_that_cannot_be_loaded_is_none(tmp_path: Path) -> None:
    library = tmp_path / "libkernel.so"
    library.write_text("no library")
    code = f"import mockcraft.core.kernel as it; it.LIBRARY = {str(library)!r}; print(it.kernel())"
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert "None\n" == told.stdout


def test_the_version_says_where_there_is_none() -> None:
    environment = {**os.environ, loading.VARIABLE: loading.OFF}
    command = [sys.executable, "-m", "mockcraft", "--version"]
    version = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)

    assert "without the kernel" in version.stdout
