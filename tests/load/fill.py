"""Multiplies what a demo holds to the size of a province, by SQL alone: tables, indexes and statistics are large then.

    fill.py URL [CASES] [CENTRES]    a PostgreSQL database that `relais demo` has just filled, and that nobody uses

Every row is copied so many times that there are CASES cases (200,000) and eight times as many handoffs, with all that
hangs on them; of the access log every third entry is. Copies have ids of their own that begin as those of their
pattern do, so that they lie among it.
    CENTRES   how many share the cases: each with its partners and people; without it every copy has its own centre
Nothing that is sealed opens in a copy, because keys are bound to ids: copies are older than every pattern, so that they
stand behind it where one agency holds both, and only what the services made themselves is looked at.
"""
import subprocess
import sys
import time

HANDOFFS = 8  # a case
AGENCY = ("agency_id", "centre_id", "opener_id", "from_agency", "to_agency", "helper_id", "contact_through", "successor_id")
PERSON = ("person_id", "worker_id")
TABLES = {  # and in which order their first index holds them
    "agencies": "id", "people": "id", "cases": "id", "parties": "id", "team": "id", "exclusions": "case_id, person_id",
    "handoffs": "id", "obligations": "id", "vault_keys": "scope", "referrals": "handoff_id", "partners": "case_id, agency_id",
    "case_custody": "case_id", "unavailable_times": "case_id", "case_links": "case_id, other_id", "wishes": "id",
    "contacts": "id", "case_merges": "case_id, other_id", "ledger_entries": "id", "ledger_cases": "entry, case_id",
    "ledger_index": "entry",
}
ONLY = {"vault_keys": "t.scope <> '00000000-0000-0000-0000-000000000000'",
        **{table: f"get_byte(uuid_send(t.{entry}), 15) % 3 = 0"
           for table, entry in (("ledger_entries", "id"), ("ledger_cases", "entry"), ("ledger_index", "entry"))}}
HANGS = {"handoffs": "id", "referrals": "handoff_id", "obligations": "subject_id"}
FAST = "SET session_replication_role = replica; SET synchronous_commit = off; SET maintenance_work_mem = '768MB'; SET jit = off;"

PATTERN = f"""
CREATE SCHEMA fill;
CREATE FUNCTION fill.another(id uuid, n bigint) RETURNS uuid IMMUTABLE PARALLEL SAFE LANGUAGE sql AS
    $$ SELECT CASE n WHEN 0 THEN id ELSE (left(id::text, 24) || lpad(to_hex(n), 12, '0'))::uuid END $$;
CREATE TABLE fill.again AS
    SELECT id, GREATEST(1, CEIL(({HANDOFFS} - (ROW_NUMBER() OVER w - 1)) / COUNT(*) OVER (PARTITION BY case_id)::numeric))::bigint AS times
    FROM handoffs WINDOW w AS (PARTITION BY case_id ORDER BY recorded_at, id);
"""
INDEXES = """
SELECT indexname, indexdef FROM pg_indexes i
WHERE schemaname = 'public' AND NOT EXISTS (SELECT 1 FROM pg_constraint c WHERE c.conname = i.indexname)
"""


def expression(table, column, kind, centres):
    """What a column of a copy holds: `n` is the number of the copy, `r` counts what a handoff is repeated for."""
    name = f"t.{column}"
    if kind == "uuid":
        if column in AGENCY or (table == "agencies" and column == "id") or column.endswith("_by") or column in PERSON or table == "people":
            return f"fill.another({name}, n % {centres} * 16)"
        own = table in HANGS and (column in ("id", HANGS[table], "chain_id"))
        return f"fill.another({name}, n * 16{' + r' if own else ''})"
    if kind == "timestamp with time zone":
        return f"{name} - interval '400 days'"
    if column in ("email_key", "file_key"):
        return f"sha256({name} || n::text::bytea)"
    if column == "number":
        return f"{name} + n * 100000"
    if column == "idx":
        return f"{name} + n * (SELECT MAX(idx) + 1 FROM fill.ledger_index)"
    return name


class Fill:
    """One database; `ask` runs SQL in it."""

    def __init__(self, ask, cases, centres):
        self.ask, self.began = ask, time.monotonic()
        self.indexes = [line.split("|", 1) for line in ask(INDEXES).splitlines()]
        ask(PATTERN + "".join(f"DROP INDEX {name};" for name, _ in self.indexes))
        per_case, per_handoff = (int(ask(f"SELECT {what}")) for what in ("COUNT(*) FROM cases", "SUM(times) FROM fill.again"))
        self.copies = max(-(-cases // per_case), -(-cases * HANDOFFS // per_handoff)) - 1
        self.centres = centres or self.copies + 1

    def say(self, what):
        """How far it is."""
        print(f"      {time.monotonic() - self.began:6.0f} s  {what}", flush=True)

    def multiply(self, table, order):
        """All copies of one table, in the order of its first index."""
        columns = [line.split("|") for line in self.ask(
            "SELECT column_name, data_type FROM information_schema.columns WHERE table_schema = 'public' AND "
            f"table_name = '{table}' AND is_identity = 'NO' ORDER BY ordinal_position").splitlines()]
        values = ", ".join(expression(table, name, kind, self.centres) for name, kind in columns)
        many = self.centres - 1 if table in ("agencies", "people") else self.copies
        where = f"WHERE {ONLY[table]}" if table in ONLY else ""
        repeated = f"JOIN fill.again a ON a.id = t.{HANGS[table]}" if table in HANGS else ""
        r = "CROSS JOIN generate_series(0, t.times - 1) r" if repeated else ""
        again = ", a.times" if repeated else ""
        self.ask(
            f"CREATE TABLE fill.{table} AS SELECT t.*, 1::bigint AS first{again} FROM {table} t {repeated} {where}; ANALYZE fill.{table}; {FAST} "
            f"INSERT INTO {table} ({', '.join(name for name, _ in columns)}) SELECT {values} FROM "
            f"(SELECT * FROM fill.{table} ORDER BY {order}) t CROSS JOIN generate_series(t.first, {many}) n {r}")
        count = int(self.ask(f"SELECT COUNT(*) FROM {table}"))
        if count:
            self.say(f"{table}: {count:,}")

    def run(self):
        """Everything: without the further indexes first, and with them again."""
        for table, order in TABLES.items():
            self.multiply(table, order)
        for name, made in self.indexes:
            self.ask(FAST + made)
            self.say(name)
        self.ask("DROP SCHEMA fill CASCADE")
        self.ask("VACUUM ANALYZE")
        self.say(f"as large as a province: {self.ask('SELECT pg_size_pretty(pg_database_size(current_database()))').strip()}")


def main():
    """A database somewhere."""
    if len(sys.argv) < 2:
        sys.exit(__doc__)

    def ask(sql):
        done = subprocess.run(["psql", "-XqAt", "-v", "ON_ERROR_STOP=1", sys.argv[1], "-c", sql], check=False, capture_output=True, text=True)
        return done.stdout if done.returncode == 0 else sys.exit(done.stderr)

    counts = [int(text) for text in sys.argv[2:4]]
    Fill(ask, *(counts + [200_000, 0][len(counts):])).run()


if __name__ == "__main__":
    main()
