"""What schemas of real applications have beside keys and types: pairs of any table, keys that are not declared, stages."""

import re
from pathlib import Path

import servers
from inspection import audit
from inspection.audit import filled_whole
from inspection.databases import filled, rows, sqlite

SHOP = r"""
    CREATE EXTENSION btree_gist;
    CREATE TABLE users (id bigserial PRIMARY KEY, username varchar(150) NOT NULL UNIQUE,
        email text NOT NULL UNIQUE CHECK (email ~* '^[^@\s]+@[^@\s]+\.[a-z]{2,}$'));
    CREATE TABLE sessions (id text PRIMARY KEY, user_id bigint, payload text NOT NULL);
    CREATE TABLE comments (id bigserial PRIMARY KEY, commentable_type varchar NOT NULL, commentable_id bigint NOT NULL);
    CREATE TABLE groups (id serial PRIMARY KEY, name varchar(150) NOT NULL UNIQUE, slug text NOT NULL CHECK (slug ~ '^[-a-z]+$'));
    CREATE TABLE members (
        id bigserial PRIMARY KEY, group_id int NOT NULL REFERENCES groups, invited_by bigint, role text NOT NULL
        CHECK (role IN ('owner', 'guest')), UNIQUE (group_id, id), FOREIGN KEY (group_id, invited_by) REFERENCES members (group_id, id));
    CREATE UNIQUE INDEX one_owner ON members (group_id) WHERE role = 'owner';
    CREATE TABLE issues (id text PRIMARY KEY, title text NOT NULL);
    CREATE TABLE relations (
        from_id text NOT NULL REFERENCES issues, to_id text NOT NULL REFERENCES issues, kind text NOT NULL,
        PRIMARY KEY (from_id, to_id, kind), CHECK (from_id <> to_id));
    CREATE UNIQUE INDEX one_relation ON relations (least(from_id, to_id), greatest(from_id, to_id), kind);
    CREATE TABLE rooms (id serial PRIMARY KEY, capacity int NOT NULL);
    CREATE TABLE bookings (
        id serial PRIMARY KEY, room_id int NOT NULL REFERENCES rooms, starts_at timestamptz NOT NULL, ends_at timestamptz NOT NULL,
        EXCLUDE USING gist (room_id WITH =, tstzrange(starts_at, ends_at, '[)'::text) WITH &&) WHERE (ends_at > starts_at));
    CREATE TABLE products (
        id serial PRIMARY KEY, status int NOT NULL CHECK (status IN (0, 1, 2)), published_at timestamp, archived_at timestamp,
        CHECK (status <> 1 OR published_at IS NOT NULL),
        CHECK (CASE WHEN status = 2 THEN archived_at IS NOT NULL ELSE archived_at IS NULL END));
    CREATE TABLE orders (
        id serial PRIMARY KEY, subtotal_cents bigint NOT NULL, discount_cents bigint NOT NULL, total_cents bigint NOT NULL,
        CHECK (discount_cents <= subtotal_cents), CHECK (total_cents = subtotal_cents - discount_cents));
    CREATE TABLE jobs (id serial PRIMARY KEY, salary numeric(10,2) NOT NULL, least numeric(10,2) NOT NULL, most numeric(10,2) NOT NULL,
        CHECK (salary BETWEEN least AND most));
    CREATE TABLE prices (id serial PRIMARY KEY, code text NOT NULL, min_qty int NOT NULL, max_qty int,
        CHECK (max_qty IS NULL OR max_qty > min_qty), UNIQUE NULLS NOT DISTINCT (code, max_qty));
"""


def test_a_schema_is_filled_whole_with_values_such_as_applications_have(postgresql: str) -> None:
    filled_whole(postgresql, SHOP)

    assert 100 == min(audit.tables(postgresql).values())

    def one(query: str) -> tuple[object, ...]:
        return tuple(rows(postgresql, f"SELECT {query}")[0])

    assert (100, 0) == one(
        "count(*) FILTER (WHERE email LIKE '%@example.%'), count(*) FILTER (WHERE username LIKE '% %') FROM users"
    )
    assert (True, True) == one(
        "bool_and(name ~ '^[A-Z][a-z]+ [A-Z][a-z]+$'), bool_and(slug ~ '^[a-z]+-[a-z-]+$') FROM groups"
    )
    orphans = "FROM sessions s WHERE user_id IS NOT NULL AND NOT EXISTS (SELECT FROM users u WHERE u.id = s.user_id)"
    assert (0,) == one(f"count(*) {orphans}")
    kinds = {each for (each,) in rows(postgresql, "SELECT DISTINCT commentable_type FROM comments")}
    assert {"Group", "Room", "User"} <= kinds
    assert (True,) == one("bool_and(commentable_id BETWEEN 1 AND 100) FROM comments")
    assert (True,) == one("count(DISTINCT room_id) BETWEEN 2 AND 99 FROM bookings")
    assert (3,) == one("count(DISTINCT status) FROM products")
    assert (True,) == one("count(*) FILTER (WHERE total_cents > 0) > 90 FROM orders")
    assert (True,) == one("count(DISTINCT salary) > 50 FROM jobs")


