CREATE DOMAIN percent AS numeric(5,2) CHECK (VALUE >= 0 AND VALUE <= 100);
CREATE DOMAIN slug AS varchar(60) CHECK (VALUE ~ '^[a-z0-9]+(-[a-z0-9]+)*$');
CREATE DOMAIN isbn13 AS text CHECK (VALUE ~ '^97[89]-\d{1,5}-\d{1,7}-\d{1,6}-\d$' AND length(VALUE) = 17);
CREATE TABLE course (id serial PRIMARY KEY, slug slug NOT NULL UNIQUE,
    title varchar(200) NOT NULL CHECK (length(title) >= 5 AND title = initcap(title)), credits numeric(3,1) NOT NULL CHECK (credits IN (0.5,
    1, 1.5, 2, 3)), level int NOT NULL CHECK (level >= 100 AND level < 1000 AND level % 100 < 50),
    prereq int REFERENCES course CHECK (prereq IS NULL OR prereq < id), published_at timestamptz, retired_at timestamptz,
    CHECK (retired_at IS NULL OR published_at IS NOT NULL), CHECK (retired_at > published_at));
CREATE TABLE term (code char(5) PRIMARY KEY CHECK (code ~ '^[0-9]{4}[SFW]$'), starts date NOT NULL UNIQUE, ends date NOT NULL,
    CHECK (ends > starts AND ends <= starts + 150), EXCLUDE USING gist (daterange(starts, ends, '[]') WITH &&));
CREATE TABLE section (course_id int NOT NULL REFERENCES course, term char(5) NOT NULL REFERENCES term,
    no smallint NOT NULL CHECK (no BETWEEN 1 AND 20), capacity int NOT NULL CHECK (capacity > 0), enrolled int NOT NULL DEFAULT 0,
    room text CHECK (room ~ '^[A-Z]{1,2}-?\d{3}[a-z]?$'), PRIMARY KEY (course_id, term, no),
    CHECK (enrolled <= capacity AND enrolled >= 0));
CREATE TABLE student (id int PRIMARY KEY, number varchar(9) NOT NULL UNIQUE CHECK (number ~ '^S\d{8}$' AND substr(number, 2, 2)::int < 27),
    email text NOT NULL CHECK (email = lower(email) AND email LIKE '%@%.edu'), gpa numeric(3,2) CHECK (gpa BETWEEN 0 AND 4),
    status text NOT NULL, left_on date, CHECK (status IN ('active','leave','graduated','dropped')), CHECK (status NOT IN ('graduated',
    'dropped') OR left_on IS NOT NULL), CHECK (left_on IS NULL OR status = 'graduated' OR status = 'dropped'));
CREATE UNIQUE INDEX ON student (lower(email)) WHERE status = 'active';
CREATE TABLE enrollment (student_id int REFERENCES student ON DELETE CASCADE, course_id int, term char(5), no smallint,
    grade text CHECK (grade ~ '^([A-D][+-]?|F|P|W)$'), points percent, audited boolean NOT NULL DEFAULT false, PRIMARY KEY (student_id,
    course_id, term), FOREIGN KEY (course_id, term, no) REFERENCES section, CHECK (NOT audited OR grade IS NULL),
    CHECK ((grade IS NULL) = (points IS NULL)));
CREATE TABLE assignment (id bigserial PRIMARY KEY, course_id int NOT NULL, term char(5) NOT NULL, no smallint NOT NULL, title text NOT NULL,
    weight percent NOT NULL, due timestamptz NOT NULL, late_until timestamptz GENERATED ALWAYS AS (due) STORED,
    rubric jsonb NOT NULL CHECK (jsonb_typeof(rubric) = 'array' AND jsonb_array_length(rubric) BETWEEN 1 AND 10), FOREIGN KEY (course_id,
    term, no) REFERENCES section, UNIQUE (course_id, term, no, title));
CREATE TABLE submission (assignment_id bigint NOT NULL REFERENCES assignment, student_id int NOT NULL REFERENCES student,
    attempt int NOT NULL DEFAULT 1 CHECK (attempt > 0), body text, file_path text, url text, score percent, graded_by text,
    graded_at timestamptz, submitted_at timestamptz NOT NULL, PRIMARY KEY (assignment_id, student_id, attempt), CHECK (num_nonnulls(body,
    file_path, url) >= 1), CHECK (url ~* '^https?://' ), CHECK (file_path ~ '^/?([^/\0]+/)*[^/\0]+\.(pdf|zip|txt)$'),
    CHECK ((score IS NULL AND graded_by IS NULL AND graded_at IS NULL) OR (score IS NOT NULL AND graded_by IS NOT NULL AND graded_at >= submitted_at)));
CREATE TABLE book (isbn isbn13 PRIMARY KEY, title text NOT NULL, year smallint NOT NULL CHECK (year BETWEEN 1900 AND 2030),
    pages int CHECK (pages BETWEEN 1 AND 5000), authors text[] NOT NULL CHECK (array_length(authors, 1) > 0 AND '' <> ALL (authors)),
    price numeric(6,2) NOT NULL CHECK (price > 0 AND price * 100 % 5 = 0));
CREATE TABLE loan (id bigserial PRIMARY KEY, isbn isbn13 NOT NULL REFERENCES book, student_id int NOT NULL REFERENCES student,
    copy smallint NOT NULL CHECK (copy > 0), out_on date NOT NULL DEFAULT current_date, due_on date NOT NULL, back_on date,
    renewals int NOT NULL DEFAULT 0 CHECK (renewals <= 3), CHECK (due_on = out_on + 14 + renewals * 7), CHECK (back_on >= out_on));
CREATE UNIQUE INDEX one_loan ON loan (isbn, copy) WHERE back_on IS NULL;
CREATE TABLE calendar (day date PRIMARY KEY, dow smallint NOT NULL GENERATED ALWAYS AS (extract(dow FROM day)::smallint) STORED,
    holiday boolean NOT NULL, name text, CHECK (holiday = (name IS NOT NULL)));
