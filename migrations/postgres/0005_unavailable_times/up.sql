-- When a child and family cannot come: times, and nothing of why.
CREATE TABLE unavailable_times (
    case_id uuid NOT NULL PRIMARY KEY REFERENCES cases (id),
    times text COLLATE "C" NOT NULL,
    set_by uuid NOT NULL REFERENCES people (id),
    set_at timestamptz NOT NULL,
    version bigint NOT NULL
);
