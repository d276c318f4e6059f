CREATE TABLE warehouse (id serial PRIMARY KEY, code varchar(6) NOT NULL UNIQUE CHECK (code ~* '^wh[0-9]{2,4}$'),
    capacity int NOT NULL CHECK (capacity BETWEEN 10 AND 100000));
CREATE TABLE item (id serial PRIMARY KEY, sku text NOT NULL UNIQUE, search tsvector, updated_at timestamptz, name text NOT NULL,
    weight_g int NOT NULL CHECK (weight_g > 0), hazard boolean NOT NULL DEFAULT false);
CREATE FUNCTION item_fill() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN NEW.search := to_tsvector('simple', NEW.name); NEW.updated_at := now(); IF NEW.sku !~ '^[A-Z]{3}-\d{4}$' THEN RAISE EXCEPTION 'bad sku %', NEW.sku; END IF; RETURN NEW; END $$;
CREATE TRIGGER item_fill BEFORE INSERT OR UPDATE ON item FOR EACH ROW EXECUTE FUNCTION item_fill();
CREATE TABLE stock (warehouse_id int NOT NULL REFERENCES warehouse, item_id int NOT NULL REFERENCES item,
    on_hand int NOT NULL DEFAULT 0 CHECK (on_hand >= 0), reserved int NOT NULL DEFAULT 0, PRIMARY KEY (warehouse_id, item_id),
    CHECK (reserved BETWEEN 0 AND on_hand));
CREATE TABLE movement (id bigserial PRIMARY KEY, warehouse_id int NOT NULL, item_id int NOT NULL, delta int NOT NULL CHECK (delta <> 0),
    reason text NOT NULL CHECK (reason = ANY (ARRAY['receipt','pick','adjust'])), at timestamptz NOT NULL DEFAULT now(),
    FOREIGN KEY (warehouse_id, item_id) REFERENCES stock);
CREATE FUNCTION move() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF NEW.reason = 'pick' AND NEW.delta > 0 THEN RAISE EXCEPTION 'a pick takes away'; END IF; IF NEW.reason = 'receipt' AND NEW.delta < 0 THEN RAISE EXCEPTION 'a receipt adds' USING ERRCODE = 'check_violation'; END IF; INSERT INTO movement_log (movement_id, what) VALUES (NEW.id, TG_OP); RETURN NEW; END $$;
CREATE TABLE movement_log (id bigserial PRIMARY KEY, movement_id bigint NOT NULL, what text NOT NULL, at timestamptz NOT NULL DEFAULT now());
CREATE TRIGGER move AFTER INSERT ON movement FOR EACH ROW EXECUTE FUNCTION move();
CREATE TABLE shipment (id bigserial PRIMARY KEY, warehouse_id int NOT NULL REFERENCES warehouse,
    state text NOT NULL DEFAULT 'open' CHECK (state IN ('open','packed','sent')), sent_at timestamptz, tracking text,
    CHECK (state <> 'sent' OR sent_at IS NOT NULL), CHECK (sent_at IS NULL OR tracking IS NOT NULL));
CREATE FUNCTION guard() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF TG_OP = 'INSERT' AND NEW.state NOT IN ('open', 'packed') THEN RAISE EXCEPTION 'shipments begin open, not %', NEW.state; END IF; RETURN NEW; END $$;
CREATE TRIGGER guard BEFORE INSERT OR UPDATE ON shipment FOR EACH ROW EXECUTE FUNCTION guard();
CREATE TABLE audit (id bigserial PRIMARY KEY, tbl regclass NOT NULL, row_id text NOT NULL, old jsonb, new jsonb,
    by_user name NOT NULL DEFAULT current_user, CHECK (old IS NOT NULL OR new IS NOT NULL));
CREATE FUNCTION audited() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN INSERT INTO audit (tbl, row_id, new) VALUES (TG_RELID::regclass, NEW.id::text, to_jsonb(NEW)); RETURN NULL; END $$;
CREATE TRIGGER audited AFTER INSERT ON warehouse FOR EACH ROW EXECUTE FUNCTION audited();
CREATE TABLE category (id serial PRIMARY KEY, parent_id int REFERENCES category, path text NOT NULL,
    depth int NOT NULL CHECK (depth BETWEEN 0 AND 8), name text NOT NULL, UNIQUE (parent_id, name),
    CHECK ((parent_id IS NULL) = (depth = 0)));
CREATE TABLE "order" ("from" int NOT NULL REFERENCES warehouse, "to" int NOT NULL REFERENCES warehouse, "select" boolean NOT NULL,
    "limit" int CHECK ("limit" > 0), "user" text NOT NULL, "Group" text NOT NULL CHECK ("Group" IN ('a', 'B')),
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, CHECK ("from" <> "to"));
CREATE CONSTRAINT TRIGGER later AFTER INSERT ON "order" DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION audited();
