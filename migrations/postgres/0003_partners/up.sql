-- The number that an agency has given to a case in its own files: sealed, and found by its keyed hash.
CREATE TABLE partners (
    case_id uuid NOT NULL REFERENCES cases (id),
    agency_id uuid NOT NULL REFERENCES agencies (id),
    compartment text COLLATE "C" NOT NULL CHECK (compartment IN ('identity','safety','coordination','investigation','protection','prosecution','court_prep','assessment','therapy','health','advocacy','youth_accused','online_harm','compensation','culture','wishes','legal_process','reporter')),
    file_number bytea,
    file_key bytea,
    set_by uuid NOT NULL,
    set_at timestamptz NOT NULL,
    version bigint NOT NULL,
    PRIMARY KEY (case_id, agency_id),
    CHECK ((file_number IS NULL) = (file_key IS NULL))
);

CREATE INDEX partners_file_key_idx ON partners (file_key);
