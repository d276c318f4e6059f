-- A club: checks that call functions, keys over ranges, trees with a known root, and triggers that look around.
CREATE FUNCTION is_level(p text) RETURNS boolean LANGUAGE plpgsql IMMUTABLE AS $$
    DECLARE found boolean; BEGIN SELECT p IN ('novice', 'expert') INTO found; RETURN found; END $$;
CREATE TABLE branches (
    id int PRIMARY KEY, parent_id int REFERENCES branches, name text NOT NULL, CHECK ((parent_id IS NULL) = (id = 0)));
CREATE TABLE people (
    id serial PRIMARY KEY, level text NOT NULL CHECK (is_level(level)), dues numeric NOT NULL CHECK (dues <> 'NaN'::numeric));
CREATE TABLE courts (id serial PRIMARY KEY, branch_id int NOT NULL REFERENCES branches);
CREATE TABLE readings (
    court_id int NOT NULL REFERENCES courts, during tstzrange NOT NULL, sensor int NOT NULL, lit boolean NOT NULL,
    PRIMARY KEY (court_id, during, sensor, lit));
CREATE TABLE forms (
    id serial PRIMARY KEY, court_id int REFERENCES courts, branch_id int REFERENCES branches, picture_id int,
    CHECK ((court_id IS NULL) <> (branch_id IS NULL)));
CREATE TABLE pictures (id serial PRIMARY KEY, form_id int NOT NULL REFERENCES forms);
ALTER TABLE forms ADD FOREIGN KEY (picture_id) REFERENCES pictures;
CREATE TABLE remarks (
    id serial PRIMARY KEY, link_type smallint NOT NULL CHECK (link_type IN (2, 3, 4)),
    court_id int REFERENCES courts, person_id int REFERENCES people, form_id int REFERENCES forms,
    CHECK (link_type <> 2 OR (court_id IS NOT NULL AND person_id IS NULL AND form_id IS NULL)),
    CHECK (link_type <> 3 OR (court_id IS NULL AND person_id IS NOT NULL AND form_id IS NULL)),
    CHECK (link_type <> 4 OR (court_id IS NULL AND person_id IS NULL AND form_id IS NOT NULL)));
CREATE UNIQUE INDEX ON remarks (court_id) WHERE link_type = 2;
CREATE UNIQUE INDEX ON remarks (person_id) WHERE link_type = 3;
CREATE UNIQUE INDEX ON remarks (form_id) WHERE link_type = 4;
CREATE TABLE visits (host text, guest text NOT NULL, seen timestamptz, PRIMARY KEY (host, guest));
CREATE RULE again AS ON INSERT TO visits
    WHERE EXISTS (SELECT 1 FROM visits v WHERE v.host = NEW.host AND v.guest = NEW.guest)
    DO INSTEAD UPDATE visits SET seen = now() WHERE visits.host = NEW.host AND visits.guest = NEW.guest;
CREATE TABLE revisions (id bigserial PRIMARY KEY, at timestamptz NOT NULL);
CREATE TABLE changes (id bigserial PRIMARY KEY, object bigint NOT NULL, revision_id bigint NOT NULL REFERENCES revisions);
CREATE FUNCTION note(object bigint) RETURNS void LANGUAGE plpgsql AS $$
    BEGIN INSERT INTO changes (object, revision_id) VALUES (object, coalesce(current_setting('club.revision', true), '0')::bigint); END $$;
CREATE FUNCTION noted() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM note(NEW.id); RETURN NULL; END $$;
CREATE TABLE keys (id bigserial PRIMARY KEY, court_id int NOT NULL REFERENCES courts);
CREATE TRIGGER noted AFTER INSERT ON keys FOR EACH ROW EXECUTE FUNCTION noted();
CREATE TABLE tallies (court_no int NOT NULL, n bigint NOT NULL);
CREATE FUNCTION tallied() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN INSERT INTO tallies (court_no, n) VALUES (NEW.court_no, 1); RETURN NULL; END $$;
CREATE TABLE games (id serial PRIMARY KEY, court_no int);
CREATE TRIGGER tallied AFTER INSERT ON games FOR EACH ROW EXECUTE FUNCTION tallied();
CREATE TABLE closings (id serial PRIMARY KEY, closed_on date NOT NULL);
CREATE TABLE bookings (id serial PRIMARY KEY, booked_on date NOT NULL);
CREATE FUNCTION still_open() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    IF (SELECT max(closed_on) FROM closings) >= NEW.booked_on THEN RAISE EXCEPTION 'closed on %', NEW.booked_on; END IF;
    RETURN NEW; END $$;
CREATE TRIGGER still_open BEFORE INSERT ON bookings FOR EACH ROW EXECUTE FUNCTION still_open();
CREATE TABLE classes (id serial PRIMARY KEY, title text NOT NULL, follows text);
CREATE FUNCTION follows_one() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    IF NEW.follows IS NOT NULL AND NOT EXISTS (SELECT FROM classes c WHERE c.title = NEW.follows OR c.id::text = NEW.follows) THEN
        RAISE EXCEPTION 'no class %', NEW.follows; END IF;
    RETURN NEW; END $$;
CREATE TRIGGER follows_one BEFORE INSERT ON classes FOR EACH ROW EXECUTE FUNCTION follows_one();
