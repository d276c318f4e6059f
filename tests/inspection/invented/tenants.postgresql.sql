CREATE EXTENSION IF NOT EXISTS pgcrypto; CREATE EXTENSION IF NOT EXISTS btree_gist;
CREATE SCHEMA auth; CREATE SCHEMA app;
CREATE TABLE auth.tenants (id uuid PRIMARY KEY DEFAULT gen_random_uuid(), name text NOT NULL,
    region text NOT NULL CHECK (region IN ('eu-west-1','us-east-1')), deleted_at timestamptz,
    created_at timestamptz NOT NULL DEFAULT now());
CREATE UNIQUE INDEX tenants_name ON auth.tenants (lower(name)) WHERE deleted_at IS NULL;
CREATE TABLE auth.users (id uuid PRIMARY KEY DEFAULT gen_random_uuid(), email text NOT NULL, email_verified_at timestamptz,
    password_hash text CHECK (password_hash ~ '^\$2[aby]\$\d{2}\$[./A-Za-z0-9]{53}$'),
    oauth_provider text CHECK (oauth_provider IN ('google','github')), oauth_id text,
    totp_secret bytea CHECK (octet_length(totp_secret) = 20),
    failed_logins smallint NOT NULL DEFAULT 0 CHECK (failed_logins BETWEEN 0 AND 10), locked_until timestamptz,
    CHECK (password_hash IS NOT NULL OR oauth_id IS NOT NULL), CHECK ((oauth_provider IS NULL) = (oauth_id IS NULL)),
    CHECK (locked_until IS NULL OR failed_logins >= 5), UNIQUE (oauth_provider, oauth_id));
CREATE UNIQUE INDEX users_email ON auth.users (lower(email));
CREATE TABLE auth.memberships (tenant_id uuid NOT NULL REFERENCES auth.tenants ON DELETE CASCADE,
    user_id uuid NOT NULL REFERENCES auth.users ON DELETE CASCADE, role text NOT NULL DEFAULT 'member' CHECK (role IN ('owner','admin',
    'member')), invited_by uuid REFERENCES auth.users, CHECK (invited_by IS DISTINCT FROM user_id), PRIMARY KEY (tenant_id, user_id));
CREATE UNIQUE INDEX one_owner ON auth.memberships (tenant_id) WHERE role = 'owner';
CREATE TABLE auth.sessions (id char(64) PRIMARY KEY CHECK (id ~ '^[0-9a-f]{64}$'), user_id uuid NOT NULL REFERENCES auth.users,
    ip inet NOT NULL, ua text, created_at timestamptz NOT NULL DEFAULT now(), expires_at timestamptz NOT NULL,
    revoked boolean NOT NULL DEFAULT false, CHECK (expires_at > created_at AND expires_at < created_at + interval '90 days'));
CREATE TABLE auth.api_keys (prefix char(8) NOT NULL CHECK (prefix ~ '^[a-z0-9]{8}$'), tenant_id uuid NOT NULL REFERENCES auth.tenants,
    hash bytea NOT NULL UNIQUE CHECK (length(hash) = 32), scopes text[] NOT NULL CHECK (scopes <@ ARRAY['read','write',
    'admin'] AND cardinality(scopes) > 0), last_used timestamptz, PRIMARY KEY (prefix));
CREATE TABLE app.projects (tenant_id uuid NOT NULL REFERENCES auth.tenants, id int NOT NULL,
    key varchar(10) NOT NULL CHECK (key ~ '^[A-Z][A-Z0-9]{1,9}$'), name text NOT NULL CHECK (name <> ''), lead uuid NOT NULL,
    archived boolean NOT NULL DEFAULT false, PRIMARY KEY (tenant_id, id), UNIQUE (tenant_id, key), FOREIGN KEY (tenant_id,
    lead) REFERENCES auth.memberships (tenant_id, user_id));
