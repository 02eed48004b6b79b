"""Measures how answers slow down as the database grows: a small one and a large one, in turns, in the same run.

    large      demos of the sizes small and large, on both engines
    province   PostgreSQL: a demo of size median as it is, and the same filled to CASES cases (200,000) by fill.py; then
               filled once more so that one centre holds all of them (CENTRES=one asks for that alone, many for the other)
    both       both of them (the default)
LOOKS, ROUNDS   how many looks a round, and how many rounds (400 and 5)
"""
import atexit
import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.realpath(__file__)), "..", "drills"))

from fill import Fill  # noqa: E402
from looks import Beside, Looker  # noqa: E402
from stage import Client, Cluster, Report, Session, Stage, die, free_port, program  # noqa: E402

LOOKS, ROUNDS = int(os.environ.get("LOOKS", "400")), int(os.environ.get("ROUNDS", "5"))
CASES, CENTRES = int(os.environ.get("CASES", "200000")), os.environ.get("CENTRES", "many one").split()
MOST, SOME = 1.5, 16
QUICK = "-c max_wal_size=8GB -c shared_buffers=512MB -c maintenance_work_mem=512MB"


def cluster():
    """A private cluster with room for much."""
    folder = tempfile.mkdtemp(prefix="relais-load-", dir="/tmp")
    os.chmod(folder, 0o711)
    atexit.register(shutil.rmtree, folder, True)
    return Cluster(os.path.join(folder, "pg"), QUICK)


