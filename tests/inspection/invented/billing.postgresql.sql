CREATE EXTENSION IF NOT EXISTS btree_gist; CREATE EXTENSION IF NOT EXISTS citext;
CREATE TYPE sub_state AS ENUM ('trialing','active','past_due','canceled');
CREATE DOMAIN currency AS char(3) CHECK (VALUE ~ '^[A-Z]{3}$');
CREATE DOMAIN positive_cents AS bigint CHECK (VALUE > 0);
CREATE DOMAIN small_cents AS positive_cents CHECK (VALUE < 1000000);
CREATE DOMAIN email_ci AS citext CHECK (VALUE ~ '^[^@[:space:]]+@[^@[:space:]]+\.[^@[:space:]]+$' AND length(VALUE) BETWEEN 6 AND 254);
CREATE TABLE tenant (id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    slug text NOT NULL CHECK (slug ~ '^[a-z][a-z0-9-]{2,38}[a-z0-9]$') UNIQUE,
    settings jsonb NOT NULL DEFAULT '{}' CHECK (jsonb_typeof(settings) = 'object' AND settings ? 'locale'));
CREATE TABLE account (tenant_id uuid NOT NULL REFERENCES tenant, id bigint GENERATED ALWAYS AS IDENTITY, email email_ci NOT NULL,
    phone text CHECK (phone IS NULL OR phone ~ '^\+[1-9][0-9]{6,14}$'), balance_cents bigint NOT NULL DEFAULT 0, PRIMARY KEY (tenant_id,
    id));
CREATE UNIQUE INDEX account_email ON account (tenant_id, lower(email::text));
CREATE TABLE plan (tenant_id uuid NOT NULL REFERENCES tenant, code text NOT NULL CHECK (code = upper(code) AND code !~ '\s'),
    price small_cents NOT NULL, currency currency NOT NULL, interval_months smallint NOT NULL CHECK (interval_months IN (1, 3, 6, 12)),
    trial interval CHECK (trial BETWEEN interval '0' AND interval '90 days'), PRIMARY KEY (tenant_id, code));
CREATE TABLE subscription (tenant_id uuid NOT NULL, id bigint NOT NULL, account_id bigint NOT NULL, plan_code text NOT NULL,
    state sub_state NOT NULL, period tstzrange NOT NULL CHECK (NOT isempty(period) AND lower_inc(period) AND NOT upper_inc(period)),
    canceled_at timestamptz, quantity int NOT NULL DEFAULT 1 CHECK (quantity BETWEEN 1 AND 500),
 PRIMARY KEY (tenant_id, id), FOREIGN KEY (tenant_id, account_id) REFERENCES account (tenant_id, id), FOREIGN KEY (tenant_id,
    plan_code) REFERENCES plan (tenant_id, code),
 CHECK ((state = 'canceled') = (canceled_at IS NOT NULL)), EXCLUDE USING gist (tenant_id WITH =, account_id WITH =,
    period WITH &&) WHERE (state <> 'canceled'));
CREATE TABLE invoice (id bigserial PRIMARY KEY, tenant_id uuid NOT NULL, subscription_id bigint NOT NULL,
    number text NOT NULL CHECK (number ~ '^INV-\d{4}-\d{6}$'), issued_on date NOT NULL, due_on date NOT NULL, paid_on date, net numeric(12,
    2) NOT NULL CHECK (net >= 0), tax_rate numeric(5,4) NOT NULL CHECK (tax_rate BETWEEN 0 AND 0.3), tax numeric(12,
    2) GENERATED ALWAYS AS (round(net * tax_rate, 2)) STORED, UNIQUE (tenant_id, number), FOREIGN KEY (tenant_id,
    subscription_id) REFERENCES subscription (tenant_id, id), CHECK (due_on >= issued_on AND due_on - issued_on <= 60),
    CHECK (paid_on IS NULL OR paid_on >= issued_on));
CREATE TABLE invoice_line (invoice_id bigint NOT NULL REFERENCES invoice ON DELETE CASCADE, position smallint NOT NULL CHECK (position > 0),
    kind text NOT NULL CHECK (kind IN ('fixed','usage','discount')), amount numeric(12,2) NOT NULL, units numeric, unit_price numeric(10,4),
    PRIMARY KEY (invoice_id, position), CHECK (CASE kind WHEN 'discount' THEN amount < 0 ELSE amount >= 0 END),
    CHECK (kind <> 'usage' OR (units IS NOT NULL AND unit_price IS NOT NULL AND units >= 0)),
    CHECK (kind = 'usage' OR (units IS NULL AND unit_price IS NULL)));
CREATE TABLE coupon (code text PRIMARY KEY CHECK (length(code) = 8 AND code SIMILAR TO '[A-Z0-9]+'), percent_off numeric(5,2),
    amount_off int, currency currency, valid daterange NOT NULL, CHECK (num_nonnulls(percent_off, amount_off) = 1),
    CHECK ((amount_off IS NULL) = (currency IS NULL)), CHECK (percent_off > 0 AND percent_off <= 100),
    CHECK (lower(valid) >= DATE '2020-01-01'));
CREATE TABLE payment_method (id uuid PRIMARY KEY, tenant_id uuid NOT NULL, account_id bigint NOT NULL, is_default boolean NOT NULL,
    brand text, last4 char(4), iban text, exp_month int, exp_year int, FOREIGN KEY (tenant_id, account_id) REFERENCES account,
    CHECK ((brand IS NOT NULL AND last4 ~ '^\d{4}$' AND exp_month BETWEEN 1 AND 12 AND exp_year >= 2020 AND iban IS NULL) OR (iban ~ '^[A-Z]{2}\d{2}[A-Z0-9]{11,30}$' AND brand IS NULL AND last4 IS NULL AND exp_month IS NULL AND exp_year IS NULL)));
CREATE UNIQUE INDEX one_default ON payment_method (tenant_id, account_id) WHERE is_default;
