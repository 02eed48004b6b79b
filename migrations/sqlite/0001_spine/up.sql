-- What this database is, since it was made.
CREATE TABLE installation (
    id INTEGER NOT NULL PRIMARY KEY CHECK (id = 1),
    made_by TEXT NOT NULL CHECK (made_by IN ('relais','administrator')),
    made_at INTEGER NOT NULL,
    name BLOB NOT NULL CHECK (length(name) = 16)
) STRICT;

-- Partner organizations and centres.
CREATE TABLE agencies (
    id BLOB NOT NULL PRIMARY KEY CHECK (length(id) = 16),
    name_en TEXT NOT NULL,
    name_fr TEXT NOT NULL,
    discipline TEXT NOT NULL CHECK (discipline IN ('police','ice_unit','child_protection','indigenous_cfs','crown','advocate','victim_services','counselling','health','court_support','cultural_support','interpreter','forensic_interviewer','legal_counsel_child','compensation','education','c3p','corrections_victim_unit','nation_representative','centre')),
    province TEXT NOT NULL,
    zone TEXT NOT NULL,
    languages TEXT NOT NULL,
    services TEXT NOT NULL,
    runs_deployment INTEGER NOT NULL CHECK (runs_deployment IN (0, 1)),
    active INTEGER NOT NULL CHECK (active IN (0, 1)),
    created_at INTEGER NOT NULL,
    version INTEGER NOT NULL
) STRICT;

-- Those who have an account; names and addresses are sealed.
CREATE TABLE people (
    id BLOB NOT NULL PRIMARY KEY CHECK (length(id) = 16),
    agency_id BLOB NOT NULL REFERENCES agencies (id) CHECK (length(agency_id) = 16),
    email_key BLOB NOT NULL UNIQUE,
    profile BLOB NOT NULL,
    roles TEXT NOT NULL,
    receives_handoffs INTEGER NOT NULL CHECK (receives_handoffs IN (0, 1)),
    privacy_officer INTEGER NOT NULL CHECK (privacy_officer IN (0, 1)),
    supervisor INTEGER NOT NULL CHECK (supervisor IN (0, 1)),
    lang TEXT NOT NULL CHECK (lang IN ('fr','en')),
    active INTEGER NOT NULL CHECK (active IN (0, 1)),
    password TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    version INTEGER NOT NULL
) STRICT;

CREATE INDEX people_agency_id_created_at_id_idx ON people (agency_id, created_at, id);

-- One sign-in in one role.
CREATE TABLE sessions (
    id BLOB NOT NULL PRIMARY KEY CHECK (length(id) = 16),
    person_id BLOB NOT NULL REFERENCES people (id) CHECK (length(person_id) = 16),
    role TEXT NOT NULL CHECK (role IN ('member','coordinator','auditor','administrator')),
    refresh_key BLOB NOT NULL,
    opened_at INTEGER NOT NULL,
    renewed_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    ended_at INTEGER,
    version INTEGER NOT NULL
) STRICT;

CREATE INDEX sessions_person_id_idx ON sessions (person_id);

-- One child, one cluster of facts.
CREATE TABLE cases (
    id BLOB NOT NULL PRIMARY KEY CHECK (length(id) = 16),
    centre_id BLOB NOT NULL REFERENCES agencies (id) CHECK (length(centre_id) = 16),
    year INTEGER NOT NULL,
    number INTEGER NOT NULL,
    child_id BLOB NOT NULL CHECK (length(child_id) = 16),
    status TEXT NOT NULL CHECK (status IN ('proposed','open','monitoring','closed','not_taken')),
    status_at INTEGER NOT NULL,
    status_code TEXT,
    opener_id BLOB REFERENCES agencies (id) CHECK (length(opener_id) = 16),
    abuse_type TEXT,
    relationship TEXT,
    gender TEXT,
    origin TEXT,
    age_band TEXT,
    languages TEXT NOT NULL,
    region TEXT,
    youth_accused INTEGER NOT NULL CHECK (youth_accused IN (0, 1)),
    identity BLOB NOT NULL,
    created_by BLOB NOT NULL REFERENCES people (id) CHECK (length(created_by) = 16),
    created_at INTEGER NOT NULL,
    version INTEGER NOT NULL,
    CONSTRAINT cases_centre_id_year_number_key UNIQUE (centre_id, year, number)
) STRICT;

