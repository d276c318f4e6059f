"""Checks that no generator meets by itself, in PostgreSQL databases that exist: the database is asked what passes."""

import re

import pytest

from inspection import audit
from inspection.audit import filled_whole
from inspection.databases import rows
from mockcraft.inspection.columns.distinct import distinct
from mockcraft.inspection.columns.forms import fitted
from mockcraft.inspection.columns.meeting import meeting

DOMAINS = r"""
    CREATE TABLE secrets (id int PRIMARY KEY,
        pw text NOT NULL CHECK (length(pw) >= 8 AND pw ~ '[0-9]' AND pw ~ '[a-z]' AND pw ~ '[A-Z]'));
    CREATE DOMAIN wt_public_id AS text CHECK (length(trim(VALUE)) > 10);
    CREATE DOMAIN wt_private_id AS text NOT NULL CHECK (length(trim(VALUE)) > 10);
    CREATE DOMAIN wt_scope_id AS text CHECK (length(trim(VALUE)) = 12 OR VALUE = 'global');
    CREATE DOMAIN wt_timestamp AS timestamptz DEFAULT current_timestamp;
    CREATE DOMAIN wt_version AS bigint DEFAULT 1 NOT NULL CONSTRAINT v CHECK (VALUE > 0);
    CREATE DOMAIN wt_email AS text CHECK (length(trim(VALUE)) > 0) CHECK (length(trim(VALUE)) < 320);
    CREATE DOMAIN wt_url AS text CHECK (length(trim(VALUE)) > 3) CHECK (length(trim(VALUE)) < 4000) CHECK (VALUE ~ 'https?:\/\/*');
    CREATE DOMAIN wt_name AS text CHECK (length(trim(VALUE)) > 0);
    CREATE DOMAIN wt_tag AS text CHECK (length(trim(VALUE)) > 0 AND length(trim(VALUE)) <= 512 AND VALUE = lower(trim(VALUE)));
    CREATE DOMAIN day_of_week AS smallint CHECK (VALUE BETWEEN 0 AND 6);
    CREATE DOMAIN us_postal AS text CHECK (VALUE ~ '^\d{5}$' OR VALUE ~ '^\d{5}-\d{4}$');
    CREATE DOMAIN posint AS int CHECK (VALUE >= 0);
    CREATE DOMAIN small_posint AS posint CHECK (VALUE < 100);
    CREATE DOMAIN tiny_posint AS small_posint NOT NULL CHECK (VALUE <> 7);
    CREATE DOMAIN cur AS char(3) CHECK (VALUE ~ '^[A-Z]{3}$');
    CREATE DOMAIN intarr AS int[] CHECK (array_length(VALUE,1) = 3);
    CREATE DOMAIN objj AS jsonb CHECK (jsonb_typeof(VALUE) = 'object');
    CREATE TABLE iam_scope (public_id wt_scope_id PRIMARY KEY, create_time wt_timestamp,
        update_time wt_timestamp, name text,
        type text NOT NULL CHECK (type IN ('unknown','global','org','project')), description text,
        parent_id text REFERENCES iam_scope (public_id) ON DELETE CASCADE,
    CONSTRAINT only_known CHECK ((type = 'global' AND parent_id IS NULL) OR (type IN ('org','project') AND parent_id IS NOT NULL) ));
    CREATE TABLE acct (public_id wt_public_id PRIMARY KEY,
        scope_id wt_scope_id NOT NULL REFERENCES iam_scope, name wt_name, email wt_email, url wt_url,
        version wt_version, tag wt_tag NOT NULL, dow day_of_week NOT NULL, zip us_postal NOT NULL,
        n tiny_posint, c cur NOT NULL, arr intarr NOT NULL, j objj NOT NULL, UNIQUE (scope_id, name),
        UNIQUE (scope_id, public_id));
    CREATE TABLE acct2 (private_id wt_private_id PRIMARY KEY, acct_id wt_public_id NOT NULL,
        scope_id wt_scope_id NOT NULL, FOREIGN KEY (scope_id, acct_id) REFERENCES acct (scope_id, public_id),
        UNIQUE (acct_id));
"""
ROWS = r"""
    CREATE TABLE gl (id bigint PRIMARY KEY, name text, title text NOT NULL, a int, b int,
        c bigint DEFAULT 0 NOT NULL, group_id bigint, project_id bigint, org_id bigint, sha bytea NOT NULL,
        kind smallint DEFAULT 0 NOT NULL, ptr text, starts date, ends date, at timestamptz,
        val jsonb DEFAULT '{}' NOT NULL, color text DEFAULT '#fff' NOT NULL, tags text[], pct numeric,
        email text, ip inet,
    CONSTRAINT c1 CHECK (char_length(name) <= 255), CONSTRAINT c2 CHECK (title <> ''), CHECK ((name IS NOT NULL)), CHECK (a >= 0 OR a IS NULL), CHECK ((a IS NULL) = (b IS NULL)), CHECK (num_nonnulls(group_id, project_id, org_id) <= 1), CHECK (octet_length(sha) = 20), CHECK (kind = ANY (ARRAY[0,1,2])), CHECK (kind <> 1 OR ptr IS NOT NULL), CHECK (starts IS NULL OR ends IS NULL OR starts <= ends), CHECK (at IS NULL OR date_trunc('hour', at) = at), CHECK (val ? 'x' OR val = '{}'::jsonb), CHECK (color ~ '^#[0-9a-f]{3,6}$'), CHECK (array_length(tags,1) <= 10), CHECK (pct >= 0 AND pct <= 100), CHECK (email ~* '^[a-z0-9._%-]+@[a-z0-9.-]+[.][a-z]+$'), CHECK (family(ip) = 4), CHECK (jsonb_typeof(val) = 'object'), CHECK (char_length(ptr) <= 5));
    CREATE TABLE pay (id int PRIMARY KEY, method text NOT NULL, card text, iban text,
        amount numeric(10,2) NOT NULL, fee numeric(10,2) NOT NULL, net numeric(10,2) NOT NULL,
        currency char(3) NOT NULL, status text NOT NULL, paid_at timestamp, refunded_at timestamp,
    CHECK (CASE method WHEN 'card' THEN card IS NOT NULL WHEN 'sepa' THEN iban IS NOT NULL ELSE false END), CHECK (net = amount - fee), CHECK (fee >= 0 AND fee <= amount), CHECK (currency = upper(currency)), CHECK (currency ~ '^[A-Z]{3}$'), CHECK (status IN ('new','paid','refunded')), CHECK ((status = 'paid' AND paid_at IS NOT NULL) OR (status = 'refunded' AND paid_at IS NOT NULL AND refunded_at IS NOT NULL AND refunded_at > paid_at) OR (status = 'new' AND paid_at IS NULL AND refunded_at IS NULL)), CHECK (amount > 0));
    CREATE TABLE fl (id int PRIMARY KEY, is_a bool NOT NULL, is_b bool NOT NULL, CHECK (is_a OR is_b),
        CHECK (NOT (is_a AND is_b)), c bool, CHECK (is_a IS TRUE OR c IS NOT TRUE), type text NOT NULL,
        CHECK ((type = 'A') = is_a), aval int, CHECK (NOT is_a OR aval IS NOT NULL), CHECK (type IN ('A','B')));
"""
MOMENTS = r"""
    CREATE TABLE ev (id int PRIMARY KEY, d date NOT NULL CHECK (extract(dow FROM d) BETWEEN 1 AND 5),
        m date NOT NULL CHECK (m = date_trunc('month', m)),
        y int NOT NULL CHECK (y >= 1900 AND y <= extract(year FROM now())),
        tm time NOT NULL CHECK (tm >= '08:00' AND tm < '18:00'),
        dur interval NOT NULL CHECK (dur > interval '0' AND dur <= interval '1 day'), s timestamptz NOT NULL,
        e timestamptz NOT NULL CHECK (e > s AND e < s + interval '30 days'),
        dow int NOT NULL CHECK (dow = extract(dow FROM d)), yr int NOT NULL CHECK (yr = extract(year FROM d)),
        born date NOT NULL CHECK (born < current_date - interval '18 years'),
        q text NOT NULL CHECK (q IN ('Q1','Q2','Q3','Q4')),
        eom date CHECK (eom = (date_trunc('month', eom) + interval '1 month' - interval '1 day')::date));
"""
DOCUMENTS = r"""
    CREATE TABLE js (id int PRIMARY KEY,
        a jsonb NOT NULL CHECK (jsonb_typeof(a) = 'array' AND jsonb_array_length(a) > 0),
        o jsonb NOT NULL CHECK (o ? 'type' AND o ? 'value'),
        o2 jsonb NOT NULL CHECK (jsonb_typeof(o2->'id') = 'number'),
        o3 jsonb NOT NULL CHECK ((o3->>'kind') IN ('x','y')),
        o4 json NOT NULL CHECK (json_typeof(o4) = 'object'), o5 jsonb NOT NULL CHECK (o5 ?& ARRAY['a','b']),
        o6 jsonb NOT NULL CHECK ((o6->>'age')::int >= 18), s jsonb NOT NULL CHECK (jsonb_typeof(s) = 'string'),
        nn jsonb CHECK (nn IS NULL OR jsonb_typeof(nn) IN ('object','array')),
        o7 jsonb NOT NULL CHECK (o7 @> '{"v": 1}'), o8 jsonb NOT NULL CHECK (o8 IS DISTINCT FROM 'null'::jsonb),
        o9 jsonb NOT NULL CHECK (pg_column_size(o9) < 1000));
"""
TEXTS = r"""
    CREATE TABLE txt (id int PRIMARY KEY, a text NOT NULL CHECK (a LIKE 'x%' AND length(a) = 5),
        b text NOT NULL CHECK (b NOT LIKE '% %'),
        c text NOT NULL CHECK (c = lower(c) AND c = trim(c) AND c <> ''),
        d text NOT NULL CHECK (d ~ '^[a-z][a-z0-9_-]*$' AND length(d) BETWEEN 3 AND 10),
        e text NOT NULL CHECK (e !~ '[^a-z]'), f text NOT NULL CHECK (position('@' in f) > 1),
        g text NOT NULL CHECK (left(g, 4) = 'abc_'), h text NOT NULL CHECK (substr(h, 1, 1) IN ('A','B')),
        i text NOT NULL CHECK (upper(i) = i AND length(i) >= 2),
        j text NOT NULL CHECK (starts_with(j, 'acct_')), k text NOT NULL CHECK (k ~ '^(https?|ftp)://'),
        l text NOT NULL CHECK (l SIMILAR TO '(a|b)%'), m text NOT NULL CHECK (char_length(m) > 30),
        n text NOT NULL CHECK (n ILIKE '%foo%'), o text NOT NULL CHECK (length(o) = 64 AND o ~ '^[0-9a-f]+$'),
        p text NOT NULL CHECK (p ~ '^\+?[1-9]\d{1,14}$'),
        q text NOT NULL CHECK (q <> '' AND q IS NOT NULL AND length(trim(both from q)) > 0),
        r text NOT NULL CHECK (octet_length(r) <= 3), s varchar(5) NOT NULL CHECK (s ~ '^\d+$'),
        t text NOT NULL CHECK (t::uuid IS NOT NULL),
        u text NOT NULL CHECK (u ~ '^[A-Z]{2}[0-9]{2}' AND length(u) <= 34),
        v text NOT NULL CHECK (lower(v) IN ('yes','no')),
        w text NOT NULL CHECK (regexp_replace(w, '[0-9]', '', 'g') = ''),
        x text NOT NULL CHECK (x NOT IN ('admin','root') AND x !~~ 'sys%'),
        y text NOT NULL CHECK (reverse(y) = y), z text NOT NULL CHECK (z IS NOT DISTINCT FROM btrim(z)));
"""
NUMBERS = r"""
    CREATE TABLE num (id int PRIMARY KEY, a int NOT NULL CHECK (a % 5 = 0),
        b int NOT NULL CHECK (b & 1 = 1), c int NOT NULL CHECK (c BETWEEN 10 AND 20 OR c BETWEEN 30 AND 40),
        d int NOT NULL CHECK (d <> 0), e numeric(5,2) NOT NULL CHECK (e > 0 AND e < 1),
        f float8 NOT NULL CHECK (f >= -90 AND f <= 90), g int NOT NULL,
        h int NOT NULL CHECK (g + h = 100 AND g >= 0 AND h >= 0), i int NOT NULL CHECK (abs(i) <= 10),
        j numeric NOT NULL CHECK (j = round(j, 2)), k int NOT NULL CHECK (k IN (1,2,4,8)), l int, m int,
        CHECK (l IS NOT NULL OR m IS NOT NULL), n int NOT NULL, o int NOT NULL CHECK (n < o AND o < n + 10),
        p int NOT NULL CHECK (p >= 0 AND p <= 100 AND mod(p, 10) = 0),
        q bigint NOT NULL CHECK (q > 1500000000000), r int NOT NULL CHECK (r > ALL (ARRAY[1,2,3])),
        s int NOT NULL, t int NOT NULL CHECK (s * t < 100 AND s > 0 AND t > 0),
        u int NOT NULL CHECK (greatest(u, 5) = u), v int NOT NULL CHECK (coalesce(v, 0) > 3), w int, x int,
        y int, CHECK (coalesce(w, x, y) IS NOT NULL),
        CHECK ((w IS NOT NULL)::int + (x IS NOT NULL)::int + (y IS NOT NULL)::int = 1),
        z real NOT NULL CHECK (z = floor(z)));
    CREATE TABLE rel (id int PRIMARY KEY, parent_id int REFERENCES rel CHECK (parent_id <> id),
        a int REFERENCES rel, b int REFERENCES rel, CHECK (a <> b), CHECK (a < b),
        follower int NOT NULL REFERENCES num, followee int NOT NULL REFERENCES num, UNIQUE (follower, followee),
        CHECK (follower <> followee));
    CREATE TABLE ord (u1 int NOT NULL REFERENCES num, u2 int NOT NULL REFERENCES num, PRIMARY KEY (u1, u2),
        CHECK (u1 < u2));
"""
FUNCTIONS = r"""
    CREATE FUNCTION is_code(t text) RETURNS bool LANGUAGE sql IMMUTABLE AS $$ SELECT t IN ('a', 'b') $$;
    CREATE TABLE coded (id int PRIMARY KEY, code text NOT NULL CHECK (is_code(code)), more text DEFAULT 'a' NOT NULL CHECK (is_code(more)),
        digest text DEFAULT 'abc' NOT NULL CHECK (md5(digest) = md5('abc')), price numeric(10,2) NOT NULL,
        tax numeric(10,2) GENERATED ALWAYS AS (price * 0.2) STORED CHECK (tax < 50));
"""
PATHS = """
    CREATE TABLE js (id int PRIMARY KEY, d jsonb NOT NULL CHECK (d @? '$.items[*] ? (@.price > 0)'),
        e jsonb NOT NULL CHECK (jsonb_path_exists(e, '$.name')), f jsonb NOT NULL CHECK (f @@ '$.age > 18'),
        g jsonb NOT NULL CHECK (jsonb_array_length(g -> 'tags') BETWEEN 1 AND 3), h jsonb NOT NULL CHECK ((h #>> '{a,b}') IS NOT NULL),
        i jsonb NOT NULL CHECK (i @? 'strict $.size[1] ? (@ >= 7 && @ < 9)'),
        j jsonb NOT NULL CHECK (j @@ '$.state == "on" || $.state == "off"'));
    CREATE UNIQUE INDEX ON js ((e ->> 'name'));
"""
RANGES = """
    CREATE TABLE products (id int PRIMARY KEY, w int NOT NULL UNIQUE, h int NOT NULL UNIQUE, CHECK (w > 0 AND h > 0), CHECK (w * h BETWEEN 100 AND 100000));
    CREATE TABLE sums (id int PRIMARY KEY, w int NOT NULL UNIQUE, h int NOT NULL UNIQUE, CHECK (w + h BETWEEN 1000 AND 2000));
    CREATE TABLE quotients (id int PRIMARY KEY, w numeric(6,2) NOT NULL UNIQUE, h numeric(6,2) NOT NULL UNIQUE, CHECK (w / h BETWEEN 0.5 AND 2), CHECK (h > 0));
    CREATE TABLE near (id int PRIMARY KEY, w int NOT NULL UNIQUE CHECK (w > 0), h int NOT NULL UNIQUE CHECK (h > 0), CHECK (w - h BETWEEN -5 AND 5));
"""


