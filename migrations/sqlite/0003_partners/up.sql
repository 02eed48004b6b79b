-- The number that an agency has given to a case in its own files: sealed, and found by its keyed hash.
CREATE TABLE partners (
    case_id BLOB NOT NULL REFERENCES cases (id) CHECK (length(case_id) = 16),
    agency_id BLOB NOT NULL REFERENCES agencies (id) CHECK (length(agency_id) = 16),
    compartment TEXT NOT NULL CHECK (compartment IN ('identity','safety','coordination','investigation','protection','prosecution','court_prep','assessment','therapy','health','advocacy','youth_accused','online_harm','compensation','culture','wishes','legal_process','reporter')),
    file_number BLOB,
    file_key BLOB,
    set_by BLOB NOT NULL CHECK (length(set_by) = 16),
    set_at INTEGER NOT NULL,
    version INTEGER NOT NULL,
    PRIMARY KEY (case_id, agency_id),
    CHECK ((file_number IS NULL) = (file_key IS NULL))
) STRICT, WITHOUT ROWID;

CREATE INDEX partners_file_key_idx ON partners (file_key);
