"""Types, names, uniques and partitions of all kinds, in PostgreSQL databases that exist: filled whole, and audited."""

import pytest

from inspection import audit
from inspection.audit import filled_whole
from inspection.databases import filled
from inspection.databases import postgresql as make

TYPES = r"""
    CREATE EXTENSION citext; CREATE EXTENSION hstore; CREATE EXTENSION ltree; CREATE EXTENSION pg_trgm;
        CREATE EXTENSION "uuid-ossp"; CREATE EXTENSION pgcrypto; CREATE EXTENSION isn; CREATE EXTENSION cube;
        CREATE EXTENSION seg; CREATE EXTENSION intarray;
    CREATE TYPE mood AS ENUM ('sad', 'it''s "ok"', 'a,b', '{x}', '');
    CREATE TYPE addr AS (street text, zip varchar(5), n int);
    CREATE TYPE nested AS (a addr, m mood, at timestamptz);
    CREATE DOMAIN addrd AS addr CHECK ((VALUE).n > 0 OR (VALUE).n IS NULL);
    CREATE TYPE floatrange AS RANGE (subtype = float8);
    CREATE TYPE textrange AS RANGE (subtype = text);
    CREATE DOMAIN mooddom AS mood CHECK (VALUE <> 'sad');
    CREATE DOMAIN emaild AS citext CHECK (VALUE ~ '^[a-zA-Z0-9.!#$%&''*+/=?^_`{|}~-]+@[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?(?:\.[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?)*$');
    CREATE TABLE t (id uuid DEFAULT uuid_generate_v4() PRIMARY KEY, m mood NOT NULL, ms mood[] NOT NULL,
        ms2 mood[][] NOT NULL, a addr NOT NULL, aa addr[] NOT NULL, n nested NOT NULL, d addrd NOT NULL,
        fr floatrange NOT NULL, tr textrange NOT NULL, md mooddom NOT NULL, mds mooddom[] NOT NULL,
        e emaild NOT NULL UNIQUE, c citext NOT NULL UNIQUE, h hstore NOT NULL, l ltree NOT NULL UNIQUE,
        ls ltree[] NOT NULL, i isbn NOT NULL, ean ean13 NOT NULL, cu cube NOT NULL, se seg NOT NULL,
        b bit(3) NOT NULL, vb bit varying(10) NOT NULL, b1 bit NOT NULL, oid_ oid NOT NULL, na name NOT NULL,
        ch "char" NOT NULL, x xid NOT NULL, x8 xid8 NOT NULL, ti tid NOT NULL, rc regclass NOT NULL,
        rp regproc NOT NULL, rt regtype NOT NULL, rro regrole NOT NULL, rn regnamespace NOT NULL,
        jp jsonpath NOT NULL, pl pg_lsn NOT NULL, sn pg_snapshot NOT NULL, ts tsvector NOT NULL,
        tq tsquery NOT NULL, mo money NOT NULL, inet inet NOT NULL UNIQUE, ci cidr NOT NULL UNIQUE,
        mac macaddr NOT NULL UNIQUE, m8 macaddr8 NOT NULL, p point NOT NULL, ln line NOT NULL, ls1 lseg NOT NULL,
        bx box NOT NULL, pa path NOT NULL, po polygon NOT NULL, ci1 circle NOT NULL, bts bytea[] NOT NULL,
        us uuid[] NOT NULL, dts date[] NOT NULL, tss timestamptz[] NOT NULL, js jsonb[] NOT NULL,
        num numeric NOT NULL, num2 numeric(20,10) NOT NULL, num3 numeric(2,2) NOT NULL, num4 numeric(38,0) NOT NULL,
        num5 numeric(78,0) NOT NULL UNIQUE, num6 numeric(3,5) NOT NULL, numa numeric(5,2)[] NOT NULL,
        vca varchar(3)[] NOT NULL, r real NOT NULL, dp double precision NOT NULL, tz timetz NOT NULL,
        iv interval NOT NULL, ivs interval second(2) NOT NULL, iv2 interval year to month NOT NULL,
        ts0 timestamp(0) NOT NULL, t3 time(3) NOT NULL, i4m int4multirange NOT NULL, xml xml NOT NULL,
        rng int8range[] NOT NULL, tstz tstzrange[] NOT NULL, bools boolean[] NOT NULL, ch1 char NOT NULL,
        vc varchar NOT NULL, i2v int2vector NOT NULL, bp bpchar NOT NULL, ivls interval[] NOT NULL,
        ins inet[] NOT NULL, addrs citext[] NOT NULL);
"""
NAMES = r"""
    CREATE SCHEMA "My Schema"; CREATE SCHEMA auth;
    CREATE TABLE "order" ("select" int PRIMARY KEY, "from" text NOT NULL,
        "group" text CHECK ("group" <> "from"));
    CREATE TABLE "User" ("userId" serial PRIMARY KEY, "emailAddress" text NOT NULL,
        "createdAt" timestamp(3) NOT NULL DEFAULT CURRENT_TIMESTAMP, "updatedAt" timestamp(3) NOT NULL,
        CHECK ("updatedAt" >= "createdAt"));
    CREATE UNIQUE INDEX "User_email_key" ON "User" (lower("emailAddress"));
    CREATE TABLE "My Schema"."Weird Table!" ("a b" int PRIMARY KEY,
        "quo""te" text NOT NULL CHECK (length("quo""te") > 3), "100%" int NOT NULL, "käse" text NOT NULL,
        "select" int NOT NULL REFERENCES "order", "x.y" int CHECK ("x.y" > 5), "back\slash" text NOT NULL,
        "{brace}" text NOT NULL,
        "'" int NOT NULL, "a:b" int NOT NULL, "#" int NOT NULL, "-" int NOT NULL, "~" int NOT NULL, "null" int NOT NULL, "true" int NOT NULL, "1" int NOT NULL);
    CREATE TABLE auth.users (id uuid PRIMARY KEY, instance_id uuid, email varchar(255) UNIQUE);
        CREATE TABLE public.users (id uuid PRIMARY KEY REFERENCES auth.users, name text);
    CREATE TABLE "My Schema".users (id uuid PRIMARY KEY REFERENCES auth.users ON DELETE CASCADE,
        name text NOT NULL);
    CREATE TABLE "x.y" (id int PRIMARY KEY);
    CREATE TABLE "_UserToPost" ("A" int NOT NULL REFERENCES "User", "B" int NOT NULL REFERENCES "order");
        CREATE UNIQUE INDEX "_UserToPost_AB_unique" ON "_UserToPost" ("A", "B");
    CREATE TABLE "Table" (id int PRIMARY KEY, "Id" int, "ID" int NOT NULL);
    CREATE TABLE "table" (id int PRIMARY KEY REFERENCES "Table");
    CREATE TABLE a234567890123456789012345678901234567890123456789012345678901234 (id int PRIMARY KEY,
        a234567890123456789012345678901234567890123456789012345678901234 int NOT NULL CHECK (a234567890123456789012345678901234567890123456789012345678901234 > 3));
    CREATE TABLE columns (version int, tables text, count int NOT NULL, columns text, "unique" text, rows int,
        checks text);
    CREATE TABLE tables (id int primary key, "ref" int NOT NULL REFERENCES tables, value text,
        now timestamp NOT NULL, "user" text NOT NULL, "current_date" date, "end" date,
        "limit" int check ("limit" > 0), "offset" int not null check ("offset" >= 0),
        "desc" text check (char_length("desc") <= 255), "position" int not null check ("position" > 0),
        "values" text[] not null check (cardinality("values") > 0), "date" date check ("date" > '2020-01-01'),
        "timestamp" timestamp check ("timestamp" > '2020-01-01 00:00:00'),
        "interval" interval check ("interval" > '1 day'::interval), "time" time check ("time" > '10:00'));
"""
UNIQUES = r"""
    CREATE TABLE projects (id bigserial PRIMARY KEY, name varchar NOT NULL);
    CREATE TABLE users (id bigserial PRIMARY KEY, email varchar DEFAULT '' NOT NULL, username text,
        deleted_at timestamptz, is_default bool NOT NULL DEFAULT false,
        project_id bigint NOT NULL REFERENCES projects, external_id text, provider text);
    CREATE UNIQUE INDEX u1 ON users (lower(email)) WHERE deleted_at IS NULL;
    CREATE UNIQUE INDEX u2 ON users (project_id) WHERE is_default;
    CREATE UNIQUE INDEX u3 ON users (lower(username::text));
    CREATE UNIQUE INDEX u4 ON users (provider,
        external_id) WHERE provider IS NOT NULL AND external_id IS NOT NULL;
    CREATE TABLE settings (id int PRIMARY KEY, key text NOT NULL, user_id bigint REFERENCES users,
        project_id bigint REFERENCES projects, CHECK (num_nonnulls(user_id, project_id) = 1));
    CREATE UNIQUE INDEX s1 ON settings (user_id, key) WHERE project_id IS NULL;
    CREATE UNIQUE INDEX s2 ON settings (project_id, key) WHERE user_id IS NULL;
    CREATE UNIQUE INDEX s3 ON settings (coalesce(user_id, 0), coalesce(project_id, 0), key);
    CREATE TABLE singletons (id int PRIMARY KEY, on_ boolean NOT NULL);
    CREATE UNIQUE INDEX one ON singletons ((true)) WHERE on_;
    CREATE TABLE onerow (onerow_id bool PRIMARY KEY DEFAULT true CHECK (onerow_id), v text);
    CREATE TABLE instance (id int NOT NULL DEFAULT 1 PRIMARY KEY CHECK (id = 1), v text NOT NULL);
    CREATE UNIQUE INDEX only_one ON instance ((1));
    CREATE TABLE hashed (id int PRIMARY KEY, a text NOT NULL, b text NOT NULL);
    CREATE UNIQUE INDEX h1 ON hashed (md5(a));
    CREATE UNIQUE INDEX h2 ON hashed ((a || ':' || b));
    CREATE UNIQUE INDEX h3 ON hashed (substr(b, 1, 8));
    CREATE TABLE j (id int PRIMARY KEY, data jsonb NOT NULL);
    CREATE UNIQUE INDEX j1 ON j ((data->>'name'));
    CREATE TABLE active (id int PRIMARY KEY, user_id bigint NOT NULL REFERENCES users,
        status text NOT NULL CHECK (status IN ('active','done','failed')), ended_at timestamp);
    CREATE UNIQUE INDEX a1 ON active (user_id) WHERE status = 'active';
    CREATE UNIQUE INDEX a2 ON active (user_id) WHERE ended_at IS NULL;
    CREATE TABLE nnd (a int, b text, UNIQUE NULLS NOT DISTINCT (a, b));
    CREATE TABLE days (at timestamptz NOT NULL, u bigint NOT NULL REFERENCES users);
    CREATE UNIQUE INDEX d1 ON days (u, ((at AT TIME ZONE 'UTC')::date));
"""
ODD_KEYS = r"""
    CREATE TABLE chain (id int PRIMARY KEY, next_id int NOT NULL UNIQUE REFERENCES chain DEFERRABLE);
    CREATE TABLE tiny (n numeric(1,0) PRIMARY KEY); CREATE TABLE tz (t time PRIMARY KEY,
        i interval UNIQUE NOT NULL); CREATE TABLE dt (d date PRIMARY KEY, at timestamptz UNIQUE);
        CREATE TABLE arrk (a int[] PRIMARY KEY, t text[] UNIQUE NOT NULL); CREATE TABLE jk (j jsonb PRIMARY KEY);
        CREATE TABLE rk (r int4range PRIMARY KEY); CREATE TABLE bk (b bytea PRIMARY KEY);
        CREATE TABLE fk_ (f float8 PRIMARY KEY, r real UNIQUE); CREATE TABLE ik (i inet PRIMARY KEY,
        m macaddr UNIQUE NOT NULL, c cidr UNIQUE); CREATE TABLE bitk (b bit(16) PRIMARY KEY, v varbit UNIQUE);
        CREATE TABLE monk (m money PRIMARY KEY); CREATE TYPE cmp AS (a int, b text);
        CREATE TABLE cmpk (c cmp PRIMARY KEY); CREATE TABLE ank (a text[] NOT NULL, b int NOT NULL, UNIQUE (a, b));
        CREATE TABLE lk (n name PRIMARY KEY, o oid UNIQUE); CREATE TABLE uuk (u uuid PRIMARY KEY, p pg_lsn UNIQUE);
"""
EXCLUSIONS = r"""
    CREATE TABLE rounds (c circle NOT NULL, EXCLUDE USING gist (c WITH &&));
    CREATE EXTENSION btree_gist;
    CREATE TABLE rooms (id int PRIMARY KEY, name text UNIQUE);
    CREATE TABLE bookings (id int PRIMARY KEY, room_id int NOT NULL REFERENCES rooms,
        starts_at timestamp NOT NULL, ends_at timestamp NOT NULL, cancelled boolean DEFAULT false NOT NULL,
        CHECK (starts_at < ends_at),
    EXCLUDE USING gist (room_id WITH =, tsrange(starts_at, ends_at) WITH &&) WHERE (NOT cancelled));
    CREATE TABLE prices (id int PRIMARY KEY, product_id int NOT NULL, during daterange NOT NULL,
        EXCLUDE USING gist (product_id WITH =, during WITH &&));
    CREATE TABLE slots (during tstzrange NOT NULL, EXCLUDE USING gist (during WITH &&));
    CREATE TABLE nets (id int PRIMARY KEY, net cidr NOT NULL, EXCLUDE USING gist (net inet_ops WITH &&));
    CREATE TABLE versions (doc_id uuid NOT NULL, valid_from date NOT NULL, valid_to date,
        EXCLUDE USING gist (doc_id WITH =, daterange(valid_from, valid_to, '[)') WITH &&));
    CREATE TABLE nums (r int4range NOT NULL, EXCLUDE USING gist (r WITH &&));
    CREATE TABLE single (a int NOT NULL, EXCLUDE USING btree (a WITH =));
    CREATE TABLE def (a int NOT NULL, b int NOT NULL, EXCLUDE USING gist (a WITH =, b WITH <>));
"""
PARTITIONS = r"""
    CREATE TABLE base (made timestamptz NOT NULL, kind text NOT NULL) PARTITION BY LIST (kind);
        CREATE TABLE base_a PARTITION OF base FOR VALUES IN ('a');
        CREATE TABLE base_b PARTITION OF base (CHECK (made > '2020-01-01')) FOR VALUES IN ('b');
    CREATE TABLE r1 (id bigint NOT NULL, at timestamptz NOT NULL, v text,
        PRIMARY KEY (id, at)) PARTITION BY RANGE (at);
    CREATE TABLE r1_a PARTITION OF r1 FOR VALUES FROM ('2023-01-01') TO ('2023-02-01');
        CREATE TABLE r1_b PARTITION OF r1 FOR VALUES FROM ('2024-01-01') TO ('2024-02-01');
    CREATE TABLE r2 (id bigint NOT NULL, a int NOT NULL, b int NOT NULL) PARTITION BY RANGE (a, b);
    CREATE TABLE r2_a PARTITION OF r2 FOR VALUES FROM (1, 1) TO (1, 100);
        CREATE TABLE r2_b PARTITION OF r2 FOR VALUES FROM (5, MINVALUE) TO (6, MAXVALUE);
    CREATE TABLE l1 (id bigint NOT NULL, region text NOT NULL,
        PRIMARY KEY (region, id)) PARTITION BY LIST (region);
    CREATE TABLE l1_a PARTITION OF l1 FOR VALUES IN ('eu', 'it''s') PARTITION BY RANGE (id);
        CREATE TABLE l1_a1 PARTITION OF l1_a FOR VALUES FROM (1000) TO (5000);
    CREATE TABLE l1_b PARTITION OF l1 FOR VALUES IN ('us') PARTITION BY HASH (id);
        CREATE TABLE l1_b0 PARTITION OF l1_b FOR VALUES WITH (modulus 2, remainder 0);
        CREATE TABLE l1_b1 PARTITION OF l1_b FOR VALUES WITH (modulus 2, remainder 1);
    CREATE TABLE x1 (id bigint NOT NULL, at timestamptz NOT NULL) PARTITION BY RANGE ((at AT TIME ZONE 'UTC'));
        CREATE TABLE x1_a PARTITION OF x1 FOR VALUES FROM ('2023-01-01') TO ('2024-01-01');
    CREATE TABLE l2 (state int NOT NULL, id bigint NOT NULL, PRIMARY KEY (state, id)) PARTITION BY LIST (state);
        CREATE TABLE l2_a PARTITION OF l2 FOR VALUES IN (1, 2); CREATE TABLE l2_d PARTITION OF l2 DEFAULT;
    CREATE TABLE c (id int PRIMARY KEY, r_id bigint NOT NULL, r_at timestamptz NOT NULL,
        FOREIGN KEY (r_id, r_at) REFERENCES r1 (id, at));
    CREATE TABLE p (id bigint NOT NULL, partition_id bigint DEFAULT 1 NOT NULL, ref bigint,
        PRIMARY KEY (id, partition_id)) PARTITION BY LIST (partition_id);
        CREATE TABLE p_100 PARTITION OF p FOR VALUES IN ('100', '101'); ALTER TABLE p ADD FOREIGN KEY (ref,
        partition_id) REFERENCES p (id, partition_id);
    CREATE TABLE fk_none (id int PRIMARY KEY);
    CREATE TABLE b (ok boolean NOT NULL, n int) PARTITION BY LIST (ok);
        CREATE TABLE b_t PARTITION OF b FOR VALUES IN (true);
    CREATE TABLE dd (d date NOT NULL, tenant uuid NOT NULL) PARTITION BY LIST (tenant);
        CREATE TABLE dd_1 PARTITION OF dd FOR VALUES IN ('5b1c0f2e-0000-4000-8000-000000000001') ;
    CREATE TABLE e (at timestamp NOT NULL) PARTITION BY RANGE (date_trunc('day', at));
        CREATE TABLE e_1 PARTITION OF e FOR VALUES FROM ('2022-05-01') TO ('2022-06-01');
    CREATE TABLE ln (k int) PARTITION BY LIST (k); CREATE TABLE ln_1 PARTITION OF ln FOR VALUES IN (NULL);
    CREATE TABLE rn (n int, k int, j int) PARTITION BY RANGE (n); CREATE TABLE rn_1 PARTITION OF rn FOR VALUES FROM (1) TO (5);
    CREATE TABLE lw (k int, j int) PARTITION BY LIST (k); CREATE TABLE lw_1 PARTITION OF lw FOR VALUES IN (1, 2);
"""
OTHERS = r"""
    CREATE TABLE idalways (id bigint GENERATED ALWAYS AS IDENTITY (START 1000 INCREMENT 5) PRIMARY KEY,
        v text NOT NULL); CREATE TABLE ref_always (id int PRIMARY KEY, r bigint NOT NULL REFERENCES idalways);
    CREATE TABLE smallid (id smallint GENERATED BY DEFAULT AS IDENTITY (MAXVALUE 200) PRIMARY KEY, v int);
    CREATE TABLE gen2 (id int PRIMARY KEY, d text NOT NULL,
        v tsvector GENERATED ALWAYS AS (to_tsvector('english', d)) STORED, price numeric(10,2) NOT NULL,
        tax numeric(10,2) GENERATED ALWAYS AS (price * 0.2) STORED CHECK (tax < 50), j jsonb NOT NULL,
        nm text GENERATED ALWAYS AS (j->>'name') STORED NOT NULL,
        n int GENERATED ALWAYS AS ((j->>'count')::int) STORED);
    CREATE UNLOGGED TABLE unl (id int PRIMARY KEY);
    CREATE TABLE notvalid (id int PRIMARY KEY, v int);
        ALTER TABLE notvalid ADD CONSTRAINT nv CHECK (v > 5) NOT VALID;
    CREATE TABLE defs (id int PRIMARY KEY, a text NOT NULL DEFAULT 'x', b int NOT NULL DEFAULT 5 CHECK (b = 5),
        c uuid NOT NULL DEFAULT gen_random_uuid(), d jsonb NOT NULL DEFAULT '{"a": 1}' CHECK (d ? 'a'),
        e text NOT NULL DEFAULT 'abc' CHECK (md5(e) = md5('abc')));
    CREATE TABLE vlong (id int PRIMARY KEY, v varchar(10485760), t text CHECK (char_length(t) <= 1048576),
        s text CHECK (length(s) <= 2147483647), b bytea CHECK (octet_length(b) <= 64));
    CREATE TABLE poly (id int PRIMARY KEY, commentable_type varchar NOT NULL, commentable_id bigint NOT NULL,
        user_id bigint, UNIQUE (commentable_type, commentable_id, user_id));
    CREATE TABLE schema_migrations (version varchar NOT NULL PRIMARY KEY);
        CREATE TABLE ar_internal_metadata (key varchar PRIMARY KEY, value varchar, created_at timestamp(6) NOT NULL,
        updated_at timestamp(6) NOT NULL);
    CREATE TABLE hier (path text PRIMARY KEY, parent text REFERENCES hier,
        depth int NOT NULL CHECK (depth >= 0), CHECK ((depth = 0) = (parent IS NULL)));
    CREATE TABLE inh (id serial PRIMARY KEY, name text NOT NULL, CHECK (name <> ''));
        CREATE TABLE inh_c (extra int NOT NULL CHECK (extra > 5)) INHERITS (inh);
        CREATE TABLE inh_d (z int) INHERITS (inh_c);
"""


