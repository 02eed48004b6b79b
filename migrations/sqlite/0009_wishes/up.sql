-- That a family, or a young person, wants no service any more: why, and when services may be offered again.
CREATE TABLE wishes (
    id BLOB NOT NULL PRIMARY KEY CHECK (length(id) = 16),
    case_id BLOB NOT NULL REFERENCES cases (id) CHECK (length(case_id) = 16),
    compartment TEXT NOT NULL CHECK (compartment IN ('identity','safety','coordination','investigation','protection','prosecution','court_prep','assessment','therapy','health','advocacy','youth_accused','online_harm','compensation','culture','wishes','legal_process','reporter')),
    whose TEXT NOT NULL CHECK (whose IN ('parents','youth')),
    code TEXT NOT NULL,
    reoffer_on TEXT,
    said_at INTEGER NOT NULL,
    recorded_by BLOB NOT NULL REFERENCES people (id) CHECK (length(recorded_by) = 16),
    version INTEGER NOT NULL
) STRICT;

CREATE UNIQUE INDEX wishes_case_id_whose_key ON wishes (case_id, whose);
