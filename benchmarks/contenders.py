"""One program a contender: makes the users table and prints its CPU microseconds a row, start-up left out.

python contenders.py NAME ROWS FILE
"""

import csv
import json
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

HEADER = (
    "id", "uuid", "first_name", "last_name", "email", "phone", "birth_date", "country", "balance",
    "created_at", "is_active", "bio",
)  # fmt: skip
Row = tuple[Any, ...]


def mockcraft(format: str, rows: int, path: str) -> None:
    """The seeder into a folder."""
    from mockcraft.schema.bind import Overrides
    from mockcraft.seeder import SeedRequest, prepare
    from mockcraft.sink import LoadOptions

    schema = str(Path(__file__).parent / "users.yaml")
    overrides = Overrides(counts={"users": rows})
    load = LoadOptions(existing="truncate")  # each round writes the files of the last one anew
    request = SeedRequest(schema, output=format, folder=path, overrides=overrides, load=load)
    prepare(request).run()


def faker_rows(rows: int, weighted: bool) -> Iterator[Row]:
    """Faker's own providers, as its documentation uses them."""
    from faker import Faker

    fake = Faker("en_US", use_weighting=weighted)
    Faker.seed(42)
    for i in range(rows):
        first, last = fake.first_name(), fake.last_name()
        yield (
            i + 1, fake.uuid4(), first, last,
            f"{first}.{last}{fake.random_int(10, 99)}@{fake.free_email_domain()}".lower(),
            fake.numerify("###-###-####"), fake.date_of_birth(minimum_age=20, maximum_age=75),
            fake.country(), fake.pydecimal(left_digits=4, right_digits=2, positive=True),
            fake.date_time_between("-10y"), fake.pybool(), fake.sentence(nb_words=9),
        )  # fmt: skip


def mimesis_rows(rows: int) -> Iterator[Row]:
    """Mimesis' providers, made once."""
    from mimesis import Address, Cryptographic, Datetime, Development, Numeric, Person, Text
    from mimesis.locales import Locale

    person, address, text = (
        Person(Locale.EN, seed=42),
        Address(Locale.EN, seed=42),
        Text(Locale.EN, seed=42),
    )
    dates, numbers, development = (
        Datetime(Locale.EN, seed=42),
        Numeric(seed=42),
        Development(seed=42),
    )
    identifiers = Cryptographic(seed=42)
    for i in range(rows):
        first, last = person.first_name(), person.last_name()
        yield (
            i + 1, identifiers.uuid(), first, last,
            f"{first}.{last}{numbers.integer_number(10, 99)}@example.com".lower(),
            person.phone_number(mask="###-###-####"), dates.date(start=1950, end=2004),
            address.country(), round(numbers.float_number(0, 9999, precision=2), 2),
            dates.datetime(start=2015, end=2024).replace(microsecond=0), development.boolean(),
            " ".join(text.words(quantity=9)),
        )  # fmt: skip


