CREATE TABLE player (id INTEGER PRIMARY KEY, tag TEXT NOT NULL UNIQUE CHECK (tag LIKE '#%' AND length(tag) = 9 AND upper(tag) = tag),
    level INT NOT NULL DEFAULT 1 CHECK (level BETWEEN 1 AND 60), xp INT NOT NULL CHECK (xp >= level * 100), guild_id INT REFERENCES guild,
    guild_role TEXT CHECK (guild_role IN ('leader','officer','member')),
    banned_until TEXT CHECK (banned_until IS strftime('%Y-%m-%dT%H:%M:%SZ', banned_until)),
    CHECK ((guild_id IS NULL) = (guild_role IS NULL)));
CREATE TABLE guild (id INTEGER PRIMARY KEY, name TEXT NOT NULL COLLATE NOCASE UNIQUE,
    founder_id INT NOT NULL REFERENCES player DEFERRABLE INITIALLY DEFERRED, motto TEXT NOT NULL DEFAULT '' CHECK (length(motto) < 80));
CREATE UNIQUE INDEX one_leader ON player (guild_id) WHERE guild_role = 'leader';
CREATE TABLE item_type (code TEXT PRIMARY KEY NOT NULL CHECK (code GLOB '[A-Z][A-Z][A-Z]_[0-9][0-9]'), slot TEXT CHECK (slot IN ('head',
    'hand','feet')), stack INT NOT NULL CHECK (stack IN (1, 16, 64)), stats TEXT NOT NULL CHECK (json_valid(stats) AND json_extract(stats,
    '$.power') BETWEEN 0 AND 100), CHECK (slot IS NULL OR stack = 1)) WITHOUT ROWID, STRICT;
CREATE TABLE item (id BLOB PRIMARY KEY NOT NULL CHECK (typeof(id) = 'blob' AND length(id) = 16), owner INT NOT NULL REFERENCES player,
    type TEXT NOT NULL REFERENCES item_type (code), n INT NOT NULL CHECK (n > 0), slot_no INT, UNIQUE (owner, slot_no),
    CHECK (slot_no BETWEEN 0 AND 199)) WITHOUT ROWID;
CREATE TABLE match (id INTEGER PRIMARY KEY AUTOINCREMENT, red INT NOT NULL REFERENCES player, blue INT NOT NULL REFERENCES player,
    winner INT, seed TEXT NOT NULL CHECK (seed GLOB '0x[0-9a-f]*' AND length(seed) = 18), started INT NOT NULL CHECK (started > 1577836800),
    ended INT CHECK (ended > started AND ended - started < 7200), CHECK (red <> blue), CHECK (winner IS NULL OR winner IN (red, blue)),
    CHECK (winner IS NULL OR ended IS NOT NULL));
CREATE TABLE move (match_id INT NOT NULL REFERENCES match, turn INT NOT NULL CHECK (turn > 0),
    side TEXT NOT NULL CHECK (side = CASE turn % 2 WHEN 1 THEN 'red' ELSE 'blue' END), cell TEXT NOT NULL CHECK (cell GLOB '[a-h][1-8]'),
    PRIMARY KEY (match_id, turn)) WITHOUT ROWID;
CREATE TABLE friendship (a INT NOT NULL REFERENCES player, b INT NOT NULL REFERENCES player, since DATE NOT NULL DEFAULT CURRENT_DATE,
    PRIMARY KEY (a, b), CHECK (a < b)) WITHOUT ROWID;
CREATE TABLE season (year INT NOT NULL CHECK (year BETWEEN 2020 AND 2030), q INT NOT NULL CHECK (q IN (1,2,3,4)),
    name TEXT AS (year || 'Q' || q) STORED UNIQUE, PRIMARY KEY (year, q));
CREATE TABLE standing (year INT, q INT, player_id INT REFERENCES player, rank INT NOT NULL CHECK (rank > 0), wins INT NOT NULL DEFAULT 0,
    losses INT NOT NULL DEFAULT 0, played INT NOT NULL, rate REAL, PRIMARY KEY (year, q, player_id), UNIQUE (year, q, rank),
    FOREIGN KEY (year, q) REFERENCES season, CHECK (played = wins + losses),
    CHECK (played = 0 OR rate IS NULL OR (rate >= 0 AND rate <= 1))) WITHOUT ROWID;
CREATE TABLE chat (id INTEGER PRIMARY KEY, channel TEXT NOT NULL CHECK (channel IN ('all','guild') OR channel LIKE 'dm:%'),
    from_id INT NOT NULL REFERENCES player, to_id INT REFERENCES player,
    body TEXT NOT NULL CHECK (trim(body) <> '' AND length(CAST(body AS BLOB)) <= 400),
    CHECK (CASE WHEN channel LIKE 'dm:%' THEN to_id IS NOT NULL AND to_id <> from_id ELSE to_id IS NULL END));
CREATE TRIGGER chat_guard BEFORE INSERT ON chat WHEN length(NEW.body) > 300 BEGIN SELECT RAISE(ABORT, 'too long'); END;
