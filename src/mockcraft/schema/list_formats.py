"""The content of list files as columns: CSV, TSV, JSON lines, Parquet, and words, one a line."""

import csv
import io
import json
import re
from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from typing import Any

import pyarrow as pa

from mockcraft.core import compute as pc
from mockcraft.core.effort import spend
from mockcraft.core.kinds import PRECISION
from mockcraft.core.types import Type, Unfit, cast
from mockcraft.errors import UserError, shortened
from mockcraft.schema.source import decode, shown

MAX_ENTRIES = 1_000_000  # of a list: each of its values is held by every worker
MAX_UNPACKED = 2**30  # bytes of a Parquet file, whose pages are packed
MAX_CELL = 16 * 2**20  # bytes of a line of CSV

Columns = dict[str, pa.Array]


def check_format(name: str, packed: bool) -> None:
    """Raises UserError for a file whose suffix is that of no list.

    `packed` says whether Parquet is read: it can unpack to far more than its bytes.
    """
    read = _READERS.get(_suffix(name))
    if read is None:
        raise UserError(f"{shortened(name)}: is no list (give {_LISTED})")
    if read is _parquet and not packed:
        raise UserError(f"{shortened(name)}: Parquet is not read here (send CSV or JSON lines)")


def columns_of(name: str, data: bytes) -> Columns:
    """The columns by name of a list that `check_format` takes; raises UserError, which names the file and the line."""
    columns = _READERS[_suffix(name)](name, data)
    _check_size(name, len(next(iter(columns.values()))))
    return columns


def words_of(name: str, data: bytes) -> pa.Array:
    """The values of a file that has one a line, blank lines left out; raises UserError."""
    lines = _text(name, data).split("\n")
    words = [line.removesuffix("\r") for line in lines]
    words = [word for word in words if word.strip()]
    if not words:
        raise UserError(f"{shortened(name)}: has no values (write one a line)")
    _check_size(name, len(words))
    return typed(pa.array(words, pa.string()))


def line_of(name: str, data: bytes, entry: int) -> int:
    """The line of an entry of a CSV, TSV or JSON lines file, from 1; 0 where there are no lines."""
    suffix = _suffix(name)
    if suffix in _DELIMITERS:
        rows = _rows(name, data.decode())
        next(rows, None)
        return next((line for number, (line, _) in enumerate(rows) if number == entry), 0)
    if suffix in ("jsonl", "ndjson"):
        lines = (i for i, line in enumerate(data.split(b"\n"), 1) if line.strip())
        return next((line for number, line in enumerate(lines) if number == entry), 0)
    return 0


def _suffix(name: str) -> str:
    return name.rpartition(".")[2].lower() if "." in name else ""


def _check_size(name: str, entries: int) -> None:
    spend(entries)
    if not entries:
        raise UserError(f"{shortened(name)}: has no entries (add one)")
    if entries > MAX_ENTRIES:
        raise UserError(
            f"{shortened(name)}: has more than {MAX_ENTRIES:,} entries, which all are held in memory "
            "(take a part of it, or describe its columns with generators)"
        )


def _text(name: str, data: bytes) -> str:
    text = decode(data, shortened(name))
    if "\0" in text:
        line = text.count("\n", 0, text.index("\0")) + 1
        raise UserError(f"{shortened(name)}:{line}: has a NUL character (save the file as UTF-8)")
    return text


# ---------------------------------------------------------------------- CSV and TSV


def _csv(name: str, data: bytes) -> Columns:
    from pyarrow.csv import ConvertOptions, ParseOptions, ReadOptions, open_csv

    text = _text(name, data)
    _check_quotes(name, text)
    header = _header(name, next((row for _, row in _rows(name, text)), []))
    read = ReadOptions(
        column_names=header, skip_rows_after_names=1, use_threads=False, block_size=MAX_CELL
    )
    parse = ParseOptions(delimiter=_DELIMITERS[_suffix(name)], newlines_in_values=True)
    convert = ConvertOptions(
        column_types=dict.fromkeys(header, pa.string()), null_values=[""], check_utf8=False,
        strings_can_be_null=True, quoted_strings_can_be_null=False,
    )  # fmt: skip
    batches, entries = [], 0
    try:
        with open_csv(io.BytesIO(text.encode()), read, parse, convert) as reader:
            for batch in reader:
                batches.append(batch)
                entries += len(batch)
                if entries > MAX_ENTRIES:
                    break
    except pa.ArrowInvalid as error:
        raise UserError(_ragged(name, text, len(header), str(error))) from None
    _check_size(name, entries)
    table = pa.Table.from_batches(batches)
    return {column: typed(_whole(table[column])) for column in header}