CREATE INDEX cases_centre_id_created_at_id_idx ON cases (centre_id, created_at, id);

CREATE INDEX cases_opener_id_idx ON cases (opener_id);

-- The people around a child.
CREATE TABLE parties (
    id BLOB NOT NULL PRIMARY KEY CHECK (length(id) = 16),
    case_id BLOB NOT NULL REFERENCES cases (id) CHECK (length(case_id) = 16),
    compartment TEXT NOT NULL CHECK (compartment IN ('identity','safety','coordination','investigation','protection','prosecution','court_prep','assessment','therapy','health','advocacy','youth_accused','online_harm','compensation','culture','wishes','legal_process','reporter')),
    role TEXT NOT NULL,
    is_suspect INTEGER NOT NULL CHECK (is_suspect IN (0, 1)),
    details BLOB NOT NULL,
    created_at INTEGER NOT NULL,
    version INTEGER NOT NULL
) STRICT;

CREATE INDEX parties_case_id_created_at_id_idx ON parties (case_id, created_at, id);

-- Who works on a case, and through what.
CREATE TABLE team (
    id BLOB NOT NULL PRIMARY KEY CHECK (length(id) = 16),
    case_id BLOB NOT NULL REFERENCES cases (id) CHECK (length(case_id) = 16),
    person_id BLOB NOT NULL REFERENCES people (id) CHECK (length(person_id) = 16),
    agency_id BLOB NOT NULL REFERENCES agencies (id) CHECK (length(agency_id) = 16),
    compartment TEXT NOT NULL CHECK (compartment IN ('identity','safety','coordination','investigation','protection','prosecution','court_prep','assessment','therapy','health','advocacy','youth_accused','online_harm','compensation','culture','wishes','legal_process','reporter')),
    handoff_id BLOB CHECK (length(handoff_id) = 16),
    joined_at INTEGER NOT NULL,
    added_by BLOB NOT NULL CHECK (length(added_by) = 16),
    ended_at INTEGER,
    ended_code TEXT,
    version INTEGER NOT NULL
) STRICT;

CREATE INDEX team_case_id_joined_at_id_idx ON team (case_id, joined_at, id);

CREATE INDEX team_person_id_case_id_idx ON team (person_id, case_id);

CREATE UNIQUE INDEX team_case_id_person_id_key ON team (case_id, person_id) WHERE ended_at IS NULL;