@pytest.mark.parametrize(
    "script", [DOMAINS, ROWS, MOMENTS, DOCUMENTS, TEXTS, NUMBERS, FUNCTIONS, PATHS, RANGES],
    ids=["domains", "rows", "moments", "documents", "texts", "numbers", "functions", "paths", "ranges"],
)  # fmt: skip
def test_values_pass_whatever_a_check_asks(postgresql: str, script: str) -> None:
    filled_whole(postgresql, script)

    assert {100} == set(audit.tables(postgresql).values())


def test_values_that_pass_differ(postgresql: str) -> None:
    filled_whole(
        postgresql,
        "CREATE TABLE odd (id int PRIMARY KEY, n int NOT NULL CHECK (n & 3 = 1), d date CHECK (extract(dow FROM d) = 1))",
    )

    ((numbers, days),) = rows(postgresql, "SELECT count(DISTINCT n), count(DISTINCT d) FROM odd")
    assert numbers > 5
    assert days > 5


def test_null_in_a_unique_index_that_takes_it_for_a_value_is_none_of_many(postgresql: str) -> None:
    script = """
        CREATE TABLE u (id int PRIMARY KEY, email text, kind text NOT NULL CHECK (kind IN ('home','work')));
        CREATE UNIQUE INDEX ON u (coalesce(email, ''), kind) WHERE kind = 'home';
    """
    filled_whole(postgresql, script)

    assert {"u": 100} == audit.tables(postgresql)


