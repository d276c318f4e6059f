CREATE TABLE user (id INTEGER PRIMARY KEY,
    handle TEXT NOT NULL COLLATE NOCASE UNIQUE CHECK (handle GLOB '[a-z]*' AND handle NOT GLOB '*[^a-z0-9_]*' AND length(handle) BETWEEN 3 AND 20),
    born TEXT CHECK (born IS NULL OR date(born) = born),
    settings TEXT NOT NULL DEFAULT '{}' CHECK (json_valid(settings) AND json_type(settings) = 'object'),
    created INTEGER NOT NULL DEFAULT (strftime('%s','now')), pw BLOB NOT NULL CHECK (length(pw) BETWEEN 32 AND 64),
    score REAL NOT NULL CHECK (score >= 0.0 AND score <= 1.0)) STRICT;
CREATE TABLE folder (id INTEGER PRIMARY KEY AUTOINCREMENT, owner INTEGER NOT NULL REFERENCES user ON DELETE CASCADE,
    parent INTEGER REFERENCES folder, name TEXT NOT NULL CHECK (instr(name, '/') = 0 AND name <> ''),
    color TEXT CHECK (color LIKE '#______'));
CREATE UNIQUE INDEX folder_name ON folder (owner, ifnull(parent, 0), lower(name));
CREATE TABLE note (id TEXT PRIMARY KEY NOT NULL CHECK (length(id) = 26 AND id NOT GLOB '*[^0-9A-HJKMNP-TV-Z]*'),
    folder_id INTEGER NOT NULL REFERENCES folder (id), title TEXT NOT NULL, body TEXT NOT NULL DEFAULT '',
    pinned INTEGER NOT NULL DEFAULT 0 CHECK (pinned IN (0,1)), archived_at TEXT,
    words INTEGER GENERATED ALWAYS AS (length(body) - length(replace(body, ' ', '')) + 1) VIRTUAL,
    CHECK (NOT (pinned AND archived_at IS NOT NULL)), CHECK (archived_at IS NULL OR datetime(archived_at) IS NOT NULL)) WITHOUT ROWID;
CREATE UNIQUE INDEX one_pinned ON note (folder_id) WHERE pinned = 1;
CREATE TABLE tag (name TEXT PRIMARY KEY NOT NULL CHECK (name = lower(name) AND name = trim(name)),
    weight INT NOT NULL CHECK (weight % 5 = 0 AND weight > 0)) WITHOUT ROWID;
CREATE TABLE note_tag (note_id TEXT NOT NULL REFERENCES note, tag TEXT NOT NULL REFERENCES tag (name) ON UPDATE CASCADE,
    position INT NOT NULL CHECK (position >= 0), PRIMARY KEY (note_id, tag), UNIQUE (note_id, position));
CREATE TABLE note_history (id INTEGER PRIMARY KEY, note_id TEXT NOT NULL, what TEXT NOT NULL);
CREATE TRIGGER note_ai AFTER INSERT ON note BEGIN INSERT INTO note_history (note_id, what) VALUES (NEW.id, 'made'); END;
CREATE TRIGGER tag_bi BEFORE INSERT ON tag WHEN NEW.name LIKE '%!%' BEGIN SELECT RAISE(ABORT, 'no shouting'); END;
CREATE TABLE "group" ("order" INTEGER PRIMARY KEY, "index" TEXT NOT NULL, [select] INT NOT NULL DEFAULT 0,
    `table` TEXT CHECK (`table` IS NULL OR `table` <> "index"));
CREATE TABLE reminder (id INTEGER PRIMARY KEY, note_id TEXT NOT NULL REFERENCES note,
    at DATETIME NOT NULL CHECK (at LIKE '____-__-__ __:__:__'), every TEXT CHECK (every IN ('day','week') OR every GLOB '[0-9]*d'),
    last DATETIME, CHECK (last IS NULL OR last < at));
CREATE TABLE share (note_id TEXT NOT NULL REFERENCES note, user_id INTEGER NOT NULL REFERENCES user,
    level INTEGER NOT NULL CHECK (level BETWEEN 1 AND 3), token TEXT, expires INTEGER, PRIMARY KEY (note_id, user_id),
    CHECK ((token IS NULL AND expires IS NULL) OR (token IS NOT NULL AND expires > 1600000000 AND length(token) >= 16)));
CREATE TABLE kv (k TEXT PRIMARY KEY, v ANY NOT NULL CHECK (typeof(v) IN ('integer','text')), kind TEXT NOT NULL CHECK (kind = typeof(v))) STRICT;
CREATE TABLE ledger (id INTEGER PRIMARY KEY, debit INT NOT NULL DEFAULT 0, credit INT NOT NULL DEFAULT 0, balance AS (debit - credit),
    CHECK (debit >= 0 AND credit >= 0), CHECK ((debit = 0) <> (credit = 0)));
CREATE TABLE left_ (id INTEGER PRIMARY KEY,
    right_id INTEGER NOT NULL REFERENCES right_ DEFERRABLE INITIALLY DEFERRED); CREATE TABLE right_ (id INTEGER PRIMARY KEY,
    left_id INTEGER NOT NULL UNIQUE REFERENCES left_);