-- Who is barred from a case by a conflict of interest.
CREATE TABLE exclusions (
    case_id BLOB NOT NULL REFERENCES cases (id) CHECK (length(case_id) = 16),
    person_id BLOB NOT NULL REFERENCES people (id) CHECK (length(person_id) = 16),
    code TEXT NOT NULL,
    set_by BLOB NOT NULL CHECK (length(set_by) = 16),
    set_at INTEGER NOT NULL,
    lifted_at INTEGER,
    version INTEGER NOT NULL,
    PRIMARY KEY (case_id, person_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX exclusions_person_id_idx ON exclusions (person_id);

-- What passes from one agency to another, and whether its receiver confirmed it.
CREATE TABLE handoffs (
    id BLOB NOT NULL PRIMARY KEY CHECK (length(id) = 16),
    case_id BLOB NOT NULL REFERENCES cases (id) CHECK (length(case_id) = 16),
    chain_id BLOB NOT NULL CHECK (length(chain_id) = 16),
    compartment TEXT NOT NULL CHECK (compartment IN ('identity','safety','coordination','investigation','protection','prosecution','court_prep','assessment','therapy','health','advocacy','youth_accused','online_harm','compensation','culture','wishes','legal_process','reporter')),
    service TEXT NOT NULL,
    urgency TEXT NOT NULL CHECK (urgency IN ('safety','urgent','standard')),
    mode TEXT NOT NULL CHECK (mode IN ('in_app','phone','in_person')),
    from_agency BLOB NOT NULL REFERENCES agencies (id) CHECK (length(from_agency) = 16),
    to_agency BLOB NOT NULL REFERENCES agencies (id) CHECK (length(to_agency) = 16),
    sent_by BLOB REFERENCES people (id) CHECK (length(sent_by) = 16),
    recorded_by BLOB NOT NULL REFERENCES people (id) CHECK (length(recorded_by) = 16),
    occurred_at INTEGER NOT NULL,
    recorded_at INTEGER NOT NULL,
    preview TEXT NOT NULL,
    sheet BLOB NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('sent','received','taken_on','refused','ended','recalled','in_error','disputed')),
    state_at INTEGER NOT NULL,
    state_by BLOB CHECK (length(state_by) = 16),
    code TEXT,
    former TEXT,
    received_at INTEGER,
    received_by BLOB CHECK (length(received_by) = 16),
    grade TEXT CHECK (grade IN ('in_app','signed_link','attested')),
    taken_on_at INTEGER,
    worker_id BLOB CHECK (length(worker_id) = 16),
    seen_at INTEGER,
    confirm_due INTEGER NOT NULL,
    next_due INTEGER,
    closing TEXT,
    closing_code TEXT,
    closing_at INTEGER,
    version INTEGER NOT NULL
) STRICT;

CREATE INDEX handoffs_case_id_recorded_at_id_idx ON handoffs (case_id, recorded_at, id);

CREATE INDEX handoffs_to_agency_recorded_at_id_idx ON handoffs (to_agency, recorded_at, id);

CREATE INDEX handoffs_from_agency_unanswered_idx ON handoffs (from_agency, (state = 'sent'), recorded_at, id);

CREATE INDEX handoffs_chain_id_idx ON handoffs (chain_id);

-- What an agency owes by a time: rows are closed, never changed.
CREATE TABLE obligations (
    id BLOB NOT NULL PRIMARY KEY CHECK (length(id) = 16),
    kind TEXT NOT NULL,
    rule TEXT NOT NULL,
    tier TEXT NOT NULL CHECK (tier IN ('safety','answer','housekeeping')),
    rank INTEGER NOT NULL,
    case_id BLOB NOT NULL REFERENCES cases (id) CHECK (length(case_id) = 16),
    centre_id BLOB NOT NULL CHECK (length(centre_id) = 16),
    chain_id BLOB NOT NULL CHECK (length(chain_id) = 16),
    compartment TEXT NOT NULL CHECK (compartment IN ('identity','safety','coordination','investigation','protection','prosecution','court_prep','assessment','therapy','health','advocacy','youth_accused','online_harm','compensation','culture','wishes','legal_process','reporter')),
    agency_id BLOB NOT NULL REFERENCES agencies (id) CHECK (length(agency_id) = 16),
    subject_kind TEXT NOT NULL,
    subject_id BLOB NOT NULL CHECK (length(subject_id) = 16),
    opened_at INTEGER NOT NULL,
    due_at INTEGER NOT NULL,
    closed_at INTEGER
) STRICT;

CREATE INDEX obligations_subject_id_idx ON obligations (subject_id);

CREATE INDEX obligations_case_id_idx ON obligations (case_id);

CREATE INDEX obligations_open_chain_idx ON obligations (chain_id) WHERE closed_at IS NULL;

CREATE INDEX obligations_open_centre_idx ON obligations (centre_id, rank, due_at, id) WHERE closed_at IS NULL;

CREATE INDEX obligations_open_agency_idx ON obligations (agency_id, rank, due_at, id) WHERE closed_at IS NULL;

-- What was asked with a key, for 24 hours.
CREATE TABLE idempotency (
    person_id BLOB NOT NULL CHECK (length(person_id) = 16),
    key BLOB NOT NULL,
    body BLOB NOT NULL,
    subject_id BLOB NOT NULL CHECK (length(subject_id) = 16),
    created INTEGER NOT NULL CHECK (created IN (0, 1)),
    at INTEGER NOT NULL,
    PRIMARY KEY (person_id, key)
) STRICT, WITHOUT ROWID;

CREATE INDEX idempotency_at_idx ON idempotency (at);

-- Data keys, wrapped; apart from all they open, so that destroying them destroys it.
CREATE TABLE vault_keys (
    id INTEGER PRIMARY KEY,
    scope BLOB NOT NULL CHECK (length(scope) = 16),
    name TEXT NOT NULL,
    key_version INTEGER NOT NULL,
    wrapped BLOB NOT NULL,
    created_at INTEGER NOT NULL,
    CONSTRAINT vault_keys_scope_name_key_version_key UNIQUE (scope, name, key_version)
) STRICT;

-- What happened: bytes, and columns to find them by.
CREATE TABLE ledger_entries (
    id BLOB NOT NULL PRIMARY KEY CHECK (length(id) = 16),
    at INTEGER NOT NULL,
    act TEXT NOT NULL,
    out TEXT NOT NULL CHECK (out IN ('ok','refused')),
    hidden INTEGER NOT NULL CHECK (hidden IN (0, 1)),
    person_id BLOB CHECK (length(person_id) = 16),
    agency_id BLOB CHECK (length(agency_id) = 16),
    code TEXT,
    subject_kind TEXT,
    subject_id BLOB CHECK (length(subject_id) = 16),
    bytes BLOB NOT NULL
) STRICT;

CREATE INDEX ledger_entries_agency_id_at_id_idx ON ledger_entries (agency_id, at, id);

CREATE INDEX ledger_entries_person_id_at_id_idx ON ledger_entries (person_id, at, id);

CREATE INDEX ledger_entries_nobody_at_id_idx ON ledger_entries (at, id) WHERE person_id IS NULL;

-- Which cases and kinds of information an entry is about.
CREATE TABLE ledger_cases (
    entry BLOB NOT NULL REFERENCES ledger_entries (id) CHECK (length(entry) = 16),
    case_id BLOB NOT NULL CHECK (length(case_id) = 16),
    compartment TEXT NOT NULL CHECK (compartment IN ('identity','safety','coordination','investigation','protection','prosecution','court_prep','assessment','therapy','health','advocacy','youth_accused','online_harm','compensation','culture','wishes','legal_process','reporter')),
    centre_id BLOB NOT NULL CHECK (length(centre_id) = 16),
    at INTEGER NOT NULL,
    PRIMARY KEY (entry, case_id, compartment, centre_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX ledger_cases_case_id_at_entry_idx ON ledger_cases (case_id, at, entry);

CREATE INDEX ledger_cases_centre_id_at_entry_idx ON ledger_cases (centre_id, at, entry);

-- Entries that wait for their number.
CREATE TABLE ledger_queue (
    entry BLOB NOT NULL PRIMARY KEY REFERENCES ledger_entries (id) CHECK (length(entry) = 16)
) STRICT;

-- The number of each entry, and its leaf in the tree.
CREATE TABLE ledger_index (
    idx INTEGER NOT NULL PRIMARY KEY,
    entry BLOB NOT NULL UNIQUE REFERENCES ledger_entries (id) CHECK (length(entry) = 16),
    leaf BLOB NOT NULL
) STRICT;

CREATE TRIGGER ledger_entries_no_update BEFORE UPDATE ON ledger_entries BEGIN SELECT RAISE(ABORT, 'ledger_entries is insert only'); END;

CREATE TRIGGER ledger_entries_no_delete BEFORE DELETE ON ledger_entries BEGIN SELECT RAISE(ABORT, 'ledger_entries is insert only'); END;

CREATE TRIGGER ledger_cases_no_update BEFORE UPDATE ON ledger_cases BEGIN SELECT RAISE(ABORT, 'ledger_cases is insert only'); END;

CREATE TRIGGER ledger_cases_no_delete BEFORE DELETE ON ledger_cases BEGIN SELECT RAISE(ABORT, 'ledger_cases is insert only'); END;

CREATE TRIGGER ledger_index_no_update BEFORE UPDATE ON ledger_index BEGIN SELECT RAISE(ABORT, 'ledger_index is insert only'); END;

CREATE TRIGGER ledger_index_no_delete BEFORE DELETE ON ledger_index BEGIN SELECT RAISE(ABORT, 'ledger_index is insert only'); END;

CREATE TRIGGER obligations_close_only BEFORE UPDATE ON obligations
WHEN OLD.closed_at IS NOT NULL OR NEW.due_at IS NOT OLD.due_at OR NEW.agency_id IS NOT OLD.agency_id OR NEW.kind IS NOT OLD.kind
BEGIN SELECT RAISE(ABORT, 'obligations are closed, never changed'); END;
