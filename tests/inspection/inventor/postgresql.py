"""What schemas of PostgreSQL are invented of."""

from collections.abc import Sequence
from random import Random

from inspection.inventor import (
    Column,
    Engine,
    Table,
    add,
    circular,
    computed,
    joined,
    related,
    together,
)

HEAD = r"""
CREATE EXTENSION IF NOT EXISTS btree_gist;
CREATE EXTENSION IF NOT EXISTS citext;
CREATE TYPE mood AS ENUM ('sad', 'ok', 'very happy', 'it''s');
CREATE TYPE pair AS (a int, b text);
CREATE DOMAIN positive AS int CHECK (VALUE > 0);
CREATE DOMAIN small AS positive CHECK (VALUE < 5000);
CREATE DOMAIN mail AS text CHECK (VALUE ~ '^[a-z0-9.]+@[a-z]+\.[a-z]{2,3}$');
CREATE DOMAIN code AS varchar(12) CHECK (VALUE = upper(VALUE)) CHECK (length(VALUE) >= 3);
CREATE DOMAIN plain_code AS code CHECK (VALUE !~ '\s');
CREATE DOMAIN cost AS numeric(8,2) CHECK (VALUE >= 0);
CREATE DOMAIN cheer AS mood CHECK (VALUE <> 'sad');
CREATE DOMAIN recent AS date CHECK (VALUE > '2000-01-01');
CREATE DOMAIN tags AS text[] CHECK (cardinality(VALUE) BETWEEN 1 AND 4);
CREATE DOMAIN object AS jsonb CHECK (jsonb_typeof(VALUE) = 'object');
"""
CHECKS = {
    "int": [
        "{} >= 18", "{} BETWEEN 5 AND 900", "{} > -50 AND {} <= 400", "{} % 2 = 0", "{} IN (1, 2, 3, 5, 8)", "{} <> 7", "abs({}) < 1000",
        "{} = 5 OR {} > 10", "NOT ({} < 3)", "{} BETWEEN 1 AND 5 OR {} BETWEEN 100 AND 900", "{} NOT IN (0, 1, 13)", "{} & 1 = 0",
        "{} IS NULL OR {} > 100", "{} * 2 < 5000", "{} IS DISTINCT FROM 4", "{} = ANY (ARRAY[10, 20, 30])", "{}::text ~ '^[1-9]{3}$'",
        "{} >= 1900 AND {} <= extract(year FROM now())", "coalesce({}, 0) > 3", "mod({}, 10) = 0", "{} > ALL (ARRAY[1, 2, 3])", "int4range(1, 100) @> {}",
        "{}::bigint * 3 > 30", "-{} <= 0", "({} >= 0) IS TRUE", "({} < 0) IS NOT TRUE", "sign({}) = 1", "greatest({}, 5) = {}", "{} BETWEEN SYMMETRIC 9 AND 1",
        "{} = 1 OR {} = 2 OR {} = 4", "{} >> 2 = 3", "length({}::text) = 4",
    ],
    "smallint": ["{} > 0", "{} BETWEEN -5 AND 5", "{} <> 100", "{} >= 1 AND {} <= 12", "{} BETWEEN 0 AND 6"],
    "bigint": ["{} > 1500000000000", "{} BETWEEN 0 AND 9007199254740991", "{} % 5 = 0", "{} >= 2147483648", "{}::numeric < 1e15", "{} > 0"],
    "numeric(8,2)": [
        "{} > 0", "{} BETWEEN 0.5 AND 99.5", "{} <= 1000", "round({}, 1) = {}", "{} >= 10::numeric AND {} < 20", "{} > 0::numeric", "{} % 0.25 = 0",
        "({} * 100) % 5 = 0", "trunc({}) = {}", "{} IN (0.07, 0.19)", "{} <> 'NaN'", "scale({}) <= 2", "{} >= 0 AND {} <= 1",
    ],
    "numeric": ["{} > 0", "{} >= 0 AND {} <= 100", "{} = round({}, 3)", "{} BETWEEN -90 AND 90"],
    "double precision": ["{} BETWEEN 0 AND 1", "{} > -1.5", "{} IN (0.5, 1.5, 2.5)", "{} >= '-180'::integer::double precision AND {} <= 180", "{} = floor({})", "{} > 'NaN' OR {} < 'Infinity'"],
    "real": ["{} > 0", "{} BETWEEN -1 AND 1"],
    "text": [
        "length({}) = 12", "length({}) BETWEEN 4 AND 9", "{} IN ('a', 'b', 'it''s')", "{} LIKE 'x-%'", "{} ~ '^[A-Z][0-9]{3}$'", "{} = lower({})",
        "{} = upper({}) AND length({}) = 6", "trim({}) <> ''", "{} <> 'x' AND length({}) < 30", "{} LIKE '__-____'", "position(' ' in {}) = 0",
        "substr({}, 1, 1) = 'k'", "lower({}) IN ('small', 'large')", "{} LIKE '%@%.%'", "{} NOT LIKE '% %'", "length(trim({})) > 3",
        "{} = '' OR length({}) = 5", "replace({}, '-', '') = {}", "{} ~ '^[a-z]' AND length({}) <= 20", "{} > 'm'", "{} ~* '^[a-z]+$'", "{} !~ '[^a-z]'",
        "{} ILIKE '%foo%'", "char_length({}) <= 255", "octet_length({}) <= 40", "{} SIMILAR TO '(a|b)%'", "left({}, 4) = 'abc_'", "starts_with({}, 'acct_')",
        "{} ~ '^(https?|ftp)://'", "{} ~ '^\\+?[1-9]\\d{1,14}$'", "{}::uuid IS NOT NULL", "{} !~~ 'sys%'", "regexp_replace({}, '[0-9]', '', 'g') = ''",
        "{} IS NOT DISTINCT FROM btrim({})", "NOT ({} = '' OR {} LIKE ' %')", "{} = ANY (ARRAY['new'::text, 'old'::text])", "{} ~ '^#[0-9a-fA-F]{6}$'",
        "right({}, 4) = '.pdf'", "{} ~ '^[a-z0-9]+(-[a-z0-9]+)*$'", "length({}) >= 3 AND {} ~ '^[a-z][a-z0-9_]*$'", "split_part({}, ':', 2) <> ''",
        "array_length(string_to_array({}, '.'), 1) = 3", "{} = initcap({})", "ascii({}) BETWEEN 65 AND 90", "{} COLLATE \"C\" ~ '^[ -~]+$'", "{} ~ '\\S'",
        "char_length(btrim({}, E' \\t')) > 0", "{} !~ '^\\s' AND {} !~ '\\s$'", "({})::json IS NOT NULL", "{} ~ '^[^@\\s]+@[^@\\s]+$'", "{} LIKE ANY (ARRAY['%.png', '%.jpg'])",
        "length({}) % 2 = 0", "{} ~ '^\\d{4}-(0[1-9]|1[0-2])$'", "isfinite({}::date)", "{} ~ '^(?:[A-Za-z0-9+/]{4})*$'", "md5({}) <> ''",
    ],
    "varchar(8)": ["length({}) > 2", "{} ~ '^n[0-9]+$'", "{} = upper({})", "{} ~ '^[a-z]{2}(_[A-Z]{2})?$'", "{} <> ''"],
    "char(3)": ["{} = upper({})", "{} ~ '^[A-Z]{3}$'"],
    "citext": ["{} ~ '^[a-z]+$'", "length({}) > 5", "{} IN ('Yes', 'No')"],
    "date": [
        "{} >= '2020-01-01'", "{} BETWEEN '2024-01-01' AND '2024-12-31'", "{} < '1999-12-31'", "extract(dow FROM {}) BETWEEN 1 AND 5", "{} = date_trunc('month', {})",
        "{} <= current_date", "{} < current_date - interval '18 years'", "extract(day FROM {}) = 1", "isfinite({})", "date_part('year', {}) >= 2000", "{} <> '2024-02-29'",
        "{} = (date_trunc('month', {}) + interval '1 month' - interval '1 day')::date", "to_char({}, 'YYYY') = '2023'", "extract(isodow FROM {}) = 1", "{} > current_date",
    ],
    "time": ["{} >= '08:00:00'", "{} BETWEEN '09:00:00' AND '17:00:00'", "extract(minute FROM {}) % 15 = 0"],
    "timestamp": ["{} > '2021-06-01 00:00:00'", "{} <= now()", "date_trunc('hour', {}) = {}", "extract(hour FROM {}) BETWEEN 8 AND 17"],
    "timestamptz": ["{} > '2021-06-01'::timestamptz", "{} <= now()", "{} > now()", "date_trunc('day', {}, 'UTC') = {}", "{} < '2030-01-01 00:00:00+00'::timestamp with time zone"],
    "interval": ["{} > interval '0'", "{} BETWEEN interval '1 hour' AND interval '1 day'", "extract(epoch FROM {}) >= 60"],
    "boolean": ["{} IS NOT NULL", "{} IN (true, false)"],
    "bytea": ["length({}) = 16", "octet_length({}) BETWEEN 4 AND 20", "length({}) > 0"],
    "uuid": ["{} <> '00000000-0000-0000-0000-000000000000'"],
    "jsonb": [
        "jsonb_typeof({}) = 'object'", "jsonb_typeof({}) = 'array'", "{} ? 'type'", "({}->>'age')::int >= 18", "{} ->> 'kind' IN ('x', 'y')", "{} @> '{\"v\": 1}'",
        "{} ?& ARRAY['a', 'b']", "jsonb_array_length({}) > 0", "jsonb_typeof({}->'id') = 'number'", "jsonb_typeof({}) IN ('object', 'array')", "{} <> '[]'::jsonb",
        "{} IS NULL OR {} ? 'x'", "length({}::text) < 5000", "{} #>> '{a,b}' IS NOT NULL",
    ],
    "json": ["json_typeof({}) = 'object'", "({}->>'n') IS NOT NULL", "json_array_length({}) = 2"],
    "text[]": [
        "cardinality({}) > 0", "array_length({}, 1) <= 3", "'a' = ANY ({})", "{} <@ ARRAY['r', 'w']", "array_position({}, NULL) IS NULL", "{} <> ARRAY[]::text[]", "array_ndims({}) = 1",
        "cardinality({}) BETWEEN 1 AND 5 AND array_position({}, '') IS NULL",
    ],
    "int[]": ["0 < ALL ({})", "array_length({}, 1) = 3", "{}[1] >= 5", "cardinality({}) = 2 AND {}[1] < {}[2]"],
    "mood": ["{} <> 'sad'", "{} IN ('ok', 'it''s')", "{} > 'sad'"],
    "mood[]": ["cardinality({}) >= 1", "{} <@ ARRAY['ok', 'sad']::mood[]"],
    "pair": ["({}).a > 0", "({}).b IS NOT NULL"],
    "int4range": ["NOT isempty({})", "lower({}) >= 10", "upper({}) - lower({}) <= 100", "{} <@ int4range(0, 1000)"],
    "daterange": ["NOT isempty({})", "lower({}) >= '2020-01-01'", "upper_inf({})", "lower_inc({})"],
    "tstzrange": ["NOT isempty({})", "lower({}) IS NOT NULL AND upper({}) IS NOT NULL", "upper({}) - lower({}) < interval '30 days'"],
    "inet": ["family({}) = 4", "masklen({}) = 32", "{} << '10.0.0.0/8'"],
    "cidr": ["family({}) = 4"],
    "macaddr": ["{} <> '00:00:00:00:00:00'"],
    "bit(8)": ["{} <> B'00000000'", "bit_count({}) > 0"],
    "point": ["({})[0] BETWEEN -180 AND 180"],
    "money": ["{} > 0::money"],
    "positive": ["{} < 300", "{} % 2 = 1"],
    "small": ["{} <> 7", "{} >= 100"],
    "mail": ["length({}) <= 60", "{} LIKE '%.com'"],
    "code": ["{} ~ '^[A-Z]+$'", "length({}) = 5"],
    "plain_code": ["{} <> 'ABC'", "{} LIKE 'K%'"],
    "cost": ["{} < 50", "{} <> 13"],
    "cheer": ["{}::mood <> 'ok'"],
    "recent": ["{} < '2020-01-01'"],
    "tags": ["cardinality({}) = 2"],
    "object": ["{} ? 'name'"],
    "xml": [],
    "tsvector": [],
    "int8range": [],
}  # fmt: skip
_NUMBERS = [
    ["{} >= 10", "{} > 0", "{} IS NOT NULL"],
    ["{} <= 9000", "{} < 5000", "NOT {} > 1000"],
    ["{} % 2 = 0", "{} <> 50", "{} NOT IN (20, 30)"],
]
_TEXTS = [
    [
        "length({}) BETWEEN 4 AND 40",
        "char_length({}) <= 30",
        "length({}) >= 3",
        "octet_length({}) < 100",
    ],
    [
        "{} = lower({})",
        "{} ~ '^[a-z0-9_-]+$'",
        "{} !~ '\\s'",
        "{} NOT LIKE '% %'",
        "{} = btrim({})",
    ],
    ["{} <> ''", "{} IS NOT NULL", "trim({}) <> ''"],
    ["{} NOT IN ('admin', 'root')", "{} LIKE 'k%'", "{} !~ '^[0-9]'", "left({}, 1) <> '-'"],
]
FACETS = {
    "int": _NUMBERS,
    "bigint": _NUMBERS,
    "numeric(8,2)": [["{} >= 0", "{} > 1"], ["{} < 1000", "{} <= 99.99"], ["round({}) = {}", "{} <> 5"]],
    "text": _TEXTS,
    "date": [["{} >= '2001-01-01'", "{} > '2010-05-05'"], ["{} < '2024-01-01'", "{} <= current_date"], ["{} <> '2015-01-01'", "extract(dow FROM {}) <> 0"]],
    "timestamptz": [["{} >= '2001-01-01'"], ["{} < '2024-01-01'", "{} <= now()"]],
}  # fmt: skip
WIDE = (
    "int",
    "bigint",
    "text",
    "uuid",
    "timestamptz",
    "date",
    "mail",
    "citext",
    "numeric",
    "small",
)
RELATIONS = (
    (("int", "int"), "{0} <= {1}"), (("int", "int"), "{0} < {1}"), (("int", "int"), "{0} <> {1}"), (("int", "int"), "{0} + {1} = 100 AND {0} >= 0 AND {1} >= 0"),
    (("int", "int"), "{0} + {1} <= 100"), (("int", "int"), "{0} * {1} < 10000 AND {0} > 0 AND {1} > 0"), (("int", "int"), "{1} BETWEEN {0} AND {0} + 10"),
    (("int", "int", "int"), "{0} <= {1} AND {1} <= {2}"), (("int", "int", "int"), "{2} BETWEEN {0} AND {1}"), (("int", "int"), "{0} = {1} OR {1} > 100"),
    (("int", "int"), "{0} >= 2 * {1}"), (("int", "int", "int"), "{0} + {1} + {2} = 100 AND {0} >= 0 AND {1} >= 0 AND {2} >= 0"), (("int", "int"), "{0} % 10 = {1} % 10"),
    (("smallint", "smallint"), "{0} < {1}"), (("bigint", "int"), "{0} > {1}"), (("int", "int"), "{0} - {1} BETWEEN 1 AND 5"), (("int", "int"), "abs({0} - {1}) <= 3"),
    (("int", "int"), "least({0}, {1}) >= 0"), (("int", "int"), "{0} > 0 OR {1} > 0"), (("int", "int"), "({0} > 0) <> ({1} > 0)"), (("int", "int"), "{0} / 2 >= {1}"),
    (("date", "date"), "{0} <= {1}"), (("date", "date?"), "{1} IS NULL OR {1} > {0}"), (("date", "date"), "{1} >= {0} AND {1} - {0} <= 30"), (("date", "date"), "{1} < {0} + 365"),
    (("date", "date", "date"), "{0} <= {1} AND {1} < {2}"), (("date", "int"), "{1} = extract(year FROM {0})"), (("date", "date"), "{1} >= {0} + interval '1 month'"),
    (("date!", "date!"), "{1} <= {0} + interval '18 years' AND {1} >= {0}"), (("date", "int"), "{1} = date_part('month', {0})::int"), (("date?", "date?"), "coalesce({0}, {1}) IS NOT NULL"),
    (("timestamptz", "timestamptz"), "{1} > {0}"), (("timestamptz", "timestamptz"), "{1} >= {0} AND {1} <= {0} + interval '90 days'"), (("timestamp", "date"), "{0}::date = {1}"),
    (("timestamp", "timestamp"), "date_trunc('day', {0}) = date_trunc('day', {1})"), (("timestamp", "interval", "timestamp"), "{2} = {0} + {1}"), (("time", "time"), "{0} < {1}"),
    (("timestamptz", "timestamptz", "timestamptz?"), "{0} <= {1} AND ({2} IS NULL OR {2} >= {1})"), (("timestamptz?", "text?"), "({0} IS NULL) = ({1} IS NULL)"),
    (("numeric(10,2)", "numeric(10,2)", "numeric(10,2)"), "{2} = {0} - {1} AND {1} >= 0 AND {1} <= {0}"), (("numeric(8,2)", "int", "numeric(12,2)"), "{2} = {0} * {1}"),
    (("numeric(8,2)", "numeric(8,2)"), "{1} >= 0 AND {1} < {0}"), (("numeric(8,2)", "numeric(4,3)", "numeric(12,2)"), "{2} = round({0} * {1}, 2)"), (("numeric(8,2)", "numeric(8,2)"), "{0} * 1.2 >= {1}"),
    (("text", "text"), "{0} <> {1}"), (("text", "text"), "{1} = lower({0})"), (("text", "text"), "char_length({0}) + char_length({1}) <= 60"), (("text", "text"), "length({0}) >= length({1})"),
    (("text", "text"), "{1} LIKE {0} || '%'"), (("text", "text"), "position({0} in {1}) > 0"), (("text", "int"), "length({0}) = {1}"), (("text", "char(1)"), "{1} = left({0}, 1)"),
    (("text", "text"), "{1} = md5({0})"), (("text", "text", "text"), "{2} = {0} || ' ' || {1}"), (("text", "text"), "{0} IS DISTINCT FROM {1}"), (("text?", "text?"), "{0} <> '' OR {1} <> ''"),
    (("text!", "timestamptz?"), "{0} IN ('new', 'paid') AND ({0} = 'paid') = ({1} IS NOT NULL)"), (("text!", "text?"), "{0} IN ('a', 'b', 'c') AND ({0} <> 'c' OR {1} IS NOT NULL)"),
    (("text!", "int?", "text?"), "({0} = 'n' AND {1} IS NOT NULL AND {2} IS NULL) OR ({0} = 't' AND {2} IS NOT NULL AND {1} IS NULL)"),
    (("text!", "int"), "CASE {0} WHEN 'low' THEN {1} BETWEEN 1 AND 3 WHEN 'high' THEN {1} BETWEEN 8 AND 10 ELSE false END"), (("text!", "int"), "{0} IN ('pct', 'abs') AND ({0} <> 'pct' OR {1} <= 100)"),
    (("mood!", "text?"), "{0} = 'ok' OR {1} IS NOT NULL"), (("mood!", "mood!"), "{0} < {1}"), (("mood!", "timestamptz?"), "CASE WHEN {0} = 'sad' THEN {1} IS NULL ELSE {1} IS NOT NULL END"),
    (("mood!", "int!"), "({0} = 'sad' AND {1} < 10) OR ({0} <> 'sad' AND {1} >= 10)"), (("mood", "text"), "{0}::text = {1}"),
    (("boolean!", "text?"), "NOT {0} OR {1} IS NOT NULL"), (("boolean!", "boolean!"), "{0} OR {1}"), (("boolean!", "boolean!"), "NOT ({0} AND {1})"), (("boolean!", "timestamptz?"), "{0} = ({1} IS NOT NULL)"),
    (("boolean!", "boolean!", "boolean!"), "{0}::int + {1}::int + {2}::int = 1"), (("boolean", "int"), "{0} IS TRUE OR {1} > 0"), (("boolean?", "boolean?"), "{0} IS NOT TRUE OR {1} IS TRUE"),
    (("int?", "text?"), "num_nonnulls({0}, {1}) = 1"), (("int?", "text?", "date?"), "num_nonnulls({0}, {1}, {2}) <= 1"), (("int?", "uuid?", "date?"), "num_nonnulls({0}, {1}, {2}) >= 1"),
    (("int?", "text?", "date?"), "num_nulls({0}, {1}, {2}) IN (0, 3)"), (("int?", "text?"), "({0} IS NULL) <> ({1} IS NULL)"), (("int?", "uuid?"), "NOT ({0} IS NOT NULL AND {1} IS NOT NULL)"),
    (("int?", "int?", "int?"), "({0} IS NOT NULL)::int + ({1} IS NOT NULL)::int + ({2} IS NOT NULL)::int = 1"), (("text?", "date?"), "CASE WHEN {0} IS NULL THEN {1} IS NULL ELSE {1} IS NOT NULL END"),
    (("int?", "int?"), "({0} IS NULL AND {1} IS NULL) OR ({0} > 0 AND {1} > {0})"), (("int?", "text?"), "{0} IS NULL OR {1} IS NOT NULL"), (("int?", "text?"), "({0}, {1}) IS NOT NULL"),
    (("text[]", "int[]"), "cardinality({0}) = cardinality({1})"), (("text[]", "text[]"), "{1} <@ {0}"), (("text[]", "text"), "{1} = ANY ({0})"), (("int[]", "int"), "cardinality({0}) = {1}"),
    (("jsonb", "text"), "{0} ->> 'kind' = {1}"), (("jsonb!", "text!"), "{1} IN ('o', 'a') AND ({1} <> 'o' OR jsonb_typeof({0}) = 'object')"), (("jsonb?", "jsonb?"), "{0} IS NULL OR {1} IS NULL"),
    (("int4range", "int"), "{1} <@ {0}"), (("daterange", "date"), "lower({0}) = {1}"), (("int4range", "int4range"), "NOT {0} && {1}"), (("inet", "cidr"), "{0} << {1}"),
    (("uuid?", "uuid?"), "{0} IS NULL OR {0} <> {1}"), (("int", "text"), "{1} = {0}::text"), (("date", "text"), "{1} = to_char({0}, 'YYYY-MM')"), (("bytea", "int"), "octet_length({0}) = {1}"),
)  # fmt: skip


