-- Centres that a case has left: since when it was theirs, until when, and how it stood then.
CREATE TABLE case_custody (
    case_id BLOB NOT NULL REFERENCES cases (id) CHECK (length(case_id) = 16),
    centre_id BLOB NOT NULL REFERENCES agencies (id) CHECK (length(centre_id) = 16),
    until_at INTEGER NOT NULL,
    from_at INTEGER NOT NULL,
    successor_id BLOB NOT NULL REFERENCES agencies (id) CHECK (length(successor_id) = 16),
    year INTEGER NOT NULL,
    number INTEGER NOT NULL,
    status TEXT NOT NULL CHECK (status IN ('open','monitoring')),
    status_at INTEGER NOT NULL,
    PRIMARY KEY (case_id, centre_id, until_at)
) STRICT, WITHOUT ROWID;

CREATE INDEX case_custody_centre_id_year_number_idx ON case_custody (centre_id, year, number);
