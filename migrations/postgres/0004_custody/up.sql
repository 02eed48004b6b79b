-- Centres that a case has left: since when it was theirs, until when, and how it stood then.
CREATE TABLE case_custody (
    case_id uuid NOT NULL REFERENCES cases (id),
    centre_id uuid NOT NULL REFERENCES agencies (id),
    until_at timestamptz NOT NULL,
    from_at timestamptz NOT NULL,
    successor_id uuid NOT NULL REFERENCES agencies (id),
    year bigint NOT NULL,
    number bigint NOT NULL,
    status text COLLATE "C" NOT NULL CHECK (status IN ('open','monitoring')),
    status_at timestamptz NOT NULL,
    PRIMARY KEY (case_id, centre_id, until_at)
);

CREATE INDEX case_custody_centre_id_year_number_idx ON case_custody (centre_id, year, number);