NAMED = """
    CREATE TABLE language (id INTEGER PRIMARY KEY, name VARCHAR(40));
    CREATE TABLE campaign (id INTEGER PRIMARY KEY, name VARCHAR(60) NOT NULL UNIQUE);
    CREATE TABLE queue (id INTEGER PRIMARY KEY, topic TEXT NOT NULL, is_default BOOLEAN NOT NULL,
        enabled SMALLINT NOT NULL, consumer_settings TEXT NOT NULL, labels JSON NOT NULL);
    CREATE TABLE queue_attribute (queue_id INTEGER NOT NULL REFERENCES queue, attribute_name VARCHAR(80) NOT NULL);
    CREATE TABLE device (id UUID PRIMARY KEY, name TEXT NOT NULL, start_ts BIGINT NOT NULL, end_ts BIGINT NOT NULL);
    CREATE TABLE song (id UUID PRIMARY KEY, title TEXT NOT NULL, composer TEXT NOT NULL);
    CREATE TABLE audit (id INTEGER PRIMARY KEY, entity_type TEXT NOT NULL, entity_id UUID NOT NULL);
"""


def test_names_say_what_is_in_columns_that_no_generator_is_called_after(postgresql: str) -> None:
    filled_whole(postgresql, NAMED)

    def holds(condition: str, table: str) -> None:
        assert rows(postgresql, f"SELECT bool_and({condition}) FROM {table}") == [(True,)], (
            condition
        )

    assert rows(postgresql, "SELECT count(DISTINCT name) = count(name) FROM language") == [(True,)]
    holds("name ~ '^[A-Z][a-z]+ [A-Z][a-z]+$'", "campaign")
    holds("topic ~ '^[a-z]+-[a-z]+$'", "queue")
    holds("consumer_settings::json ->> 'mode' IN ('auto', 'manual')", "queue")
    holds("json_array_length(labels) < 4", "queue")
    holds("attribute_name ~ '^[a-z]+_[a-z]+$'", "queue_attribute")
    year = 366 * 86_400_000
    holds(f"end_ts - start_ts BETWEEN 0 AND {year}", "device")
    holds("composer ~ '^[A-Z].* [A-Z]'", "song")
    holds("entity_type IN ('Queue', 'Language', 'Audit', 'Campaign')", "audit")
    shares = "count(*) FILTER (WHERE is_default) < 30, count(*) FILTER (WHERE enabled = 1) > 70"
    assert rows(postgresql, f"SELECT {shares} FROM queue") == [(True, True)]


SOLD = """
    CREATE TABLE articles (id SERIAL PRIMARY KEY, title TEXT NOT NULL, slug VARCHAR(60) NOT NULL UNIQUE);
    CREATE TABLE orders (id SERIAL PRIMARY KEY, subtotal NUMERIC(10,2) NOT NULL, tax NUMERIC(10,2), shipping_cost NUMERIC(10,2) NOT NULL,
        discount NUMERIC(10,2), total NUMERIC(10,2) NOT NULL, author_name TEXT, author_email TEXT, region TEXT NOT NULL);
    CREATE TABLE order_items (id SERIAL PRIMARY KEY, quantity INT, unit_price NUMERIC(10,2), line_total NUMERIC(10,2), price NUMERIC(10,2) NOT NULL,
        cost NUMERIC(10,2) NOT NULL);
    CREATE TABLE flights (id SERIAL PRIMARY KEY, number TEXT NOT NULL, airline TEXT NOT NULL, origin CHAR(3) NOT NULL, seat TEXT NOT NULL,
        passenger_name TEXT NOT NULL, class TEXT NOT NULL);
    CREATE TABLE options (id SERIAL PRIMARY KEY, autoload VARCHAR(20) NOT NULL DEFAULT 'yes', status VARCHAR(20) NOT NULL DEFAULT 'publish',
        comment_author TEXT NOT NULL, comment_author_email TEXT NOT NULL, owner TEXT NOT NULL, title BYTEA NOT NULL, passwd VARCHAR(60) NOT NULL);
    CREATE TABLE quotes (symbol TEXT NOT NULL, open NUMERIC(10,2) NOT NULL, high NUMERIC(10,2) NOT NULL, low NUMERIC(10,2) NOT NULL, close NUMERIC(10,2) NOT NULL);
    CREATE TABLE patients (id SERIAL PRIMARY KEY, primary_diagnosis TEXT NOT NULL, icd10_code TEXT NOT NULL, heart_rate INT NOT NULL, seat INT,
        temperature NUMERIC(4,1) NOT NULL, sex CHAR(1) NOT NULL, tags TEXT[] NOT NULL);
"""