def partial(random: Random, engine: Engine, table: Table, tables: Sequence[Table]) -> None:
    """A unique index of some rows, on a column that may be a key."""
    able = [
        each.name
        for each in table.columns
        if (each.type in engine.wide and each.name not in table.said) or each.name.endswith("_id")
    ]
    if not able or table.tail:
        return
    name = random.choice(able)
    kind = random.choice(["gone", "flag", "state", "mood", "value", "not"])
    if kind == "gone":
        where = f"{engine.quoted(_new(table, 'deleted_at', 'timestamptz', False))} IS NULL"
    elif kind == "flag":
        where = engine.quoted(_new(table, "is_default", "boolean", True))
    elif kind == "state":
        where = f"{engine.quoted(_new(table, 'stage', 'text', True, ('open', 'done')))} = 'open'"
    elif kind == "mood":
        where = (
            f"{engine.quoted(_new(table, 'how', 'mood', random.random() < 0.5))} IN ('ok', 'sad')"
        )
    elif kind == "not":
        where = f"NOT {engine.quoted(_new(table, 'archived', 'boolean', True))}"
    else:
        where = f"{engine.quoted(name)} IS NOT NULL"
    table.after.append(
        f"CREATE UNIQUE INDEX ON {engine.quoted(table.name)} ({engine.quoted(name)}) WHERE {where}"
    )


