-- How the family may be contacted: beside the case, so that every handoff reads it in one question.
ALTER TABLE cases ADD COLUMN contact_rule TEXT NOT NULL DEFAULT 'open' CHECK (contact_rule IN ('open','through','none'));

ALTER TABLE cases ADD COLUMN contact_through BLOB REFERENCES agencies (id) CHECK (length(contact_through) = 16);

ALTER TABLE cases ADD COLUMN contact_until TEXT;

ALTER TABLE cases ADD COLUMN contact_note BLOB;

ALTER TABLE cases ADD COLUMN contact_set_by BLOB CHECK (length(contact_set_by) = 16);

ALTER TABLE cases ADD COLUMN contact_set_at INTEGER;

ALTER TABLE cases ADD COLUMN contact_version INTEGER NOT NULL DEFAULT 0;
