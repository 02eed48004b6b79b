-- When a child and family cannot come: times, and nothing of why.
CREATE TABLE unavailable_times (
    case_id BLOB NOT NULL PRIMARY KEY REFERENCES cases (id) CHECK (length(case_id) = 16),
    times TEXT NOT NULL,
    set_by BLOB NOT NULL REFERENCES people (id) CHECK (length(set_by) = 16),
    set_at INTEGER NOT NULL,
    version INTEGER NOT NULL
) STRICT;