def expression(random: Random, engine: Engine, table: Table, tables: Sequence[Table]) -> None:
    """A unique index of an expression over new columns."""
    if table.tail:
        return
    types, text = random.choice((
        (("text",), "lower({0})"), (("text",), "md5({0})"), (("text", "text"), "({0} || ':' || {1})"), (("text!", "int?"), "lower({0}), coalesce({1}, 0)"),
        (("varchar(40)",), "lower({0}::text)"), (("text",), "upper({0})"), (("text!",), "btrim({0})"), (("text", "text"), "lower({0}), lower({1})"), (("jsonb!",), "({0}->>'id')"),
        (("timestamptz!", "int!"), "{1}, (({0} AT TIME ZONE 'UTC')::date)"), (("int!", "int!"), "least({0}, {1}), greatest({0}, {1})"), (("text",), "substr({0}, 1, 8)"), (("text",), "('x' || {0})"),
        (("date!", "text!"), "extract(year FROM {0}), {1}"), (("text", "text"), "md5({0} || {1})"), (("text?", "text?"), "coalesce({0}, {1})"), (("int!",), "abs({0})"), (("text",), "left({0}, 10)"),
        (("text",), "replace({0}, '-', '')"), (("text",), "hashtext({0})"), (("citext",), "({0}::text)"), (("uuid",), "({0}::text)"), (("text", "int?"), "{0}, ({1} IS NULL)"),
        (("boolean?", "text!"), "coalesce({0}, false), {1}"), (("text!",), "sha256({0}::bytea)"), (("numeric(12,4)",), "round({0}, 2)"), (("int!",), "({0} + 1)"), (("text",), "(regexp_replace({0}, '\\s', '', 'g'))"),
    ))  # fmt: skip
    names = [add(random, table, each) for each in types]
    table.said.update(names)
    table.after.append(
        f"CREATE UNIQUE INDEX ON {engine.quoted(table.name)} ({text.format(*map(engine.quoted, names))})"
    )