class Demo(Stage):
    """A demo of some size, served as any installation is."""

    def __init__(self, engine, relais, size, cluster=None):
        self.size = size
        super().__init__(engine, relais, cluster=cluster)

    def install(self):
        """Lets the demo be told, and ends it."""
        folder = os.path.join(self.folder, "demo")
        named = ["--database", self.env["RELAIS_DATABASE"]] if self.cluster else []
        began = time.monotonic()
        with open(self.log, "ab") as log:
            self.server = subprocess.Popen(
                [self.relais, "demo", "--size", self.size, "--dir", folder, "--listen", f"127.0.0.1:{self.port}", *named],
                stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        while self.ready() != 200:
            if self.server.poll() is not None:
                die(f"the demo ended:\n{self.tail()}")
            time.sleep(0.2)
        self.kill(15)
        with open(os.path.join(folder, "accounts.json"), encoding="utf-8") as file:
            self.password = json.load(file)["accounts"][0]["password"]
        self.env["RELAIS_KEY_FILE"] = os.path.join(folder, "demo.key")
        if not self.cluster:
            self.database = os.path.join(folder, "demo.db")
            self.env["RELAIS_DATABASE"] = f"sqlite:{self.database}"
        if self.cluster:
            self.cluster.sql("VACUUM ANALYZE", self.database)
        print(f"{self.engine}: a demo of size {self.size} in {time.monotonic() - began:.0f} s", flush=True)

    def beside(self):
        """The same installation in a copy of its database."""
        other = object.__new__(Demo)
        other.__dict__.update(self.__dict__)
        other.database = f"{self.database}_large"
        self.cluster.sql(f"CREATE DATABASE {other.database} TEMPLATE {self.database}")
        other.log, other.port, other.metrics_port = f"{self.log}_large", free_port(), free_port()
        other.env = {**self.env, "RELAIS_DATABASE": self.cluster.url(other.database), "RELAIS_LISTEN": f"127.0.0.1:{other.port}",
                     "RELAIS_METRICS_LISTEN": f"127.0.0.1:{other.metrics_port}"}
        atexit.register(other.kill)
        return other


class Side:
    """One database and those who look: what they ask for, and how many lines they are shown."""

    def __init__(self, stage):
        self.stage = stage
        stage.serve()
        self.who = {name: Session(stage, email, password=stage.password) for name, email in (
            ("coordinator", "solange@centre.example"), ("nurse", "meilin@hospital.example"), ("auditor", "rosalie@centre.example"))}

    def lines(self, who, path, most):
        """How many lines a list shows at once, of so many."""
        return len(Client(self.stage, self.who[who]).get(f"{path}limit={most}").made()["items"])

    def cases(self):
        """Cases that the services made: some to look at, others whose looks are audited."""
        page = Client(self.stage, self.who["coordinator"]).get("/v1/cases?limit=100").made()["items"]
        ids = [case["id"] for case in page]
        random.Random(2 * SOME).shuffle(ids)
        return ids[:SOME], ids[SOME : 2 * SOME]


def asked(sides):
    """The same four questions to both sides, each for as many lines as both have."""
    cases = [side.cases() for side in sides]
    audits = [[f"/v1/audit/entries?case={case}&" for case in audited] for _, audited in cases]
    lists = [("coordinator", [["/v1/worklists/missed?"]] * 2), ("nurse", [["/v1/inbox?"]] * 2), ("auditor", audits)]
    many = [25] * len(lists)
    for n, (who, paths) in enumerate(lists):
        for side, mine in zip(sides, paths):  # the small one first: the other is asked for no more than that has
            many[n] = min(side.lines(who, path, many[n]) for path in mine)
    print(f"      lines of missed, inbox, audit by case: {many}")
    return [
        ("missed", "coordinator", [[f"/v1/worklists/missed?limit={many[0]}"] for _ in sides], True),
        ("inbox", "nurse", [[f"/v1/inbox?limit={many[1]}"] for _ in sides], False),
        ("case", "coordinator", [[f"/v1/cases/{case}" for case in read] for read, _ in cases], False),
        ("audit by case", "auditor", [[f"{path}limit={many[2]}" for path in paths] for paths in audits], True),
    ]


def grown(report, name, sides):
    """Small and large, one look here and one there, so that both have the same machine."""
    for what, who, paths, held in asked(sides):
        small, much = (Looker(side.stage, side.who[who], mine) for side, mine in zip(sides, paths))
        rounds = []
        for n in range(ROUNDS + 1):
            small.renew()
            much.renew()
            both = [(small.look(), much.look()) for _ in range(LOOKS if n else SOME * 4)]
            rounds += [tuple(zip(*both))] if n else []  # the first round only warms up
        beside = Beside(rounds)
        told = f"{name}: {what}, large / small: {beside.told()}"
        if held:
            report.check(max(beside.half, beside.most) <= MOST, f"{told}; goal {MOST} or less")
        else:
            print(f"      {told}", flush=True)


def large(report, relais):
    """Demos of two sizes, on each engine."""
    for engine in ("sqlite", "postgres"):
        store = cluster() if engine == "postgres" else None
        stages = [Demo(engine, relais, size, store) for size in ("small", "large")]
        grown(report, f"{engine}, 2,000 cases", [Side(stage) for stage in stages])
        for stage in stages:
            stage.kill(15)


def province(report, relais, centres):
    """A demo beside the same one among so many cases."""
    small = Demo("postgres", relais, "median", cluster())
    large_ = small.beside()
    name = f"{CASES:,} cases of {'one centre' if centres else 'many centres'}"
    print(f"postgres: {name}:")
    Fill(lambda text: small.cluster.sql(text, large_.database), CASES, centres).run()
    sides = [Side(stage) for stage in (small, large_)]
    grown(report, name, sides)
    for side in sides:
        side.stage.kill(15)
    small.cluster.sql(f"DROP DATABASE {large_.database}")


def main():
    """What is named."""
    named = sys.argv[1] if len(sys.argv) > 1 else "both"
    if named not in ("large", "province", "both"):
        die("usage: [large|province|both]")
    report, relais = Report(), program()
    print(f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}, {ROUNDS} rounds of {LOOKS} looks; all rounds (least-most of one)")
    if named != "province":
        large(report, relais)
    if named != "large":
        for some in CENTRES:
            province(report, relais, {"one": 1, "many": 0}[some])
    print(f"load {os.getloadavg()[0]:.1f}")
    report.end()


if __name__ == "__main__":
    main()
