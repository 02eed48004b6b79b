-- What follows receipt when a handoff asks for a service.
CREATE TABLE referrals (
    handoff_id uuid NOT NULL PRIMARY KEY REFERENCES handoffs (id),
    state text COLLATE "C" NOT NULL CHECK (state IN ('pending','waitlisted','accepted','first_contact','in_service','completed','returned','withdrawn')),
    state_at timestamptz NOT NULL,
    state_by uuid NOT NULL REFERENCES people (id),
    code text COLLATE "C",
    withdrawn_by text COLLATE "C" CHECK (withdrawn_by IN ('family','sender')),
    contact_at timestamptz,
    contact_by uuid,
    contact_grade text COLLATE "C" CHECK (contact_grade IN ('in_app','signed_link','attested')),
    helper_id uuid REFERENCES agencies (id),
    due_at timestamptz,
    attempts bigint NOT NULL,
    attempted_at timestamptz,
    attempted_code text COLLATE "C"
);