def alike_nulls(random: Random, engine: Engine, table: Table, tables: Sequence[Table]) -> None:
    """A unique to which NULLs are alike, or one that is checked at the commit."""
    names = [
        add(random, table, random.choice(("int", "text", "uuid", "date")))
        for _ in range(random.randint(1, 2))
    ]
    if table.tail:
        return
    table.said.update(names)
    kind = random.choice(
        (
            "UNIQUE NULLS NOT DISTINCT ({})",
            "UNIQUE ({}) DEFERRABLE INITIALLY DEFERRED",
            "UNIQUE ({0})",
        )
    )
    table.lines.append(kind.format(engine.listed(names)))


def exclusion(random: Random, engine: Engine, table: Table, tables: Sequence[Table]) -> None:
    """Rows that exclude one another: by spans, alone, beside another column, or of some rows."""
    if table.tail:
        return
    types, text = random.choice((
        (("int4range",), "{0} WITH &&"), (("daterange!", "int!"), "{1} WITH =, {0} WITH &&"), (("tstzrange!", "uuid"), "{1} WITH =, {0} WITH &&"),
        (("timestamp!", "timestamp!"), "tsrange({0}, {1}) WITH &&"), (("date!", "date?", "int!"), "{2} WITH =, daterange({0}, {1}, '[)') WITH &&"),
        (("int!", "int!"), "int4range({0}, {1}) WITH &&"), (("text!",), "{0} WITH ="), (("tstzrange!", "boolean!", "int!"), "{2} WITH =, {0} WITH &&) WHERE (NOT {1}"),
        (("timestamptz!", "timestamptz!", "text!"), "{2} WITH =, tstzrange({0}, {1}) WITH &&"), (("int!", "int!"), "{0} WITH =, {1} WITH <>"), (("daterange!", "mood!"), "{0} WITH &&, {1} WITH ="),
        (("text!", "tsrange!"), "lower({0}) WITH =, {1} WITH &&"), (("cidr!",), "{0} inet_ops WITH &&"), (("int!", "daterange!"), "{0} WITH =, {1} WITH -|-"),
    ))  # fmt: skip
    names = [add(random, table, each) for each in types]
    table.said.update(names)
    quoted = [*map(engine.quoted, names)]
    if "range({0}, {1}" in text:
        table.lines.append(f"CHECK ({quoted[0]} < {quoted[1]})")
    table.lines.append(f"EXCLUDE USING gist ({text.format(*quoted)})")