def write_csv(rows: Iterable[Row], path: str) -> None:
    """The csv module."""
    with open(path, "w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(HEADER)
        writer.writerows(rows)


def write_jsonl(rows: Iterable[Row], path: str) -> None:
    """The json module."""
    with open(path, "w", encoding="utf-8") as file:
        for row in rows:
            file.write(json.dumps(dict(zip(HEADER, row, strict=True)), default=str) + "\n")


# MockCraft's own lists as constants in the query, drawn by hash: of the ways that were tried (lists as
# parameters or in a table, md5 for the UUID, lpad against format) the quickest.
_DUCKDB_ROWS = """
  select i + 1 as id, gen_random_uuid() as uuid,
    {first}[1 + pick(i, 1, {firsts})] as first_name, {last}[1 + pick(i, 2, {lasts})] as last_name,
    lower({first}[1 + pick(i, 1, {firsts})] || '.' || {last}[1 + pick(i, 2, {lasts})]
      || lpad(cast(pick(i, 3, 100) as varchar), 2, '0') || '@' || {domain}[1 + pick(i, 4, {domains})]) as email,
    lpad(cast(pick(i, 5, 1000) as varchar), 3, '0') || '-' || lpad(cast(pick(i, 6, 1000) as varchar), 3, '0')
      || '-' || lpad(cast(pick(i, 7, 10000) as varchar), 4, '0') as phone,
    date '1950-01-01' + cast(pick(i, 8, 20089) as integer) as birth_date,
    {country}[1 + pick(i, 9, {countrys})] as country,
    cast(pick(i, 10, 1000000) as decimal(12, 0)) / 100 as balance,
    timestamp '2015-01-01' + to_seconds(pick(i, 11, 315532800)) as created_at,
    pick(i, 12, 2) = 0 as is_active,
    array_to_string([{word}[1 + pick(i, 13 + j, {words})] for j in range(6 + pick(i, 30, 7))], ' ') || '.' as bio
  from range({rows}) t(i)
"""

# It has no format for statements: rows as text, an INSERT for as many of them as ours have, in a column of CSV.
_DUCKDB_SQL = """
  select if(id % {statement_rows} = 1, 'INSERT INTO users VALUES' || chr(10), '') || '(' || id || ', '
    || concat_ws(', ', quoted(uuid), quoted(escaped(first_name)), quoted(escaped(last_name)), quoted(escaped(email)),
      quoted(phone), quoted(birth_date), quoted(escaped(country)), balance, quoted(created_at), is_active, quoted(bio))
    || ')' || if(id % {statement_rows} = 0 or id = {rows}, ';', ',')
  from ({select})
"""
_DUCKDB_MACROS = (
    "create macro pick(i, stream, n) as cast(hash(i * 32 + stream) % n as bigint)",
    "create macro quoted(value) as chr(39) || value || chr(39)",
    "create macro escaped(value) as replace(value, chr(39), chr(39) || chr(39))",
)
_DUCKDB_OPTIONS = {
    "csv": "format csv, header",
    "jsonl": "format json",
    "parquet": "format parquet",
    "sql": "format csv, header false, quote '', escape '', delimiter '\\x01'",
}


def duckdb(format: str, rows: int, path: str) -> None:
    """range(), hash() and COPY on one thread."""
    import duckdb as engine

    from mockcraft.core.lists import load
    from mockcraft.formats.sql import STATEMENT_ROWS

    lists = {
        "first": load("first_names").rows["name"],
        "last": load("last_names").rows["name"],
        "domain": load("reserved_domains").rows["domain"],
        "country": load("countries").rows["name"],
        "word": load("words").rows["word"],
    }
    literals = {
        name: "[" + ", ".join(map(_literal, values)) + "]" for name, values in lists.items()
    }
    sizes = {name + "s": len(values) for name, values in lists.items()}
    select = _DUCKDB_ROWS.format(rows=rows, **literals, **sizes)
    if format == "sql":
        select = _DUCKDB_SQL.format(statement_rows=STATEMENT_ROWS, rows=rows, select=select)
    connection = engine.connect()
    connection.execute("set threads = 1; set preserve_insertion_order = false")
    for macro in _DUCKDB_MACROS:
        connection.execute(macro)
    connection.execute(f"copy ({select}) to '{path}' ({_DUCKDB_OPTIONS[format]})")


def _literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


CONTENDERS: dict[str, Callable[[int, str], None]] = {
    "mockcraft-csv": lambda rows, path: mockcraft("csv", rows, path),
    "mockcraft-jsonl": lambda rows, path: mockcraft("jsonl", rows, path),
    "mockcraft-sql": lambda rows, path: mockcraft("sql", rows, path),
    "mockcraft-parquet": lambda rows, path: mockcraft("parquet", rows, path),
    "faker-csv": lambda rows, path: write_csv(faker_rows(rows, True), path),
    "faker-jsonl": lambda rows, path: write_jsonl(faker_rows(rows, True), path),
    "mimesis-csv": lambda rows, path: write_csv(mimesis_rows(rows), path),
    "duckdb-csv": lambda rows, path: duckdb("csv", rows, path),
    "duckdb-jsonl": lambda rows, path: duckdb("jsonl", rows, path),
    "duckdb-sql": lambda rows, path: duckdb("sql", rows, path),
    "duckdb-parquet": lambda rows, path: duckdb("parquet", rows, path),
}


def main(name: str, rows: int, path: str) -> None:
    """Times a second run of the contender: the first pays for imports and tables."""
    from mockcraft.libraries import tune_libraries

    tune_libraries([name])  # as the command does
    make = CONTENDERS[name]
    make(max(rows // 50, 200), path)
    begun = time.process_time()
    make(rows, path)
    print((time.process_time() - begun) / rows * 1e6)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), sys.argv[3])
