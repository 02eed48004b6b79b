-- That two case files of one child are one: the other is found through it, and nothing of its history is changed.
ALTER TABLE cases ADD COLUMN merged_into uuid REFERENCES cases (id);

CREATE INDEX cases_merged_into_idx ON cases (merged_into) WHERE merged_into IS NOT NULL;

-- What came along is kept, so that it goes back when that was a mistake.
CREATE TABLE case_merges (
    case_id uuid NOT NULL REFERENCES cases (id),
    other_id uuid NOT NULL REFERENCES cases (id),
    merged_at timestamptz NOT NULL,
    merged_by uuid NOT NULL REFERENCES people (id),
    undone_at timestamptz,
    moved text COLLATE "C" NOT NULL,
    version bigint NOT NULL,
    PRIMARY KEY (case_id, other_id)
);
