CREATE TABLE org (id bigint PRIMARY KEY, owner_id bigint NOT NULL, default_team_id bigint, name text NOT NULL UNIQUE);
CREATE TABLE team (id bigint NOT NULL, org_id bigint NOT NULL REFERENCES org, lead_id bigint, PRIMARY KEY (id), UNIQUE (org_id, id));
CREATE TABLE member (id bigint PRIMARY KEY, org_id bigint NOT NULL, team_id bigint NOT NULL, login text NOT NULL, FOREIGN KEY (org_id,
    team_id) REFERENCES team (org_id, id), UNIQUE (org_id, id), UNIQUE (org_id, login));
ALTER TABLE org ADD FOREIGN KEY (owner_id) REFERENCES member, ADD FOREIGN KEY (id, default_team_id) REFERENCES team (org_id,
    id) DEFERRABLE INITIALLY IMMEDIATE;
ALTER TABLE team ADD FOREIGN KEY (org_id, lead_id) REFERENCES member (org_id, id);
CREATE TABLE repo (id bigserial PRIMARY KEY, org_id bigint NOT NULL REFERENCES org,
    name text NOT NULL CHECK (name ~ '^[\w.-]{1,100}$' AND name NOT IN ('.', '..')), fork_of bigint REFERENCES repo,
    visibility text NOT NULL DEFAULT 'private' CHECK (visibility IN ('public','private','internal')),
    stars int NOT NULL DEFAULT 0 CHECK (stars >= 0));
CREATE UNIQUE INDEX repo_name ON repo (org_id, lower(name));
CREATE TABLE issue (repo_id bigint NOT NULL REFERENCES repo, number int NOT NULL CHECK (number > 0),
    author_id bigint NOT NULL REFERENCES member, title text NOT NULL CHECK (length(trim(title)) > 3), closed_at timestamptz,
    closed_by bigint REFERENCES member, created_at timestamptz NOT NULL DEFAULT now(), labels text[] NOT NULL DEFAULT ARRAY[]::text[],
    PRIMARY KEY (repo_id, number), CHECK ((closed_at IS NULL) = (closed_by IS NULL)), CHECK (closed_at >= created_at));
CREATE TABLE issue_link (repo_id bigint NOT NULL, a int NOT NULL, b int NOT NULL, kind text NOT NULL, PRIMARY KEY (repo_id, a, b),
    FOREIGN KEY (repo_id, a) REFERENCES issue, FOREIGN KEY (repo_id, b) REFERENCES issue, CHECK (a < b));
CREATE TABLE commit_ (sha bytea PRIMARY KEY CHECK (octet_length(sha) = 20), repo_id bigint NOT NULL REFERENCES repo,
    parents bytea[] NOT NULL CHECK (cardinality(parents) <= 2), tree char(40) NOT NULL CHECK (tree ~ '^[0-9a-f]{40}$'),
    at timestamptz NOT NULL, UNIQUE (repo_id, sha));
CREATE TABLE branch (repo_id bigint NOT NULL,
    name text NOT NULL CHECK (name !~ '[ ~^:?*\[\\]' AND name NOT LIKE '-%' AND name NOT LIKE '%/'), head bytea NOT NULL,
    PRIMARY KEY (repo_id, name), FOREIGN KEY (repo_id, head) REFERENCES commit_ (repo_id, sha));
CREATE TABLE pull (repo_id bigint NOT NULL, number int NOT NULL, source text NOT NULL, target text NOT NULL, merged_sha bytea,
    draft boolean NOT NULL DEFAULT false, PRIMARY KEY (repo_id, number), FOREIGN KEY (repo_id, number) REFERENCES issue (repo_id, number),
    FOREIGN KEY (repo_id, source) REFERENCES branch, FOREIGN KEY (repo_id, target) REFERENCES branch, CHECK (source <> target),
    CHECK (merged_sha IS NULL OR NOT draft));
CREATE TABLE reaction (member_id bigint NOT NULL REFERENCES member, subject_type text NOT NULL CHECK (subject_type IN ('Issue','Pull')),
    subject_repo bigint NOT NULL, subject_number int NOT NULL, emoji text NOT NULL CHECK (emoji IN ('+1','-1','heart','rocket')),
    UNIQUE (member_id, subject_type, subject_repo, subject_number, emoji), FOREIGN KEY (subject_repo, subject_number) REFERENCES issue);
CREATE TABLE a1 (id int PRIMARY KEY, b int NOT NULL UNIQUE); CREATE TABLE b1 (id int PRIMARY KEY REFERENCES a1,
    c int NOT NULL); CREATE TABLE c1 (id int PRIMARY KEY,
    a int NOT NULL REFERENCES a1 (b)); ALTER TABLE b1 ADD FOREIGN KEY (c) REFERENCES c1; ALTER TABLE a1 ADD FOREIGN KEY (b) REFERENCES b1;
