"""Rows have room: beside those of triggers, in what several columns of theirs share, and in documents that differ."""

from pathlib import Path

from inspection import audit
from inspection.databases import filled, rows, sqlite
from mockcraft.databases.guards import sought

# Triggers that write a row of the same key elsewhere, count with numbers of a parent, and look for a row by its name.
COUNTED = """
    CREATE TABLE users (id serial PRIMARY KEY, login text NOT NULL UNIQUE);
    CREATE TABLE transactions (id int PRIMARY KEY, kind text NOT NULL, made_by int NOT NULL REFERENCES users);
    CREATE TABLE received (id int PRIMARY KEY REFERENCES transactions, ref text);
    CREATE TABLE paid (id int PRIMARY KEY, ref text);
    CREATE TABLE lines (id serial PRIMARY KEY, of int NOT NULL REFERENCES transactions, received int REFERENCES received);
    CREATE FUNCTION track() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        INSERT INTO transactions VALUES (NEW.id, TG_RELNAME, (SELECT id FROM users WHERE login = SESSION_USER));
        RETURN NEW; END $$;
    CREATE TRIGGER track BEFORE INSERT ON received FOR EACH ROW EXECUTE FUNCTION track();
    CREATE TRIGGER track BEFORE INSERT ON paid FOR EACH ROW EXECUTE FUNCTION track();
    CREATE TABLE flights (id serial PRIMARY KEY, seats int NOT NULL, booked int NOT NULL, meals smallint NOT NULL CHECK (meals >= 0),
        CHECK (booked <= seats));
    CREATE TABLE bookings (id serial PRIMARY KEY, flight int NOT NULL REFERENCES flights, n int NOT NULL CHECK (n BETWEEN 100 AND 300));
    CREATE FUNCTION book() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        UPDATE flights SET booked = booked + NEW.n, meals = meals - NEW.n WHERE id = NEW.flight; RETURN NEW; END $$;
    CREATE TRIGGER book AFTER INSERT ON bookings FOR EACH ROW EXECUTE FUNCTION book();
"""
TOLD_APART = """
    CREATE TABLE screens (id serial PRIMARY KEY, w int NOT NULL CHECK (w > 0), h numeric(8,2) NOT NULL CHECK (h > 0),
        CHECK (w * h < 10000), UNIQUE (w, h));
    CREATE TABLE plots (id serial PRIMARY KEY, w int NOT NULL, h int NOT NULL, CHECK (w * h > 200000), CHECK (w + h < 3000), UNIQUE (w, h));
    CREATE TABLE specs (id serial PRIMARY KEY, spec jsonb NOT NULL,
        slug text GENERATED ALWAYS AS (spec #>> '{meta,slug}') STORED NOT NULL UNIQUE CHECK (slug ~ '^[a-z][a-z0-9-]{2,20}$'));
    CREATE TABLE sessions (id serial PRIMARY KEY, spec jsonb NOT NULL CHECK (spec ->> 'code' ~ '^[A-Z]{3}-[0-9]{4}$'),
        user_key text GENERATED ALWAYS AS (spec ->> 'user') STORED, UNIQUE (user_key));
    CREATE UNIQUE INDEX ON sessions (lower(spec ->> 'code'));
"""

# A break and a block need one entry each, a talk may have one; an entry is of one of them.
NEEDED = """
    CREATE TABLE breaks (id serial PRIMARY KEY, title text NOT NULL);
    CREATE TABLE blocks (id serial PRIMARY KEY, title text NOT NULL);
    CREATE TABLE talks (id serial PRIMARY KEY, title text NOT NULL);
    CREATE TABLE entries (id serial PRIMARY KEY, type int NOT NULL, break int REFERENCES breaks, block int REFERENCES blocks,
        talk int REFERENCES talks, CHECK (type IN (1, 2, 3)),
        CHECK (type <> 1 OR (block IS NOT NULL AND break IS NULL AND talk IS NULL)),
        CHECK (type <> 2 OR (break IS NOT NULL AND block IS NULL AND talk IS NULL)),
        CHECK (type <> 3 OR (break IS NULL AND block IS NULL AND talk IS NOT NULL)));
    CREATE UNIQUE INDEX ON entries (break) WHERE break IS NOT NULL;
    CREATE UNIQUE INDEX ON entries (block) WHERE block IS NOT NULL;
    CREATE UNIQUE INDEX ON entries (talk) WHERE talk IS NOT NULL;
    CREATE TABLE notes (id serial PRIMARY KEY, of int);
    CREATE TABLE lines (id serial PRIMARY KEY, note int REFERENCES notes);
    CREATE FUNCTION needed() RETURNS trigger LANGUAGE plpgsql AS $$ DECLARE n int; BEGIN
        IF TG_TABLE_NAME = 'breaks' THEN SELECT count(*) INTO n FROM entries WHERE break = NEW.id;
        ELSIF TG_TABLE_NAME = 'blocks' THEN SELECT count(*) INTO n FROM entries WHERE block = NEW.id;
        ELSE SELECT count(*) INTO n FROM lines WHERE note = NEW.id; END IF;
        IF n <> 1 THEN RAISE EXCEPTION 'it has % entries', n; END IF; RETURN NULL; END $$;
    CREATE CONSTRAINT TRIGGER n AFTER INSERT ON breaks DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION needed();
    CREATE CONSTRAINT TRIGGER n AFTER INSERT ON blocks DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION needed();
    CREATE CONSTRAINT TRIGGER n AFTER INSERT ON notes DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION needed();
"""


def test_rows_that_triggers_add_and_change_have_room(postgresql: str) -> None:
    audit.filled_whole(postgresql, COUNTED)
    counts = audit.tables(postgresql)

    assert 300 == counts.pop("transactions")
    assert {100} == set(counts.values())
    assert [(200,)] == rows(
        postgresql, "SELECT count(*) FROM transactions WHERE kind IN ('received', 'paid')"
    )


def test_rows_differ_within_what_their_columns_share(postgresql: str) -> None:
    audit.filled_whole(postgresql, TOLD_APART)

    assert {100} == set(audit.tables(postgresql).values())
    assert [(100, 100)] == rows(
        postgresql, "SELECT count(DISTINCT user_key), count(spec ->> 'code') FROM sessions"
    )


def test_rows_that_need_each_other_at_the_commit_are_made_for_each_other(postgresql: str) -> None:
    audit.filled_whole(postgresql, NEEDED)
    counts = audit.tables(postgresql)

    assert (33, 33, 100, 100, 100) == tuple(
        counts[each] for each in ("breaks", "blocks", "entries", "notes", "lines")
    )


def test_a_row_is_there_that_a_trigger_looks_for_by_a_text(tmp_path: Path) -> None:
    url = sqlite(
        tmp_path / "settings.db",
        """CREATE TABLE settings (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE);
        CREATE TABLE notes (id INTEGER PRIMARY KEY, body TEXT NOT NULL);
        CREATE TABLE log (id INTEGER PRIMARY KEY, setting INTEGER NOT NULL);
        CREATE TRIGGER a AFTER INSERT ON notes BEGIN
            INSERT INTO log (setting) VALUES ((SELECT id FROM settings s WHERE s.name = 'it''s on')); END""",
    )

    assert {} == filled(url).document.refused
    assert [(200,)] == rows(url, "SELECT count(*) FROM log")
    assert [("users", "name", "me")] == list(
        sought("SELECT 1 FROM app.users AS u WHERE u.name = current_user -- FROM a WHERE b = 'c'", lambda: "me")
    )  # fmt: skip
