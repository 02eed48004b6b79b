"""Measures what an audited look costs: commits, statements, and requests beside what pgbench does with the same rows.

Every figure with a goal is a count or a ratio of two things measured in the same run on the same machine, in turns.
    CASES, HANDOFFS   how much is seeded (500 and 4)
    SECONDS_A_CELL, ROUNDS   how long each cell is measured, and how often (4 and 3)
"""
import os
import re
import shutil
import statistics
import subprocess
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.realpath(__file__)), "..", "drills"))

from seed import seed  # noqa: E402
from stage import Client, People, Report, Stage, die, engines, program  # noqa: E402

HERE = os.path.dirname(os.path.realpath(__file__))
CASES, HANDOFFS = int(os.environ.get("CASES", "500")), int(os.environ.get("HANDOFFS", "4"))
SECONDS, ROUNDS = int(os.environ.get("SECONDS_A_CELL", "4")), int(os.environ.get("ROUNDS", "3"))
IDS, MANY, SLOWER = 8, 200, 5000


class Look:
    """One engine with its rows, and the ways to measure it."""

    def __init__(self, engine, relais):
        self.engine = engine
        self.stage = Stage(engine, relais)
        self.stage.serve()
        self.people = People(self.stage)
        began = time.monotonic()
        self.cases, self.handoffs = seed(self.stage, self.people, CASES, HANDOFFS)
        print(f"{engine}: {len(self.cases)} cases, {len(self.handoffs)} handoffs in {time.monotonic() - began:.1f} s", flush=True)
        self.client = Client(self.stage, self.people.coordinator)

    def wrk(self, connections, handoffs, seconds=SECONDS):
        """Looks for a while: requests a second, milliseconds (half, 99 of 100), commits a look."""
        paths = os.path.join(self.stage.folder, "paths")
        with open(paths, "w", encoding="ascii") as out:
            out.writelines(f"/v1/handoffs/{handoff}\n" for handoff in handoffs)
        token = self.people.coordinator.bearer(Client(self.stage))
        env = {**os.environ, "LOOK_PATHS": paths, "LOOK_TOKEN": token}
        before = self.stage.counters()
        command = ["wrk", f"-t{min(2, connections)}", f"-c{connections}", f"-d{seconds}s", "--timeout", "10s", "-s", f"{HERE}/look.lua"]
        run = subprocess.run([*command, f"http://127.0.0.1:{self.stage.port}"], env=env, check=False, capture_output=True, text=True)
        after = self.stage.counters()
        told = re.search(r"^LOOK ([\d.]+) (\d+) (\d+) ([\d.]+) ([\d.]+)$", run.stdout, re.M)
        if not told:
            die(f"wrk: {run.stdout}{run.stderr}")
        rate, bad, broken, half, most = map(float, told.groups())
        if bad or broken:
            die(f"{self.engine}: {bad:.0f} looks were refused, {broken:.0f} broke")
        delta = {name: after[name] - before[name] for name in after}
        commits = delta["relais_ledger_batches_total"] / delta["relais_ledger_records_total"]
        return rate, half, most, commits

    def restart(self, settings=None, wrap=()):
        """The server again, with other settings."""
        self.stage.kill(15)
        saved = dict(self.stage.env)
        self.stage.env.update(settings or {})
        self.stage.serve(wrap)
        self.stage.env, self.client = saved, Client(self.stage, self.people.coordinator)


def middle(rounds):
    """The middle of each figure."""
    return [statistics.median(column) for column in zip(*rounds)]


def span(rounds, column=0, digits=0):
    """The middle, the least and the most of one figure."""
    values = [r[column] for r in rounds]
    return f"{statistics.median(values):.{digits}f} ({min(values):.{digits}f}-{max(values):.{digits}f})"


def commits(report, look):
    """Commits a look at 64 connections: as it is, and with every commit 5 ms slower."""
    rounds = [look.wrk(64, look.handoffs) for _ in range(ROUNDS)]
    value = middle(rounds)[3]
    report.check(value <= 0.5, f"{look.engine}: commits a look, 64 connections: {span(rounds, 3, 3)}, goal 0.5 or less")
    slower(look)
    rounds = [look.wrk(64, look.handoffs) for _ in range(ROUNDS)]
    value = middle(rounds)[3]
    report.check(value <= 0.1, f"{look.engine}: the same, every commit {SLOWER / 1000:.0f} ms slower: {span(rounds, 3, 3)}, goal 0.1 or less")
    if look.engine == "postgres":
        look.stage.cluster.sql("ALTER ROLE postgres RESET commit_delay; ALTER ROLE postgres RESET commit_siblings")
    look.restart()


