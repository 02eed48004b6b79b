-- Cases that belong together: siblings, children hurt by the same person, earlier cases of one child. One row each way.
CREATE TABLE case_links (
    case_id uuid NOT NULL REFERENCES cases (id),
    other_id uuid NOT NULL REFERENCES cases (id),
    kind text COLLATE "C" NOT NULL CHECK (kind IN ('sibling','co_victim','same_child','other')),
    set_by uuid NOT NULL REFERENCES people (id),
    set_at timestamptz NOT NULL,
    lifted_at timestamptz,
    version bigint NOT NULL,
    PRIMARY KEY (case_id, other_id)
);