@pytest.mark.parametrize(
    ("pattern", "shortest", "longest", "expected"),
    [
        (r"^\d+$", 0, 5, r"^\d{1,5}$"),
        ("^[0-9a-f]+$", 64, 64, "^[0-9a-f]{64,64}$"),
        ("^[a-z][a-z0-9_-]*$", 3, 10, "^[a-z][a-z0-9_-]{2,9}$"),
        ("^[a-z+]+@x$", 0, 8, "^[a-z+]{1,6}@x$"),
        ("^[A-Z]{3}$", 0, 2, "^[A-Z]{3}$"),
    ],
)
def test_a_pattern_is_bounded_to_a_length(
    pattern: str, shortest: int, longest: int, expected: str
) -> None:
    assert expected == fitted(pattern, shortest, longest)


@pytest.mark.parametrize(
    ("patterns", "without", "shortest", "longest"),
    [
        ((r"^[a-z0-9.]+@[a-z]+\.[a-z]{2,3}$", r"^.*\.com$"), (), 0, 60),
        (("[0-9]", "[a-z]", "[A-Z]"), (), 8, None),
        (("^[a-z0-9-]+$",), ("^-", "--", "-$"), 3, 20),
        (("^(a|b)[0-9]+$|^c{3}$", "7$"), (), 0, 4),
        (("^[[:alpha:]]+$", "^k"), ("x",), 4, 4),
    ],
)
def test_texts_are_made_that_several_patterns_match(
    patterns: tuple[str, ...], without: tuple[str, ...], shortest: int, longest: int | None
) -> None:
    made = meeting(patterns, without, shortest, longest)
    texts = distinct({"regex": made}, 20)

    assert len(texts) == 20
    for text in texts:
        assert shortest <= len(text) <= (longest or len(text))
        for sought in (*patterns, *without):
            found = re.search(sought.replace("[:alpha:]", "a-zA-Z"), text)
            assert (found is not None) is (sought in patterns), text


def test_no_pattern_is_made_of_what_no_text_matches() -> None:
    assert "" == meeting((r"^\d+$", "^[a-z]"), (), 0, None) == meeting(("(?=x)",), (), 0, None)
