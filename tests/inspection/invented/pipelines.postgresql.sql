-- Keys of partitioned tables that share the column that decides, and partitions of a day; values that functions compute.
CREATE TABLE projects (id serial PRIMARY KEY, title text NOT NULL, slug text NOT NULL UNIQUE,
    CHECK (slug = regexp_replace(lower(title), '[^a-z0-9]+', '-', 'g')));
CREATE TABLE pipelines (id bigserial NOT NULL, part int NOT NULL, project_id int NOT NULL REFERENCES projects, PRIMARY KEY (id, part))
    PARTITION BY LIST (part);
CREATE TABLE pipelines_1 PARTITION OF pipelines FOR VALUES IN (100, 101, 102);
CREATE TABLE stages (id bigserial NOT NULL, part int NOT NULL, pipeline_id bigint, name text, PRIMARY KEY (id, part),
    FOREIGN KEY (part, pipeline_id) REFERENCES pipelines (part, id)) PARTITION BY LIST (part);
CREATE TABLE stages_1 PARTITION OF stages FOR VALUES IN (100, 101);
CREATE UNIQUE INDEX ON stages (pipeline_id, name, part);
CREATE TABLE builds (id bigserial NOT NULL, part int NOT NULL, stage_id bigint NOT NULL, pipeline_id bigint, PRIMARY KEY (id, part),
    FOREIGN KEY (part, stage_id) REFERENCES stages (part, id), FOREIGN KEY (part, pipeline_id) REFERENCES pipelines (part, id)) PARTITION BY LIST (part);
CREATE TABLE builds_1 PARTITION OF builds FOR VALUES IN (101);
CREATE TABLE logs (id bigserial NOT NULL, made_at timestamp NOT NULL, changed_at timestamp NOT NULL, line text, PRIMARY KEY (id, made_at))
    PARTITION BY RANGE (made_at);
CREATE TABLE logs_1 PARTITION OF logs FOR VALUES FROM ('2024-03-01 00:00:00') TO ('2024-03-02 00:00:00');
CREATE TABLE requests (id serial PRIMARY KEY, project_id int NOT NULL REFERENCES projects, diff_type smallint NOT NULL);
CREATE UNIQUE INDEX ON requests (project_id) WHERE diff_type = 2;
CREATE TABLE version (id uuid PRIMARY KEY, name text NOT NULL);
CREATE UNIQUE INDEX ON version ((name IS NOT NULL));
CREATE TABLE subscriptions (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, claims jsonb NOT NULL,
    role text GENERATED ALWAYS AS (claims ->> 'role') STORED NOT NULL);
CREATE TABLE changes (id bigint PRIMARY KEY, of_table text NOT NULL CHECK (to_regclass(of_table) IS NOT NULL));
CREATE TABLE bookings (id serial PRIMARY KEY, day date NOT NULL, place int NOT NULL, code text NOT NULL UNIQUE,
    CHECK (code = to_char(day, 'YYYYMMDD') || '-' || place));
