-- What this database is, since it was made.
CREATE TABLE installation (
    id bigint NOT NULL PRIMARY KEY CHECK (id = 1),
    made_by text COLLATE "C" NOT NULL CHECK (made_by IN ('relais','administrator')),
    made_at timestamptz NOT NULL,
    name uuid NOT NULL
);

-- Partner organizations and centres.
CREATE TABLE agencies (
    id uuid NOT NULL PRIMARY KEY,
    name_en text COLLATE "C" NOT NULL,
    name_fr text COLLATE "C" NOT NULL,
    discipline text COLLATE "C" NOT NULL CHECK (discipline IN ('police','ice_unit','child_protection','indigenous_cfs','crown','advocate','victim_services','counselling','health','court_support','cultural_support','interpreter','forensic_interviewer','legal_counsel_child','compensation','education','c3p','corrections_victim_unit','nation_representative','centre')),
    province text COLLATE "C" NOT NULL,
    zone text COLLATE "C" NOT NULL,
    languages text COLLATE "C" NOT NULL,
    services text COLLATE "C" NOT NULL,
    runs_deployment boolean NOT NULL,
    active boolean NOT NULL,
    created_at timestamptz NOT NULL,
    version bigint NOT NULL
);

-- Those who have an account; names and addresses are sealed.
CREATE TABLE people (
    id uuid NOT NULL PRIMARY KEY,
    agency_id uuid NOT NULL REFERENCES agencies (id),
    email_key bytea NOT NULL CONSTRAINT people_email_key_key UNIQUE,
    profile bytea NOT NULL,
    roles text COLLATE "C" NOT NULL,
    receives_handoffs boolean NOT NULL,
    privacy_officer boolean NOT NULL,
    supervisor boolean NOT NULL,
    lang text COLLATE "C" NOT NULL CHECK (lang IN ('fr','en')),
    active boolean NOT NULL,
    password text COLLATE "C" NOT NULL,
    created_at timestamptz NOT NULL,
    version bigint NOT NULL
);

CREATE INDEX people_agency_id_created_at_id_idx ON people (agency_id, created_at, id);

-- One sign-in in one role.
CREATE TABLE sessions (
    id uuid NOT NULL PRIMARY KEY,
    person_id uuid NOT NULL REFERENCES people (id),
    role text COLLATE "C" NOT NULL CHECK (role IN ('member','coordinator','auditor','administrator')),
    refresh_key bytea NOT NULL,
    opened_at timestamptz NOT NULL,
    renewed_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    ended_at timestamptz,
    version bigint NOT NULL
);

CREATE INDEX sessions_person_id_idx ON sessions (person_id);

-- One child, one cluster of facts.
CREATE TABLE cases (
    id uuid NOT NULL PRIMARY KEY,
    centre_id uuid NOT NULL REFERENCES agencies (id),
    year bigint NOT NULL,
    number bigint NOT NULL,
    child_id uuid NOT NULL,
    status text COLLATE "C" NOT NULL CHECK (status IN ('proposed','open','monitoring','closed','not_taken')),
    status_at timestamptz NOT NULL,
    status_code text COLLATE "C",
    opener_id uuid REFERENCES agencies (id),
    abuse_type text COLLATE "C",
    relationship text COLLATE "C",
    gender text COLLATE "C",
    origin text COLLATE "C",
    age_band text COLLATE "C",
    languages text COLLATE "C" NOT NULL,
    region text COLLATE "C",
    youth_accused boolean NOT NULL,
    identity bytea NOT NULL,
    created_by uuid NOT NULL REFERENCES people (id),
    created_at timestamptz NOT NULL,
    version bigint NOT NULL,
    CONSTRAINT cases_centre_id_year_number_key UNIQUE (centre_id, year, number)
);

CREATE INDEX cases_centre_id_created_at_id_idx ON cases (centre_id, created_at, id);

CREATE INDEX cases_opener_id_idx ON cases (opener_id);

-- The people around a child.
CREATE TABLE parties (
    id uuid NOT NULL PRIMARY KEY,
    case_id uuid NOT NULL REFERENCES cases (id),
    compartment text COLLATE "C" NOT NULL CHECK (compartment IN ('identity','safety','coordination','investigation','protection','prosecution','court_prep','assessment','therapy','health','advocacy','youth_accused','online_harm','compensation','culture','wishes','legal_process','reporter')),
    role text COLLATE "C" NOT NULL,
    is_suspect boolean NOT NULL,
    details bytea NOT NULL,
    created_at timestamptz NOT NULL,
    version bigint NOT NULL
);

CREATE INDEX parties_case_id_created_at_id_idx ON parties (case_id, created_at, id);

