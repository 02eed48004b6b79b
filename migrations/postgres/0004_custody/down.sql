DROP TABLE case_custody;
