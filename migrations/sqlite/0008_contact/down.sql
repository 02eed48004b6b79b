ALTER TABLE cases DROP COLUMN contact_version;

ALTER TABLE cases DROP COLUMN contact_set_at;

ALTER TABLE cases DROP COLUMN contact_set_by;

ALTER TABLE cases DROP COLUMN contact_note;

ALTER TABLE cases DROP COLUMN contact_until;

ALTER TABLE cases DROP COLUMN contact_through;

ALTER TABLE cases DROP COLUMN contact_rule;