-- Who works on a case, and through what.
CREATE TABLE team (
    id uuid NOT NULL PRIMARY KEY,
    case_id uuid NOT NULL REFERENCES cases (id),
    person_id uuid NOT NULL REFERENCES people (id),
    agency_id uuid NOT NULL REFERENCES agencies (id),
    compartment text COLLATE "C" NOT NULL CHECK (compartment IN ('identity','safety','coordination','investigation','protection','prosecution','court_prep','assessment','therapy','health','advocacy','youth_accused','online_harm','compensation','culture','wishes','legal_process','reporter')),
    handoff_id uuid,
    joined_at timestamptz NOT NULL,
    added_by uuid NOT NULL,
    ended_at timestamptz,
    ended_code text COLLATE "C",
    version bigint NOT NULL
);

CREATE INDEX team_case_id_joined_at_id_idx ON team (case_id, joined_at, id);

CREATE INDEX team_person_id_case_id_idx ON team (person_id, case_id);

CREATE UNIQUE INDEX team_case_id_person_id_key ON team (case_id, person_id) WHERE ended_at IS NULL;

-- Who is barred from a case by a conflict of interest.
CREATE TABLE exclusions (
    case_id uuid NOT NULL REFERENCES cases (id),
    person_id uuid NOT NULL REFERENCES people (id),
    code text COLLATE "C" NOT NULL,
    set_by uuid NOT NULL,
    set_at timestamptz NOT NULL,
    lifted_at timestamptz,
    version bigint NOT NULL,
    PRIMARY KEY (case_id, person_id)
);

CREATE INDEX exclusions_person_id_idx ON exclusions (person_id);

-- What passes from one agency to another, and whether its receiver confirmed it.
CREATE TABLE handoffs (
    id uuid NOT NULL PRIMARY KEY,
    case_id uuid NOT NULL REFERENCES cases (id),
    chain_id uuid NOT NULL,
    compartment text COLLATE "C" NOT NULL CHECK (compartment IN ('identity','safety','coordination','investigation','protection','prosecution','court_prep','assessment','therapy','health','advocacy','youth_accused','online_harm','compensation','culture','wishes','legal_process','reporter')),
    service text COLLATE "C" NOT NULL,
    urgency text COLLATE "C" NOT NULL CHECK (urgency IN ('safety','urgent','standard')),
    mode text COLLATE "C" NOT NULL CHECK (mode IN ('in_app','phone','in_person')),
    from_agency uuid NOT NULL REFERENCES agencies (id),
    to_agency uuid NOT NULL REFERENCES agencies (id),
    sent_by uuid REFERENCES people (id),
    recorded_by uuid NOT NULL REFERENCES people (id),
    occurred_at timestamptz NOT NULL,
    recorded_at timestamptz NOT NULL,
    preview text COLLATE "C" NOT NULL,
    sheet bytea NOT NULL,
    state text COLLATE "C" NOT NULL CHECK (state IN ('sent','received','taken_on','refused','ended','recalled','in_error','disputed')),
    state_at timestamptz NOT NULL,
    state_by uuid,
    code text COLLATE "C",
    former text COLLATE "C",
    received_at timestamptz,
    received_by uuid,
    grade text COLLATE "C" CHECK (grade IN ('in_app','signed_link','attested')),
    taken_on_at timestamptz,
    worker_id uuid,
    seen_at timestamptz,
    confirm_due timestamptz NOT NULL,
    next_due timestamptz,
    closing text COLLATE "C",
    closing_code text COLLATE "C",
    closing_at timestamptz,
    version bigint NOT NULL
);

CREATE INDEX handoffs_case_id_recorded_at_id_idx ON handoffs (case_id, recorded_at, id);

CREATE INDEX handoffs_to_agency_recorded_at_id_idx ON handoffs (to_agency, recorded_at, id);

CREATE INDEX handoffs_from_agency_unanswered_idx ON handoffs (from_agency, (state = 'sent'), recorded_at, id);

CREATE INDEX handoffs_chain_id_idx ON handoffs (chain_id);

-- What an agency owes by a time: rows are closed, never changed.
CREATE TABLE obligations (
    id uuid NOT NULL PRIMARY KEY,
    kind text COLLATE "C" NOT NULL,
    rule text COLLATE "C" NOT NULL,
    tier text COLLATE "C" NOT NULL CHECK (tier IN ('safety','answer','housekeeping')),
    rank bigint NOT NULL,
    case_id uuid NOT NULL REFERENCES cases (id),
    centre_id uuid NOT NULL,
    chain_id uuid NOT NULL,
    compartment text COLLATE "C" NOT NULL CHECK (compartment IN ('identity','safety','coordination','investigation','protection','prosecution','court_prep','assessment','therapy','health','advocacy','youth_accused','online_harm','compensation','culture','wishes','legal_process','reporter')),
    agency_id uuid NOT NULL REFERENCES agencies (id),
    subject_kind text COLLATE "C" NOT NULL,
    subject_id uuid NOT NULL,
    opened_at timestamptz NOT NULL,
    due_at timestamptz NOT NULL,
    closed_at timestamptz
);