def _header(name: str, header: Sequence[str]) -> list[str]:
    if not header:
        raise UserError(f"{shortened(name)}: is empty (its first line names the columns)")
    for place, column in enumerate(header):
        if not column.strip():
            raise UserError(f"{shortened(name)}:1: column {place + 1} has no name (give it one)")
        if column in header[:place]:
            raise UserError(f"{shortened(name)}:1: has two columns {shown(column)} (rename one)")
    return list(header)


def _ragged(name: str, text: str, width: int, reason: str) -> str:
    """Which line has fewer or more cells than the header."""
    for line, row in _rows(name, text):
        if len(row) != width:
            have = f"{len(row)} cell{'s' * (len(row) != 1)}"
            return f"{shortened(name)}:{line}: has {have}, the header has {width} (one that has a delimiter in it stands in quotes)"
    return f"{shortened(name)}: {reason.partition(chr(10))[0]}"


def _check_quotes(name: str, text: str) -> None:
    """Raises UserError for a quote that is not closed: all lines below it would be one cell."""
    if text.count('"') % 2:
        for _ in _rows(name, text, strict=True):
            pass


def _rows(name: str, text: str, strict: bool = False) -> Iterator[tuple[int, list[str]]]:
    """The rows with cells, each with the line that it begins on; `strict` wants quotes in pairs."""
    csv.field_size_limit(MAX_CELL)
    delimiter = _DELIMITERS[_suffix(name)]
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=strict)
    begins = 1
    try:
        for row in reader:
            if row:
                yield begins, row
            begins = reader.line_num + 1
    except csv.Error as error:
        advice = " (quotes around a cell come in pairs, and one within it is written twice)"
        raise UserError(f"{shortened(name)}:{begins}: {error}{advice * strict}") from None


_DELIMITERS = {"csv": ",", "tsv": "\t"}
_WHOLE = r"^[-+]?(0|[1-9][0-9]*)$"  # as in a schema file: 007 is text, for it is a code
_NUMBER = r"^[-+]?(0|[1-9][0-9]*)(\.[0-9]+)?$"
_BOOLEAN = r"^(true|True|TRUE|false|False|FALSE)$"


def typed(texts: pa.Array) -> pa.Array:
    """Texts as whole numbers, decimals or true and false, where all that are not null are written so."""
    if texts.null_count == len(texts):
        return texts
    try:
        if _all(texts, _WHOLE):
            return cast(texts, Type("integer"))
        if _all(texts, _NUMBER):
            places = pc.utf8_length(pc.replace_substring_regex(texts, r"^[^.]*\.?", ""))
            return cast(texts, Type("decimal", PRECISION, min(pc.max(places).as_py(), PRECISION)))
        if _all(texts, _BOOLEAN):
            return cast(texts, Type("boolean"))
    except Unfit:  # more digits than a number has here: an id, which stays text
        pass
    return texts


def _all(texts: pa.Array, pattern: str) -> bool:
    return bool(pc.all(pc.match_substring_regex(texts, pattern)).as_py())


def _whole(column: pa.ChunkedArray) -> pa.Array:
    made = column.combine_chunks()
    return pa.concat_arrays(made.chunks) if isinstance(made, pa.ChunkedArray) else made


# ---------------------------------------------------------------------- JSON lines


def _json_lines(name: str, data: bytes) -> Columns:
    columns: dict[str, list[Any]] = {}
    entries = 0
    for number, line in enumerate(_text(name, data).split("\n"), 1):
        if not line.strip():
            continue
        at = f"{shortened(name)}:{number}"
        entry = _entry(at, line)
        for key, value in entry.items():
            if isinstance(value, dict | list):
                raise UserError(f"{at}: {shown(key)} has parts (a list has plain values)")
            columns.setdefault(key, [None] * entries).append(value)
        entries += 1
        if entries > MAX_ENTRIES:
            break
        for values in columns.values():
            if len(values) < entries:
                values.append(None)
    if not entries:
        raise UserError(f"{shortened(name)}: is empty (write an object a line)")
    if not columns:
        raise UserError(f"{shortened(name)}: its objects have no keys")
    _check_size(name, entries)
    return {key: _of_json(values) for key, values in columns.items()}


