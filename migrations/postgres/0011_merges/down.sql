DROP TABLE case_merges;

DROP INDEX cases_merged_into_idx;

ALTER TABLE cases DROP COLUMN merged_into;