CREATE INDEX obligations_subject_id_idx ON obligations (subject_id);

CREATE INDEX obligations_case_id_idx ON obligations (case_id);

CREATE INDEX obligations_open_chain_idx ON obligations (chain_id) WHERE closed_at IS NULL;

CREATE INDEX obligations_open_centre_idx ON obligations (centre_id, rank, due_at, id) WHERE closed_at IS NULL;

CREATE INDEX obligations_open_agency_idx ON obligations (agency_id, rank, due_at, id) WHERE closed_at IS NULL;

-- What was asked with a key, for 24 hours.
CREATE TABLE idempotency (
    person_id uuid NOT NULL,
    key bytea NOT NULL,
    body bytea NOT NULL,
    subject_id uuid NOT NULL,
    created boolean NOT NULL,
    at timestamptz NOT NULL,
    PRIMARY KEY (person_id, key)
);

CREATE INDEX idempotency_at_idx ON idempotency (at);

-- Data keys, wrapped; apart from all they open, so that destroying them destroys it.
CREATE TABLE vault_keys (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    scope uuid NOT NULL,
    name text COLLATE "C" NOT NULL,
    key_version bigint NOT NULL,
    wrapped bytea NOT NULL,
    created_at timestamptz NOT NULL,
    CONSTRAINT vault_keys_scope_name_key_version_key UNIQUE (scope, name, key_version)
);

-- What happened: bytes, and columns to find them by.
CREATE TABLE ledger_entries (
    id uuid NOT NULL PRIMARY KEY,
    at timestamptz NOT NULL,
    act text COLLATE "C" NOT NULL,
    out text COLLATE "C" NOT NULL CHECK (out IN ('ok','refused')),
    hidden boolean NOT NULL,
    person_id uuid,
    agency_id uuid,
    code text COLLATE "C",
    subject_kind text COLLATE "C",
    subject_id uuid,
    bytes bytea NOT NULL
);

CREATE INDEX ledger_entries_agency_id_at_id_idx ON ledger_entries (agency_id, at, id);

CREATE INDEX ledger_entries_person_id_at_id_idx ON ledger_entries (person_id, at, id);

CREATE INDEX ledger_entries_nobody_at_id_idx ON ledger_entries (at, id) WHERE person_id IS NULL;

-- Which cases and kinds of information an entry is about.
CREATE TABLE ledger_cases (
    entry uuid NOT NULL REFERENCES ledger_entries (id),
    case_id uuid NOT NULL,
    compartment text COLLATE "C" NOT NULL CHECK (compartment IN ('identity','safety','coordination','investigation','protection','prosecution','court_prep','assessment','therapy','health','advocacy','youth_accused','online_harm','compensation','culture','wishes','legal_process','reporter')),
    centre_id uuid NOT NULL,
    at timestamptz NOT NULL,
    PRIMARY KEY (entry, case_id, compartment, centre_id)
);

CREATE INDEX ledger_cases_case_id_at_entry_idx ON ledger_cases (case_id, at, entry);

CREATE INDEX ledger_cases_centre_id_at_entry_idx ON ledger_cases (centre_id, at, entry);

-- Entries that wait for their number.
CREATE TABLE ledger_queue (
    entry uuid NOT NULL PRIMARY KEY REFERENCES ledger_entries (id)
);

-- The number of each entry, and its leaf in the tree.
CREATE TABLE ledger_index (
    idx bigint NOT NULL PRIMARY KEY,
    entry uuid NOT NULL CONSTRAINT ledger_index_entry_key UNIQUE REFERENCES ledger_entries (id),
    leaf bytea NOT NULL
);

CREATE FUNCTION insert_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is insert only', TG_TABLE_NAME;
END $$;

CREATE TRIGGER ledger_entries_insert_only BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger_entries FOR EACH STATEMENT EXECUTE FUNCTION insert_only();

CREATE TRIGGER ledger_cases_insert_only BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger_cases FOR EACH STATEMENT EXECUTE FUNCTION insert_only();

CREATE TRIGGER ledger_index_insert_only BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger_index FOR EACH STATEMENT EXECUTE FUNCTION insert_only();

CREATE FUNCTION close_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.closed_at IS NOT NULL OR NEW.due_at <> OLD.due_at OR NEW.agency_id <> OLD.agency_id OR NEW.kind <> OLD.kind THEN
        RAISE EXCEPTION 'obligations are closed, never changed';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER obligations_close_only BEFORE UPDATE ON obligations FOR EACH ROW EXECUTE FUNCTION close_only();
