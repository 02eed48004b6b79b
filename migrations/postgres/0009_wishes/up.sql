-- That a family, or a young person, wants no service any more: why, and when services may be offered again.
CREATE TABLE wishes (
    id uuid NOT NULL PRIMARY KEY,
    case_id uuid NOT NULL REFERENCES cases (id),
    compartment text COLLATE "C" NOT NULL CHECK (compartment IN ('identity','safety','coordination','investigation','protection','prosecution','court_prep','assessment','therapy','health','advocacy','youth_accused','online_harm','compensation','culture','wishes','legal_process','reporter')),
    whose text COLLATE "C" NOT NULL CHECK (whose IN ('parents','youth')),
    code text COLLATE "C" NOT NULL,
    reoffer_on text COLLATE "C",
    said_at timestamptz NOT NULL,
    recorded_by uuid NOT NULL REFERENCES people (id),
    version bigint NOT NULL
);

CREATE UNIQUE INDEX wishes_case_id_whose_key ON wishes (case_id, whose);