def generated(random: Random, engine: Engine, table: Table, tables: Sequence[Table]) -> None:
    """A column that is computed, unique or checked."""
    choice = random.choice((
        (("int", "int"), "int", "{0} + {1}", ("", "{} > 0", "{} < 500")), (("text!", "text!"), "text", "{0} || ' ' || {1}", ("", "UNIQUE", "length({}) < 60")),
        (("text!",), "text", "lower({0})", ("UNIQUE", "{} <> ''", "")), (("numeric(8,2)",), "numeric(12,2)", "{0} * 1.19", ("", "{} < 5000")), (("jsonb!",), "text", "{0} ->> 'id'", ("", "UNIQUE", "{} IS NOT NULL")),
        (("date",), "int", "extract(year FROM {0})::int", ("", "{} BETWEEN 2000 AND 2030")), (("text",), "tsvector", "to_tsvector('simple', coalesce({0}, ''))", ("",)), (("int!",), "int", "{0} * 2", ("UNIQUE", "")),
        (("text!",), "text", "md5({0})", ("UNIQUE", "")), (("boolean!", "text?"), "text", "CASE WHEN {0} THEN {1} ELSE 'none' END", ("", "{} IS NOT NULL")), (("int", "int"), "boolean", "{0} > {1}", ("", "{}")),
    ))  # fmt: skip
    computed(random, engine, table, choice, "GENERATED ALWAYS AS ({}) STORED")