@pytest.mark.parametrize(
    "script", [TYPES, NAMES, UNIQUES, ODD_KEYS, EXCLUSIONS, PARTITIONS, OTHERS],
    ids=["types", "names", "uniques", "odd keys", "exclusions", "partitions", "others"],
)  # fmt: skip
def test_every_table_is_filled(postgresql: str, script: str) -> None:
    filled_whole(postgresql, script)


def test_tables_have_as_many_rows_as_can_differ(postgresql: str) -> None:
    filled_whole(postgresql, UNIQUES + EXCLUSIONS)
    few = {name: many for name, many in audit.tables(postgresql).items() if many < 100}

    assert {"instance": 1, "onerow": 1} == few


def test_ranges_from_the_least_value_are_partitions_too(postgresql: str) -> None:
    script = """
        CREATE TABLE events (id bigint NOT NULL, at timestamp NOT NULL, PRIMARY KEY (id, at)) PARTITION BY RANGE (at);
        CREATE TABLE events_0 PARTITION OF events FOR VALUES FROM (MINVALUE) TO ('2023-01-01');
        CREATE TABLE events_1 PARTITION OF events FOR VALUES FROM ('2023-01-01') TO ('2023-02-01');
        CREATE TABLE numbers (n int NOT NULL) PARTITION BY RANGE (n);
        CREATE TABLE numbers_0 PARTITION OF numbers FOR VALUES FROM (MINVALUE) TO (10);
        CREATE TABLE numbers_1 PARTITION OF numbers FOR VALUES FROM (10) TO (20);
    """
    filled_whole(postgresql, script)


