CREATE TYPE acct_kind AS ENUM ('asset','liability','equity','income','expense');
CREATE TABLE currency (code char(3) PRIMARY KEY CHECK (code = upper(code) AND code ~ '^[A-Z]+$'),
    exponent smallint NOT NULL CHECK (exponent IN (0, 2, 3)));
CREATE TABLE account (id int PRIMARY KEY CHECK (id BETWEEN 1000 AND 9999), kind acct_kind NOT NULL, name text NOT NULL UNIQUE,
    currency char(3) NOT NULL REFERENCES currency, parent int REFERENCES account,
    normal smallint NOT NULL GENERATED ALWAYS AS (CASE WHEN kind IN ('asset','expense') THEN 1 ELSE -1 END) STORED,
    code text NOT NULL UNIQUE CHECK (code ~ '^\d{4}(\.\d{2}){0,2}$'), closed_on date,
    opened_on date NOT NULL CHECK (opened_on >= '2000-01-01'), CHECK (closed_on > opened_on), UNIQUE (id, currency));
CREATE TABLE journal (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, posted_on date NOT NULL, memo text NOT NULL DEFAULT '',
    reverses bigint UNIQUE REFERENCES journal, CHECK (reverses IS NULL OR reverses <> id), idempotency uuid UNIQUE,
    fiscal_year int NOT NULL, CHECK (fiscal_year = extract(year FROM posted_on)::int));
CREATE TABLE entry (journal_id bigint NOT NULL REFERENCES journal ON DELETE RESTRICT, line smallint NOT NULL, account_id int NOT NULL,
    currency char(3) NOT NULL, debit numeric(20,4) NOT NULL DEFAULT 0, credit numeric(20,4) NOT NULL DEFAULT 0, PRIMARY KEY (journal_id,
    line), FOREIGN KEY (account_id, currency) REFERENCES account (id, currency),
    CHECK (debit >= 0 AND credit >= 0 AND (debit = 0) <> (credit = 0)), CHECK (line BETWEEN 1 AND 999));
CREATE TABLE rate (base char(3) NOT NULL REFERENCES currency, quote char(3) NOT NULL REFERENCES currency, on_day date NOT NULL,
    value numeric(18,8) NOT NULL CHECK (value > 0 AND value < 1000000), inverse numeric GENERATED ALWAYS AS (1 / value) STORED,
    PRIMARY KEY (base, quote, on_day), CHECK (base <> quote));
CREATE TABLE budget (account_id int NOT NULL REFERENCES account,
    period daterange NOT NULL CHECK (lower(period) IS NOT NULL AND upper(period) > lower(period)), amount numeric(14,
    2) NOT NULL CHECK (amount <> 0), note varchar(40) CHECK (note = '' IS NOT TRUE), PRIMARY KEY (account_id, period));
CREATE TABLE "statement" (id uuid PRIMARY KEY, account_id int NOT NULL REFERENCES account, from_day date NOT NULL, to_day date NOT NULL,
    opening numeric(14,2) NOT NULL, closing numeric(14,2) NOT NULL, moved numeric(14,2) NOT NULL, CHECK (closing = opening + moved),
    CHECK (to_day - from_day BETWEEN 27 AND 31), UNIQUE (account_id, from_day));
CREATE TABLE attachment (id bigserial PRIMARY KEY, owner_type text NOT NULL, journal_id bigint REFERENCES journal,
    account_id int REFERENCES account, mime text NOT NULL CHECK (mime ~ '^(image|application)/[a-z0-9.+-]+$'),
    sha256 text NOT NULL CHECK (sha256 ~ '^[a-f0-9]{64}$'), bytes bigint NOT NULL CHECK (bytes BETWEEN 1 AND 52428800),
    CHECK ((owner_type = 'journal' AND journal_id IS NOT NULL AND account_id IS NULL) OR (owner_type = 'account' AND account_id IS NOT NULL AND journal_id IS NULL)));
CREATE TABLE tax_rule (id int PRIMARY KEY, country char(2) NOT NULL CHECK (country SIMILAR TO '[A-Z]{2}'), rate numeric(4,
    3) NOT NULL CHECK (rate >= 0 AND rate < 1), valid_from date NOT NULL, valid_to date, reduced boolean NOT NULL, min_amount int,
    max_amount int, CHECK (COALESCE(valid_to, DATE '9999-12-31') > valid_from), CHECK (COALESCE(min_amount, 0) <= COALESCE(max_amount,
    2147483647)), UNIQUE NULLS NOT DISTINCT (country, reduced, valid_to));
CREATE TABLE lock (id boolean PRIMARY KEY DEFAULT true CHECK (id), locked_until date NOT NULL, by text NOT NULL);
CREATE FUNCTION no_future() RETURNS trigger LANGUAGE plpgsql AS $$ DECLARE lim date := '2026-12-31'; BEGIN IF NEW.posted_on > lim THEN RAISE EXCEPTION 'posted in the future: %', NEW.posted_on; END IF; IF NEW.memo = '' THEN NEW.memo := 'no memo'; END IF; RETURN NEW; END $$;
CREATE TRIGGER no_future BEFORE INSERT ON journal FOR EACH ROW EXECUTE FUNCTION no_future();
