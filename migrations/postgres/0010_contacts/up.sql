-- Who spoke to a family, or tried to, and what was promised: added to, never changed.
CREATE TABLE contacts (
    id uuid NOT NULL PRIMARY KEY,
    case_id uuid NOT NULL REFERENCES cases (id),
    compartment text COLLATE "C" NOT NULL CHECK (compartment IN ('identity','safety','coordination','investigation','protection','prosecution','court_prep','assessment','therapy','health','advocacy','youth_accused','online_harm','compensation','culture','wishes','legal_process','reporter')),
    at timestamptz NOT NULL,
    person_id uuid NOT NULL REFERENCES people (id),
    agency_id uuid NOT NULL REFERENCES agencies (id),
    handoff_id uuid REFERENCES handoffs (id),
    whom text COLLATE "C" NOT NULL,
    channel text COLLATE "C" NOT NULL,
    reached boolean NOT NULL,
    attempt text COLLATE "C",
    promised text COLLATE "C",
    promised_by text COLLATE "C",
    note bytea,
    recorded_at timestamptz NOT NULL,
    CHECK (NOT reached OR attempt IS NULL),
    CHECK (promised IS NOT NULL OR promised_by IS NULL)
);

CREATE INDEX contacts_case_id_at_id_idx ON contacts (case_id, at, id);