CREATE TABLE app.statuses (tenant_id uuid NOT NULL, project_id int NOT NULL, id smallint NOT NULL, name text NOT NULL,
    position numeric NOT NULL CHECK (position > 0), category text NOT NULL CHECK (category IN ('todo','doing','done')),
    PRIMARY KEY (tenant_id, project_id, id), UNIQUE (tenant_id, project_id, name), UNIQUE (tenant_id, project_id, position),
    FOREIGN KEY (tenant_id, project_id) REFERENCES app.projects ON DELETE CASCADE);
CREATE TABLE app.tickets (tenant_id uuid NOT NULL, project_id int NOT NULL, number int NOT NULL CHECK (number > 0),
    status_id smallint NOT NULL, parent_number int, assignee uuid, reporter uuid NOT NULL,
    title text NOT NULL CHECK (char_length(title) BETWEEN 3 AND 120), priority smallint NOT NULL DEFAULT 3 CHECK (priority BETWEEN 1 AND 5),
    estimate interval CHECK (estimate > '0'), due date, done_at timestamptz, search tsvector GENERATED ALWAYS AS (to_tsvector('simple',
    title)) STORED, PRIMARY KEY (tenant_id, project_id, number), FOREIGN KEY (tenant_id, project_id) REFERENCES app.projects,
    FOREIGN KEY (tenant_id, project_id, status_id) REFERENCES app.statuses, FOREIGN KEY (tenant_id, project_id,
    parent_number) REFERENCES app.tickets, FOREIGN KEY (tenant_id, assignee) REFERENCES auth.memberships (tenant_id, user_id),
    FOREIGN KEY (tenant_id, reporter) REFERENCES auth.memberships (tenant_id, user_id), CHECK (parent_number <> number));
CREATE TABLE app.comments (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, tenant_id uuid NOT NULL, project_id int NOT NULL,
    number int NOT NULL, author uuid NOT NULL, body text NOT NULL CHECK (length(btrim(body)) > 0), reply_to bigint REFERENCES app.comments,
    edited_at timestamptz, created_at timestamptz NOT NULL DEFAULT now(), FOREIGN KEY (tenant_id, project_id,
    number) REFERENCES app.tickets ON DELETE CASCADE, FOREIGN KEY (tenant_id, author) REFERENCES auth.memberships (tenant_id, user_id),
    CHECK (edited_at IS NULL OR edited_at >= created_at));
CREATE TABLE app.usage (tenant_id uuid NOT NULL REFERENCES auth.tenants, month date NOT NULL CHECK (month = date_trunc('month',
    month)::date), metric text NOT NULL CHECK (metric IN ('seats','storage_gb','api_calls')), amount numeric(18,
    6) NOT NULL CHECK (amount >= 0), PRIMARY KEY (tenant_id, month, metric)) PARTITION BY LIST (metric);
CREATE TABLE app.usage_seats PARTITION OF app.usage FOR VALUES IN ('seats'); CREATE TABLE app.usage_rest PARTITION OF app.usage FOR VALUES IN ('storage_gb',
    'api_calls');
CREATE TABLE app.webhooks (id uuid PRIMARY KEY, tenant_id uuid NOT NULL REFERENCES auth.tenants,
    url text NOT NULL CHECK (url ~ '^https://[a-z0-9.-]+(:\d{2,5})?(/.*)?$' AND length(url) <= 300),
    events jsonb NOT NULL CHECK (jsonb_typeof(events) = 'array'),
    secret text NOT NULL CHECK (secret LIKE 'whsec\_%' AND length(secret) > 20),
    backoff int[] NOT NULL DEFAULT '{1,5,30}' CHECK (1 <= ALL (backoff)), UNIQUE (tenant_id, url));
CREATE VIEW app.open_tickets AS SELECT * FROM app.tickets WHERE done_at IS NULL; CREATE MATERIALIZED VIEW app.counts AS SELECT tenant_id,
    count(*) FROM app.tickets GROUP BY 1;
