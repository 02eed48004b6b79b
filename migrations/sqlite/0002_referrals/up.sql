-- What follows receipt when a handoff asks for a service.
CREATE TABLE referrals (
    handoff_id BLOB NOT NULL PRIMARY KEY REFERENCES handoffs (id) CHECK (length(handoff_id) = 16),
    state TEXT NOT NULL CHECK (state IN ('pending','waitlisted','accepted','first_contact','in_service','completed','returned','withdrawn')),
    state_at INTEGER NOT NULL,
    state_by BLOB NOT NULL REFERENCES people (id) CHECK (length(state_by) = 16),
    code TEXT,
    withdrawn_by TEXT CHECK (withdrawn_by IN ('family','sender')),
    contact_at INTEGER,
    contact_by BLOB CHECK (length(contact_by) = 16),
    contact_grade TEXT CHECK (contact_grade IN ('in_app','signed_link','attested')),
    helper_id BLOB REFERENCES agencies (id) CHECK (length(helper_id) = 16),
    due_at INTEGER,
    attempts INTEGER NOT NULL,
    attempted_at INTEGER,
    attempted_code TEXT
) STRICT;