def test_columns_are_computed_or_made_by_the_generator_that_they_are_called_after(
    postgresql: str,
) -> None:
    filled_whole(postgresql, SOLD)

    for table, condition in (
        ("articles", "slug LIKE left(trim(both '-' from regexp_replace(lower(title), '[^a-z0-9]+', '-', 'g')), 20) || '%-' || id"),
        ("orders", "total = subtotal + coalesce(tax, 0) + shipping_cost - coalesce(discount, 0) AND total > 0"),
        ("orders", "author_email IS NULL OR author_name IS NULL OR author_email LIKE lower(left(author_name, 1)) || '%'"),
        ("orders", "region ~ '^[A-Z]'"),
        ("order_items", "line_total IS NOT DISTINCT FROM quantity * unit_price AND cost < price"),
        ("flights", "number ~ '^[A-Z0-9]{2}[0-9]{1,4}$' AND origin ~ '^[A-Z]{3}$' AND seat ~ '^[0-9]+[A-Z]$' AND passenger_name LIKE '% %'"),
        ("options", "autoload IN ('yes', 'no') AND status IN ('publish', 'active', 'pending', 'inactive', 'archived')"),
        ("options", "comment_author_email LIKE lower(left(comment_author, 1)) || '%' AND owner <> comment_author"),
        ("options", "convert_from(title, 'UTF8') ~ '^[A-Z][a-z ]+$' AND passwd LIKE '$2b$12$%'"),
        ("quotes", "high >= greatest(open, close, low) AND low <= least(open, close)"),
        ("patients", "icd10_code ~ '^[A-Z][0-9]' AND heart_rate BETWEEN 30 AND 220 AND temperature BETWEEN 34 AND 43 AND sex IN ('F', 'M')"),
        ("patients", "NOT (array_to_string(tags, '') LIKE '% %')"),
    ):  # fmt: skip
        assert rows(postgresql, f"SELECT bool_and({condition}) FROM {table}") == [(True,)], (
            condition
        )


def test_amounts_in_cents_and_slugs_are_computed_as_people_would(tmp_path: Path) -> None:
    url = sqlite(
        tmp_path / "till.db",
        """CREATE TABLE carts (id INTEGER PRIMARY KEY, "Quantity" INTEGER, unit_price_cents INTEGER, subtotal_cents INTEGER NOT NULL, tax_cents INTEGER,
            discount_cents INTEGER, total_cents INTEGER NOT NULL, total DECIMAL(10,2) NOT NULL);
        CREATE TABLE "order" (id INTEGER PRIMARY KEY, subtotal INTEGER, tax INTEGER, discount INTEGER, total INTEGER NOT NULL);
        CREATE TABLE pages (id INTEGER PRIMARY KEY, "Title" VARCHAR(200) NOT NULL, "Slug" VARCHAR(30) NOT NULL UNIQUE);
        CREATE TABLE wares (id INTEGER PRIMARY KEY, price_cents INTEGER, cost_cents INTEGER NOT NULL, compare_at_price_cents INTEGER);
        CREATE TABLE lines (id INTEGER PRIMARY KEY, "quantity!" INTEGER, "unit \"\" Price" DECIMAL(10,2), total INTEGER NOT NULL);
        CREATE TABLE payouts (id INTEGER PRIMARY KEY, amount DECIMAL(10,2), fee DECIMAL(10,2), net DECIMAL(10,2) NOT NULL);""",
    )
    filled(url)

    for table, condition in (
        ("carts", 'subtotal_cents = "Quantity" * unit_price_cents'),
        ("carts", "total_cents = subtotal_cents + coalesce(tax_cents, 0) - coalesce(discount_cents, 0)"),
        ("carts", "total < 1000"),
        ('"order"', "total > 0 AND total = subtotal + coalesce(tax, 0) - coalesce(discount, 0)"),
        ("pages", "\"Slug\" GLOB '[a-z]*-' || id AND \"Slug\" NOT LIKE '%--%'"),
        ("wares", "typeof(cost_cents) = 'integer' AND cost_cents < price_cents AND coalesce(compare_at_price_cents > price_cents, 1)"),
        ("lines", 'coalesce(abs(total - "quantity!" * "unit "" Price"), 9) < 0.51 AND total = cast(total AS integer)'),
        ("payouts", "net > 0 AND abs(net - amount + coalesce(fee, 0)) < 0.001"),
    ):  # fmt: skip
        assert rows(url, f"SELECT count(*), min({condition}) FROM {table}") == [(100, 1)], condition


