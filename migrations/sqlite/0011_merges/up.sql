-- That two case files of one child are one: the other is found through it, and nothing of its history is changed.
ALTER TABLE cases ADD COLUMN merged_into BLOB REFERENCES cases (id) CHECK (length(merged_into) = 16);

CREATE INDEX cases_merged_into_idx ON cases (merged_into) WHERE merged_into IS NOT NULL;

-- What came along is kept, so that it goes back when that was a mistake.
CREATE TABLE case_merges (
    case_id BLOB NOT NULL REFERENCES cases (id) CHECK (length(case_id) = 16),
    other_id BLOB NOT NULL REFERENCES cases (id) CHECK (length(other_id) = 16),
    merged_at INTEGER NOT NULL,
    merged_by BLOB NOT NULL REFERENCES people (id) CHECK (length(merged_by) = 16),
    undone_at INTEGER,
    moved TEXT NOT NULL,
    version INTEGER NOT NULL,
    PRIMARY KEY (case_id, other_id)
) STRICT, WITHOUT ROWID;
