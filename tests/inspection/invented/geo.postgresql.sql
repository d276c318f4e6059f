CREATE FUNCTION is_luhn(t text) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$ SELECT (SELECT sum(CASE WHEN (length(t) - i) % 2 = 1 THEN (d * 2) / 10 + (d * 2) % 10 ELSE d END) FROM (SELECT i, substr(t, i, 1)::int AS d FROM generate_series(1, length(t)) AS i) s) % 10 = 0 $$;
CREATE FUNCTION valid_path(p text) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$ SELECT p ~ '^(/[a-z0-9_]+)+$' $$;
CREATE TABLE sensor (id int PRIMARY KEY, serial text NOT NULL UNIQUE CHECK (serial ~ '^\d{8}$' AND is_luhn(serial)),
    lat double precision NOT NULL CHECK (lat BETWEEN -90 AND 90), lon double precision NOT NULL CHECK (abs(lon) <= 180),
    mac macaddr NOT NULL UNIQUE, ip inet NOT NULL CHECK (family(ip) = 4), net cidr NOT NULL CHECK (masklen(net) BETWEEN 8 AND 30),
    firmware text NOT NULL CHECK (firmware ~ '^\d+\.\d+\.\d+(-[a-z0-9]+)?$'), mount text NOT NULL CHECK (valid_path(mount)),
    installed date NOT NULL CHECK (extract(isodow FROM installed) < 6),
    active_hours int4range NOT NULL DEFAULT '[0,24)' CHECK (active_hours <@ int4range(0, 24)));
CREATE TABLE reading (sensor_id int NOT NULL REFERENCES sensor, at timestamptz NOT NULL CHECK (date_trunc('minute', at) = at),
    value real NOT NULL CHECK (value > 'NaN'::real IS NOT TRUE),
    quality smallint NOT NULL CHECK (quality & 1 = 0 AND quality BETWEEN 0 AND 14), PRIMARY KEY (sensor_id, at));
CREATE TABLE calibration (id serial PRIMARY KEY, sensor_id int NOT NULL REFERENCES sensor,
    coeffs double precision[] NOT NULL CHECK (array_ndims(coeffs) = 1 AND array_length(coeffs, 1) = 3), valid_from timestamp NOT NULL,
    valid_to timestamp NOT NULL DEFAULT 'infinity', CHECK (valid_from < valid_to), UNIQUE (sensor_id, valid_from));
CREATE TABLE alarm (id bigserial PRIMARY KEY, sensor_id int NOT NULL REFERENCES sensor,
    level int NOT NULL CHECK (level = ANY ('{1,2,3,5,8}'::int[])), raised timestamptz NOT NULL, acked timestamptz, ack_by text,
    cleared timestamptz, CONSTRAINT ack_whole CHECK (num_nulls(acked, ack_by) IN (0, 2)),
    CONSTRAINT in_order CHECK (raised <= COALESCE(acked, raised) AND COALESCE(acked, raised) <= COALESCE(cleared, 'infinity')),
    message text NOT NULL CHECK (message <> '' AND position(chr(10) IN message) = 0 AND octet_length(message) <= 200));
CREATE TABLE zone (id int PRIMARY KEY, name text NOT NULL COLLATE "C" CHECK (name = lower(name) AND name = trim(both '-' FROM name)),
    area polygon NOT NULL, center point NOT NULL, color text NOT NULL CHECK (color ~ '^#([0-9a-f]{3}){1,2}$'),
    tz text NOT NULL CHECK (tz LIKE '%/%'), budget money NOT NULL CHECK (budget > 0::money),
    weekdays smallint NOT NULL CHECK (weekdays > 0 AND weekdays < 128), ratio numeric(3,
    2) NOT NULL CHECK (ratio * 100 = floor(ratio * 100) AND ratio < 1));
CREATE TABLE zone_sensor (zone_id int REFERENCES zone, sensor_id int REFERENCES sensor, since date NOT NULL, until date,
    CHECK (until IS NULL OR until > since), PRIMARY KEY (zone_id, sensor_id, since));
CREATE UNIQUE INDEX one_zone ON zone_sensor (sensor_id) WHERE until IS NULL;
CREATE TABLE schedule (id serial PRIMARY KEY, cron text NOT NULL CHECK (cron ~ '^(\*|\d+)( (\*|\d+)){4}$'), starts time NOT NULL,
    ends time NOT NULL, CHECK (starts < ends), every interval NOT NULL CHECK (every >= '1 minute' AND every <= '1 day'),
    payload jsonb NOT NULL CHECK (payload @> '{"v": 1}' AND jsonb_array_length(payload -> 'steps') > 0),
    tags text NOT NULL CHECK (string_to_array(tags, ',') <@ ARRAY['red','green','blue']));
CREATE TABLE reading_agg (day date NOT NULL, sensor_id int NOT NULL, n int NOT NULL CHECK (n > 0), low real NOT NULL, high real NOT NULL,
    mean real NOT NULL, CHECK (low <= mean AND mean <= high)) PARTITION BY LIST (extract(month FROM day));
CREATE TABLE ra_1 PARTITION OF reading_agg FOR VALUES IN (1, 2, 3); CREATE TABLE ra_d PARTITION OF reading_agg DEFAULT;