def cut(random: Random, engine: Engine, table: Table, tables: Sequence[Table]) -> None:
    """Partitions, by a new column that the primary key has too."""
    itself = f"REFERENCES {engine.quoted(table.name)}"
    if table.after or any(
        each.startswith(("UNIQUE", "EXCLUDE")) or itself in each for each in table.lines
    ):
        return
    type_, by, bounds = random.choice((
        ("date", "RANGE", ["FROM ('2023-01-01') TO ('2024-01-01')", "FROM ('2024-01-01') TO ('2025-01-01')"]), ("timestamptz", "RANGE", ["FROM ('2024-01-01') TO ('2024-02-01')", "FROM ('2024-03-01') TO ('2024-04-01')"]),
        ("int", "RANGE", ["FROM (MINVALUE) TO (100)", "FROM (100) TO (MAXVALUE)"]), ("text", "LIST", ["IN ('north', 'south')", "IN ('east')"]), ("mood", "LIST", ["IN ('sad', 'ok')", "IN ('very happy')"]),
        ("int", "LIST", ["IN (1, 2, 3)", "IN (7)"]), ("int", "HASH", ["WITH (MODULUS 2, REMAINDER 0)", "WITH (MODULUS 2, REMAINDER 1)"]), ("boolean", "LIST", ["IN (true)", "IN (false)"]),
        ("uuid", "HASH", ["WITH (MODULUS 2, REMAINDER 0)", "WITH (MODULUS 2, REMAINDER 1)"]), ("text", "RANGE", ["FROM ('a') TO ('m')", "FROM ('m') TO ('z')"]), ("bigint", "HASH", ["WITH (MODULUS 3, REMAINDER 0)", "WITH (MODULUS 3, REMAINDER 2)"]),
    ))  # fmt: skip
    name = f"cut_{len(table.columns)}"
    table.columns.append(Column(name, type_, True))
    table.said.add(name)
    if table.key:
        table.key = (*table.key, name)
    table.tail = f" PARTITION BY {by} ({engine.quoted(name)})"
    few = random.randint(1, len(bounds))
    for place, bound in enumerate(bounds[:few]):
        table.after.append(
            f"CREATE TABLE {engine.quoted(f'{table.name}_p{place}')} PARTITION OF {engine.quoted(table.name)} FOR VALUES {bound}"
        )
    if by != "HASH" and random.random() < 0.5:
        table.after.append(
            f"CREATE TABLE {engine.quoted(f'{table.name}_rest')} PARTITION OF {engine.quoted(table.name)} DEFAULT"
        )