def _entry(at: str, line: str) -> dict[str, Any]:
    def unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        made = dict(pairs)
        if len(made) < len(pairs):
            keys = [key for key, _ in pairs]
            twice = next(key for key in keys if keys.count(key) > 1)
            raise UserError(f"{at}: has two keys {shown(twice)} (remove one)")
        return made

    def refuse(word: str) -> None:
        raise UserError(f"{at}: {word} is no number of JSON")

    try:
        entry = json.loads(
            line, parse_float=Decimal, parse_constant=refuse, object_pairs_hook=unique
        )
    except (ValueError, RecursionError) as error:
        reason = getattr(error, "msg", None) or str(error)
        raise UserError(f"{at}: this is not JSON: {reason.lower()}") from None
    if not isinstance(entry, dict):
        raise UserError(f"{at}: is no object (write one a line, such as {{'name': 'free'}})")
    for text in (*entry, *entry.values()):
        if isinstance(text, str) and _HALF.search(text):
            raise UserError(f"{at}: holds half a character (a lone surrogate)")
    return entry


_HALF = re.compile("[\ud800-\udfff]")


def _of_json(values: Sequence[Any]) -> pa.Array:
    """One type for all: that of JSON, and text where there are several."""
    kinds = {type(value) for value in values if value is not None}
    if kinds == {bool}:
        return pa.array(values, pa.bool_())
    if kinds and kinds <= {int, Decimal}:
        numbers = [None if each is None else format(each, "f") if isinstance(each, Decimal) else str(each) for each in values]  # fmt: skip
        return typed(pa.array(numbers, pa.string()))
    return pa.array([_written(each) for each in values], pa.string())


def _written(value: Any) -> str | None:
    if isinstance(value, bool):
        return "true" if value else "false"
    return None if value is None else str(value)


# ---------------------------------------------------------------------- Parquet


def _parquet(name: str, data: bytes) -> Columns:
    from pyarrow.parquet import ParquetFile

    title = shortened(name)
    try:
        file = ParquetFile(pa.BufferReader(data))
        _header(name, file.schema_arrow.names)
        _check_size(name, file.metadata.num_rows)
        groups = range(file.metadata.num_row_groups)
        if sum(file.metadata.row_group(i).total_byte_size for i in groups) > MAX_UNPACKED:
            raise UserError(f"{title}: is larger than {MAX_UNPACKED // 2**20} MiB unpacked")
        table = file.read()
    except (pa.ArrowException, OSError) as error:
        reason = str(error).partition("\n")[0]
        raise UserError(f"{title}: this is not Parquet: {reason}") from None
    return {each: _of_arrow(title, each, _whole(table[each])) for each in table.column_names}


def _of_arrow(title: str, column: str, array: pa.Array) -> pa.Array:
    """The column in the Arrow type that it is kept in."""
    if isinstance(array, pa.ExtensionArray):
        array = array.cast(pa.string()) if array.type.extension_name == "arrow.uuid" else array
    if pa.types.is_dictionary(array.type):
        array = array.dictionary_decode()
    found = next((wanted for fits, wanted in _ARROW if fits(array.type)), None)
    if found is None:
        raise UserError(f"{title}: column {shown(column)} is {array.type}, which no list has")
    wanted = found(array.type)
    try:
        made = array.cast(wanted.arrow, safe=not pa.types.is_temporal(array.type))
        return cast(made, wanted)
    except Unfit as error:
        raise UserError(
            f"{title}: column {shown(column)}, entry {error.row + 1}: {error}"
        ) from None
    except pa.ArrowInvalid as error:
        raise UserError(f"{title}: column {shown(column)}: {error}") from None


_ARROW: Sequence[tuple[Callable[[pa.DataType], bool], Callable[[Any], Type]]] = (
    (pa.types.is_null, lambda type_: Type("text")),
    (lambda t: pa.types.is_string(t) or pa.types.is_large_string(t), lambda type_: Type("text")),
    (pa.types.is_boolean, lambda type_: Type("boolean")),
    (pa.types.is_integer, lambda type_: Type("integer")),
    (pa.types.is_floating, lambda type_: Type("float")),
    (
        lambda t: pa.types.is_decimal(t) and t.precision <= 38 and 0 <= t.scale <= PRECISION,
        lambda type_: Type("decimal", PRECISION, type_.scale),
    ),
    (pa.types.is_date, lambda type_: Type("date")),
    (
        pa.types.is_timestamp,
        lambda type_: Type("timestamp" if type_.tz is None else "timestamptz"),
    ),
    (pa.types.is_time, lambda type_: Type("time")),
    (pa.types.is_duration, lambda type_: Type("interval")),
    (lambda t: pa.types.is_binary(t) or pa.types.is_large_binary(t), lambda type_: Type("bytes")),
)
_READERS: dict[str, Callable[[str, bytes], Columns]] = {
    "csv": _csv,
    "tsv": _csv,
    "jsonl": _json_lines,
    "ndjson": _json_lines,
    "parquet": _parquet,
}
_LISTED = "a file that ends in .csv, .tsv, .jsonl, .ndjson or .parquet"
