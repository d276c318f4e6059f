CREATE TABLE artists (artist_id INTEGER PRIMARY KEY, name NVARCHAR(120) NOT NULL CHECK (length(name) <= 120),
    mbid CHAR(36) UNIQUE CHECK (mbid IS NULL OR (length(mbid) = 36 AND substr(mbid, 9, 1) = '-' AND substr(mbid, 15, 1) = '4')),
    begin_year INT, end_year INT, CHECK (begin_year IS NULL OR begin_year BETWEEN 1900 AND 2025),
    CHECK (end_year IS NULL OR end_year > begin_year));
CREATE TABLE albums (album_id INTEGER PRIMARY KEY, artist_id INT NOT NULL, title TEXT NOT NULL,
    released DATE NOT NULL CHECK (released BETWEEN '1950-01-01' AND '2025-12-31'),
    upc TEXT UNIQUE CHECK (upc GLOB '[0-9][0-9][0-9][0-9][0-9][0-9][0-9][0-9][0-9][0-9][0-9][0-9]'),
    rating REAL CHECK (rating = round(rating, 1) AND rating BETWEEN 0 AND 10), FOREIGN KEY (artist_id) REFERENCES artists (artist_id),
    UNIQUE (artist_id, title), UNIQUE (album_id, artist_id));
CREATE TABLE tracks (album_id INT NOT NULL, artist_id INT NOT NULL, disc INT NOT NULL DEFAULT 1 CHECK (disc BETWEEN 1 AND 4),
    no INT NOT NULL CHECK (no BETWEEN 1 AND 60), title TEXT NOT NULL, ms INT NOT NULL CHECK (ms > 1000 AND ms < 36000000),
    isrc TEXT CHECK (isrc IS NULL OR isrc GLOB '[A-Z][A-Z][A-Z0-9][A-Z0-9][A-Z0-9][0-9][0-9][0-9][0-9][0-9][0-9][0-9]'),
    explicit BOOLEAN NOT NULL CHECK (explicit IN (FALSE, TRUE)), PRIMARY KEY (album_id, disc, no), FOREIGN KEY (album_id,
    artist_id) REFERENCES albums (album_id, artist_id));
CREATE TABLE plays (id INTEGER PRIMARY KEY, album_id INT NOT NULL, disc INT NOT NULL, no INT NOT NULL,
    at REAL NOT NULL CHECK (at > 2440587.5), ms_played INT NOT NULL CHECK (ms_played >= 0), skipped INT AS (ms_played < 30000) STORED,
    FOREIGN KEY (album_id, disc, no) REFERENCES tracks (album_id, disc, no));
CREATE TABLE playlists (id INTEGER PRIMARY KEY, name TEXT NOT NULL, kind TEXT NOT NULL DEFAULT 'manual', rule TEXT, max_items INT,
    CHECK (kind IN ('manual','smart')), CHECK (iif(kind = 'smart', rule IS NOT NULL AND json_valid(rule) AND json_array_length(rule,
    '$.all') > 0, rule IS NULL)), CHECK (coalesce(max_items, 1) BETWEEN 1 AND 1000));
CREATE TABLE playlist_items (playlist_id INT NOT NULL REFERENCES playlists, pos INT NOT NULL, album_id INT NOT NULL, disc INT NOT NULL,
    no INT NOT NULL, PRIMARY KEY (playlist_id, pos), FOREIGN KEY (album_id, disc, no) REFERENCES tracks) WITHOUT ROWID;
CREATE TABLE files (path TEXT PRIMARY KEY NOT NULL CHECK (path LIKE '/%' AND path NOT LIKE '%//%' AND substr(path, -1) <> '/'),
    size INT NOT NULL CHECK (typeof(size) = 'integer' AND size > 0), mtime INT NOT NULL,
    sha TEXT NOT NULL UNIQUE CHECK (length(sha) = 64 AND sha = lower(sha) AND sha NOT GLOB '*[^0-9a-f]*'),
    ext TEXT NOT NULL CHECK (ext IN ('.mp3','.flac') ), album_id INT, disc INT, no INT, FOREIGN KEY (album_id, disc,
    no) REFERENCES tracks (album_id, disc, no), CHECK ((album_id IS NULL) = (disc IS NULL) AND (disc IS NULL) = (no IS NULL)));
CREATE TABLE meta (id INTEGER PRIMARY KEY CHECK (id = 1), version TEXT NOT NULL CHECK (version GLOB '[0-9]*.[0-9]*'), opened BOOLEAN NOT NULL);
CREATE TABLE rel (a INT NOT NULL REFERENCES artists, b INT NOT NULL REFERENCES artists, kind TEXT NOT NULL CHECK (kind IN ('member',
    'alias')), PRIMARY KEY (a, b, kind), CHECK (a <> b));
CREATE UNIQUE INDEX rel_alias ON rel (min(a, b), max(a, b)) WHERE kind = 'alias';
CREATE TABLE price (country CHAR(2) NOT NULL CHECK (country = upper(country) AND length(country) = 2),
    currency CHAR(3) NOT NULL CHECK (length(currency) = 3), album_id INT NOT NULL REFERENCES albums,
    cents INT NOT NULL CHECK (cents BETWEEN 49 AND 99999 AND cents % 10 = 9), from_ DATE NOT NULL, to_ DATE, PRIMARY KEY (country, album_id,
    from_), CHECK (to_ IS NULL OR julianday(to_) - julianday(from_) >= 1));
CREATE UNIQUE INDEX price_open ON price (country, album_id) WHERE to_ IS NULL;

-- What old files have in place of keys, a key of columns in order, and what is computed.
CREATE TABLE writers (id INTEGER PRIMARY KEY, name TEXT NOT NULL COLLATE NOCASE UNIQUE);
CREATE TABLE written (id INTEGER PRIMARY KEY, writer INTEGER NOT NULL, pages INTEGER NOT NULL, UNIQUE (writer, pages));
CREATE TRIGGER written_bi BEFORE INSERT ON written BEGIN
    SELECT CASE WHEN (SELECT id FROM writers WHERE id = NEW.writer) IS NULL THEN RAISE(ABORT, 'no such writer') END; END;
CREATE TABLE steps ("from" INTEGER, "to" INTEGER, PRIMARY KEY ("from", "to"), CHECK ("from" < "to"));
CREATE TABLE frames (w INT NOT NULL, h INT CHECK (h > 0), area INT GENERATED ALWAYS AS (w * h) STORED CHECK (area < 500));