def inherited(random: Random, engine: Engine, table: Table, tables: Sequence[Table]) -> None:
    """A child by inheritance, with a column and a check of its own."""
    if not table.tail:
        quoted = engine.quoted(table.name)
        table.after.append(
            f"CREATE TABLE {engine.quoted(f'{table.name}_more')} (extra int NOT NULL CHECK (extra > 5), kind text DEFAULT 'x') INHERITS ({quoted})"
        )


def waiting(random: Random, engine: Engine, table: Table, tables: Sequence[Table]) -> None:
    """A key to itself that must have a value, or that waits for the commit."""
    if table.key == ("id",):
        more = random.choice((" DEFERRABLE INITIALLY DEFERRED", "", " DEFERRABLE"))
        table.columns.append(Column("root_id", table.type_of("id"), True))
        table.said.add("root_id")
        table.lines.append(
            f"FOREIGN KEY (root_id) REFERENCES {engine.quoted(table.name)} (id){more}"
        )
        rule = random.choice(("", "", "UNIQUE (root_id)"))
        if rule:
            table.lines.append(rule)


def _new(table: Table, name: str, type_: str, full: bool, labels: Sequence[str] = ()) -> str:
    if name not in {each.name for each in table.columns}:
        table.columns.append(Column(name, type_, full))
        table.said.add(name)
        if labels:
            table.lines.append(f"CHECK ({name} IN ({', '.join(repr(each) for each in labels)}))")
    return name


ENGINE = Engine(
    '"', CHECKS, FACETS, WIDE, ("json", "point", "xml"), RELATIONS,
    (("int", "GENERATED ALWAYS AS IDENTITY"), ("bigint", "GENERATED BY DEFAULT AS IDENTITY"), ("int", ""), ("uuid", "DEFAULT gen_random_uuid()"), ("text", ""), ("uuid", ""), ("varchar(20)", ""), ("small", ""), ("plain_code", "")),
    (cut, related, together, joined, partial, expression, alike_nulls, exclusion, generated, inherited, circular, waiting), HEAD,
)  # fmt: skip