def test_indexes_of_days_and_of_nulls_tell_many_rows_apart(postgresql: str) -> None:
    script = """
        CREATE TABLE visits (at timestamptz NOT NULL, visitor int NOT NULL);
        CREATE UNIQUE INDEX ON visits (visitor, ((at AT TIME ZONE 'UTC')::date));
        CREATE TABLE pairs (a int, b text, UNIQUE NULLS NOT DISTINCT (a, b));
    """
    filled_whole(postgresql, script, 3000)

    assert {"visits": 3000, "pairs": 3000} == audit.tables(postgresql)


def test_a_table_that_refuses_at_the_commit_costs_others_nothing(postgresql: str) -> None:
    script = """
        CREATE TABLE good (id int PRIMARY KEY);
        CREATE TABLE late (id int PRIMARY KEY, v int NOT NULL);
        CREATE FUNCTION late() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'not now'; END $$;
        CREATE CONSTRAINT TRIGGER too_late AFTER INSERT ON late DEFERRABLE INITIALLY DEFERRED
            FOR EACH ROW EXECUTE FUNCTION late();
        CREATE SCHEMA "a.b"; CREATE TABLE "a.b".c (id int);
    """
    make(postgresql, script)
    made = filled(postgresql)

    assert 100 == audit.tables(postgresql)["good"]
    assert {"late", "a.b.c"} == set(made.document.refused)
    assert "not now (it has the trigger too_late)" in made.document.refused["late"]
