-- Who spoke to a family, or tried to, and what was promised: added to, never changed.
CREATE TABLE contacts (
    id BLOB NOT NULL PRIMARY KEY CHECK (length(id) = 16),
    case_id BLOB NOT NULL REFERENCES cases (id) CHECK (length(case_id) = 16),
    compartment TEXT NOT NULL CHECK (compartment IN ('identity','safety','coordination','investigation','protection','prosecution','court_prep','assessment','therapy','health','advocacy','youth_accused','online_harm','compensation','culture','wishes','legal_process','reporter')),
    at INTEGER NOT NULL,
    person_id BLOB NOT NULL REFERENCES people (id) CHECK (length(person_id) = 16),
    agency_id BLOB NOT NULL REFERENCES agencies (id) CHECK (length(agency_id) = 16),
    handoff_id BLOB REFERENCES handoffs (id) CHECK (length(handoff_id) = 16),
    whom TEXT NOT NULL,
    channel TEXT NOT NULL,
    reached INTEGER NOT NULL CHECK (reached IN (0, 1)),
    attempt TEXT,
    promised TEXT,
    promised_by TEXT,
    note BLOB,
    recorded_at INTEGER NOT NULL,
    CHECK (reached = 0 OR attempt IS NULL),
    CHECK (promised IS NOT NULL OR promised_by IS NULL)
) STRICT;

CREATE INDEX contacts_case_id_at_id_idx ON contacts (case_id, at, id);
