-- Cases that belong together: siblings, children hurt by the same person, earlier cases of one child. One row each way.
CREATE TABLE case_links (
    case_id BLOB NOT NULL REFERENCES cases (id) CHECK (length(case_id) = 16),
    other_id BLOB NOT NULL REFERENCES cases (id) CHECK (length(other_id) = 16),
    kind TEXT NOT NULL CHECK (kind IN ('sibling','co_victim','same_child','other')),
    set_by BLOB NOT NULL REFERENCES people (id) CHECK (length(set_by) = 16),
    set_at INTEGER NOT NULL,
    lifted_at INTEGER,
    version INTEGER NOT NULL,
    PRIMARY KEY (case_id, other_id)
) STRICT, WITHOUT ROWID;
