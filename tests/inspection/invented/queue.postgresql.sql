CREATE TYPE address AS (street text, city text, zip varchar(10), place point);
CREATE TYPE amount AS (minor bigint, currency char(3));
CREATE DOMAIN priced AS amount CHECK ((VALUE).minor > 0 AND (VALUE).currency ~ '^[A-Z]{3}$');
CREATE DOMAIN positive AS int CHECK (VALUE > 0);
CREATE TABLE jobs (
    id bigserial PRIMARY KEY, state text NOT NULL DEFAULT 'available', attempt smallint NOT NULL DEFAULT 0, max_attempts smallint NOT NULL,
    finalized_at timestamptz, lane int NOT NULL, lanes numeric(3, 1) NOT NULL,
    CHECK (state IN ('cancelled', 'completed') AND finalized_at IS NOT NULL OR finalized_at IS NULL),
    CHECK (max_attempts > 0), CHECK (attempt <= max_attempts), CHECK (lane * 2 = lanes)
);
CREATE TABLE slots (
    resource int NOT NULL, day date NOT NULL, from_time time NOT NULL, to_time time NOT NULL, opens time CHECK (opens >= '08:00'),
    CHECK (from_time < to_time), PRIMARY KEY (resource, day, from_time)
);
CREATE TABLE documents (
    id serial PRIMARY KEY, title text GENERATED ALWAYS AS (body->>'title') STORED,
    body jsonb NOT NULL CHECK (body ? 'title' AND jsonb_typeof(body->'title') = 'string' AND (body->>'version')::int > 0)
);
CREATE UNIQUE INDEX ON documents ((body->>'slug'));
CREATE TABLE parcels (id serial PRIMARY KEY, price priced NOT NULL, home address NOT NULL, sizes positive[] NOT NULL);