def test_texts_hold_what_functions_of_sqlite_read(tmp_path: Path) -> None:
    url = sqlite(
        tmp_path / "mail.db",
        """CREATE TABLE rules (id INTEGER PRIMARY KEY, condition TEXT NOT NULL CHECK (json_extract(condition, '$.field') IS NOT NULL));
        CREATE TABLE events (
            id TEXT PRIMARY KEY NOT NULL, starts TEXT NOT NULL, ends VARCHAR(30) NOT NULL, day TEXT CHECK (day IS date(day)),
            CHECK (datetime(starts) IS NOT NULL), CHECK (julianday(ends) >= julianday(starts)));""",
    )
    made = filled(url)

    assert {} == made.document.refused
    assert [(100,)] == rows(url, "SELECT count(json_extract(condition, '$.field')) FROM rules")
    for start, end in rows(url, "SELECT starts, ends FROM events"):
        assert re.fullmatch(r"20\d\d-\d\d-\d\d \d\d:\d\d:\d\d", start)
        assert start <= end


def test_shapes_have_the_reference_system_of_their_column(mysql: str) -> None:
    server = servers.MySQL(mysql)
    server.execute(
        "CREATE TABLE places (id INT PRIMARY KEY, at POINT NOT NULL SRID 4326, road LINESTRING SRID 3857, any_ POINT NOT NULL)"
    )
    filled(mysql)
    found = server.execute("SELECT count(*), min(ST_SRID(at)), max(ST_SRID(any_)) FROM places")

    assert [(100, 4326, 0)] == [tuple(each) for each in found]


def test_times_of_day_of_a_row_are_its_own_and_in_order(tmp_path: Path) -> None:
    script = "CREATE TABLE shifts (id INTEGER PRIMARY KEY, start_time TIME NOT NULL, end_time TIME NOT NULL, opens TIME NOT NULL, closes TIME NOT NULL);"
    url = sqlite(tmp_path / "a.db", script)
    filled(url)

    (found,) = rows(url, "SELECT sum(start_time < end_time), sum(opens <> closes) FROM shifts")
    assert (100, 100) == tuple(found)


def test_what_a_word_means_beside_names_of_a_person(tmp_path: Path) -> None:
    script = """CREATE TABLE staff (id INTEGER PRIMARY KEY, last_name VARCHAR(40) NOT NULL, title VARCHAR(8) NOT NULL,
        extension VARCHAR(4) NOT NULL, tax_rate DECIMAL(5, 2) NOT NULL);
        CREATE TABLE directory (id INTEGER PRIMARY KEY, last_name TEXT NOT NULL, title TEXT NOT NULL);"""
    url = sqlite(tmp_path / "a.db", script)
    filled(url)

    found = rows(url, "SELECT title, extension, tax_rate FROM staff")
    assert {title for title, _, _ in found} <= {"Mr.", "Mrs.", "Ms.", "Miss", "Dr.", "Prof.", "Mx."}
    assert all(each.isdigit() and len(each) > 2 for _, each, _ in found)
    assert 0 < min(rate for *_, rate in found) and max(rate for *_, rate in found) <= 25
    ((longest,),) = rows(url, "SELECT max(length(title)) FROM directory")
    assert longest > 12
