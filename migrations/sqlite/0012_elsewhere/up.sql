-- What a centre owes on cases of other centres is little, and is found without reading what it owes on its own.
CREATE INDEX obligations_open_elsewhere_idx ON obligations (agency_id, rank, due_at, id) WHERE closed_at IS NULL AND centre_id <> agency_id;