def slower(look):
    """Makes every commit slower, and sees that it is."""
    acts = [look.people.handoff(look.cases[0]) for _ in range(10)]

    def act():
        took = []
        for path, body in acts:
            began = time.monotonic()
            look.client.post(path, body).made()
            took.append((time.monotonic() - began) * 1000)
        return min(took)

    before = act()
    if look.engine == "postgres":
        # waits in the leader of every group of commits, whether it has company or not
        look.stage.cluster.sql(f"ALTER ROLE postgres SET commit_delay = {SLOWER}; ALTER ROLE postgres SET commit_siblings = 0")
        look.restart()
    else:
        shim = os.path.join(look.stage.folder, "slow_sync.so")
        subprocess.run(["cc", "-shared", "-fPIC", "-O2", "-o", shim, f"{HERE}/slow_sync.c", "-ldl"], check=True)
        look.restart({"LD_PRELOAD": shim, "SLOW_SYNC_US": str(SLOWER)})
    after = act()
    print(f"      {look.engine}: the quickest of ten acts took {before:.1f} ms, and takes {after:.1f} ms now")
    if after < max(before, SLOWER / 1000):
        die("commits did not become slower")


class Log:
    """The statements that the server sends, from PostgreSQL's own log."""

    def __init__(self, look):
        self.look, self.path = look, os.path.join(look.stage.cluster.folder, "log")
        self.cluster = look.stage.cluster

    def of(self, path):
        """The statements of one look: not those of upkeep, which run in other connections every second."""
        self.cluster.sql("ALTER SYSTEM SET log_statement = 'all'")
        self.cluster.sql("ALTER SYSTEM SET log_line_prefix = '%p '")
        self.cluster.sql("SELECT pg_reload_conf()")
        time.sleep(0.3)
        start = os.path.getsize(self.path)
        self.look.client.get(path).made()
        time.sleep(0.3)
        with open(self.path, encoding="utf-8", errors="replace") as log:
            log.seek(start)
            text = log.read()
        self.cluster.sql("ALTER SYSTEM RESET log_statement")
        self.cluster.sql("SELECT pg_reload_conf()")
        said = re.findall(r"^(\d+) LOG:  (?:statement|execute [^:]*): (.*(?:\n\t.*)*)(?:\n\d+ DETAIL:  parameters: (.*))?", text, re.M)
        return self.apart(said)

    @staticmethod
    def apart(said):
        """Without the transactions of upkeep, the settings of a new connection, and our own questions."""
        open_, kept = {}, []
        for pid, sql, args in said:
            if sql.startswith("BEGIN"):
                open_[pid] = [(sql, args)]
            elif pid in open_:
                open_[pid].append((sql, args))
                if sql.startswith(("COMMIT", "ROLLBACK")):
                    whole = open_.pop(pid)
                    kept += [] if any("pg_advisory" in sql for sql, _ in whole) else whole
            elif not sql.startswith(("SET ", "ALTER ", "SELECT pg_reload")):
                kept.append((sql, args))
        return kept


def statements(report, look):
    """How many statements a look takes, whatever the size of the case."""
    log = Log(look)
    empty = look.people.case(look.client, 9000)
    large = look.people.case(look.client, 9001)
    for _ in range(MANY):
        look.client.post(*look.people.handoff(large)).made()
    for name, path in [
        ("a case without handoffs", f"/v1/cases/{empty}"),
        (f"a case with {MANY} handoffs", f"/v1/cases/{large}"),
        (f"its first 100 handoffs of {MANY}", f"/v1/cases/{large}/handoffs?limit=100"),
        ("one handoff", f"/v1/handoffs/{look.handoffs[0]}"),
    ]:
        look.restart()
        first, again = log.of(path), log.of(path)
        counted = f"{len(again)}, {len(first)} right after a start"
        if not report.check(0 < max(len(first), len(again)) <= 8, f"postgres: statements for {name}: {counted}, goal 8 or less"):
            print("".join(f"      {sql[:160]}\n" for sql, _ in first), end="")


def literal(sql, args):
    """A logged statement with its values in their places."""
    values = dict(re.findall(r"(\$\d+) = ('(?:[^']|'')*'|NULL)", args))
    return re.sub(r"\$\d+", lambda m: values.get(m.group(), m.group()), sql.replace("\n\t", " "))


