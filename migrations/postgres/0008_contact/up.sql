-- How the family may be contacted: beside the case, so that every handoff reads it in one question.
ALTER TABLE cases ADD COLUMN contact_rule text COLLATE "C" NOT NULL DEFAULT 'open' CHECK (contact_rule IN ('open','through','none'));

ALTER TABLE cases ADD COLUMN contact_through uuid REFERENCES agencies (id);

ALTER TABLE cases ADD COLUMN contact_until text COLLATE "C";

ALTER TABLE cases ADD COLUMN contact_note bytea;

ALTER TABLE cases ADD COLUMN contact_set_by uuid;

ALTER TABLE cases ADD COLUMN contact_set_at timestamptz;

ALTER TABLE cases ADD COLUMN contact_version bigint NOT NULL DEFAULT 0;