def scripts(look, ids):
    """The same selects for pgbench, with and without one entry that is committed; one script for every id."""
    said = Log(look).of(f"/v1/handoffs/{ids[0]}")
    selects = [literal(sql, args) for sql, args in said if sql.lstrip().startswith("SELECT")]
    inserts = [literal(sql, args) for sql, args in said if "INSERT INTO ledger_entries" in sql]
    if not selects or not inserts:
        die("the statements of a look were not found: " + "; ".join(sql[:80] for sql, _ in said))
    last = look.stage.cluster.sql(
        "SELECT e.act, e.person_id, e.agency_id, e.subject_kind, e.subject_id, encode(e.bytes, 'hex'), c.case_id, c.compartment, c.centre_id "
        "FROM ledger_entries e JOIN ledger_cases c ON c.entry = e.id WHERE e.act = 'handoff.read' AND e.out = 'ok' AND "
        f"c.compartment <> 'identity' AND e.subject_id = '{ids[0]}' ORDER BY e.at DESC LIMIT 1", look.stage.database).strip()
    if not last:
        die("the entry of a look was not found")
    act, person, agency, kind, subject, text, case, compartment, centre = last.split("|")
    entry = (
        "WITH k AS (SELECT gen_random_uuid() AS id, clock_timestamp() AS at), e AS (INSERT INTO ledger_entries (id, at, act, out, hidden, "
        f"person_id, agency_id, subject_kind, subject_id, bytes) SELECT id, at, '{act}', 'ok', false, '{person}', '{agency}', '{kind}', "
        f"'{subject}', '\\x{text}' FROM k RETURNING id, at), c AS (INSERT INTO ledger_cases (entry, case_id, compartment, centre_id, at) "
        f"SELECT id, '{case}', w, '{centre}', at FROM e, unnest(ARRAY['{compartment}', 'identity']) AS w) INSERT INTO ledger_queue SELECT id FROM e;"
    )
    begin = "BEGIN TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY;"
    print(f"      a look is {len(said)} statements: {len(selects)} selects in one snapshot, {len(inserts)} insert; {len(text) // 2} bytes an entry")
    files = {"plain": [], "audited": []}
    for n, handoff in enumerate(ids):
        read = "\n".join([begin, *(s.replace(ids[0], handoff).rstrip(";") + ";" for s in selects), "ROLLBACK;"])
        for name, body in (("plain", read), ("audited", f"{read}\n{entry}")):
            path = os.path.join(look.stage.folder, f"{name}{n}.sql")
            with open(path, "w", encoding="utf-8") as out:
                out.write(body + "\n")
            files[name].append(path)
    os.chmod(look.stage.folder, 0o755)
    return files


def pgbench(look, files, clients):
    """Transactions a second."""
    args = [part for path in files for part in ("-f", path)]
    said = look.stage.cluster.run("pgbench", "-n", "-M", "prepared", "-j", "2", "-c", str(clients), "-T", str(SECONDS),
                                  "-h", look.stage.cluster.folder, "-U", "postgres", *args, look.stage.database)
    return (float(re.search(r"tps = ([\d.]+)", said).group(1)),)


def beside(report, looks):
    """Looks beside pgbench, in turns."""
    postgres = looks["postgres"]
    ids = postgres.handoffs[:IDS]
    files = scripts(postgres, ids)
    for clients in (1, 16, 64):
        cells = {"audited": [], "plain": [], **{engine: [] for engine in looks}}
        for _ in range(ROUNDS):
            for engine, look in looks.items():
                cells[engine].append(look.wrk(clients, look.handoffs[:IDS]))
            for name in ("audited", "plain"):
                cells[name].append(pgbench(postgres, files[name], clients))
        for engine in looks:
            rate, half, most, per = middle(cells[engine])
            print(f"      {clients:2} clients: look on {engine}: {span(cells[engine])} a second, {half:.1f} ms, 99 of 100 in {most:.1f} ms, {per:.2f} commits a look")
        print(f"      {clients:2} clients: pgbench, the same selects: {span(cells['plain'])} a second")
        print(f"      {clients:2} clients: pgbench, the same selects and one entry: {span(cells['audited'])} a second")
        for engine in looks:
            ratios = [(ours[0] / theirs[0],) for ours, theirs in zip(cells[engine], cells["audited"])]
            what = f"{clients} clients: look on {engine} / pgbench with an entry, round by round: {span(ratios, 0, 2)}"
            if engine == "postgres" and clients == 16:
                report.check(middle(ratios)[0] >= 0.9, f"{what}, goal 0.9 or more")
            else:
                print(f"      {what}")


def main():
    """Every engine that is named."""
    for tool in ("wrk", "cc"):
        if not shutil.which(tool):
            die(f"{tool} is needed: apt-get install wrk gcc")
    report, relais = Report(), program()
    print(f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}, {ROUNDS} rounds of {SECONDS} s; middle (least-most)")
    looks = {engine: Look(engine, relais) for engine in engines(sys.argv)}
    for look in looks.values():
        commits(report, look)
    if "postgres" in looks:
        statements(report, looks["postgres"])
        beside(report, looks)
    print(f"load {os.getloadavg()[0]:.1f}")
    report.end()


if __name__ == "__main__":
    main()
