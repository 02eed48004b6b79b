"""A disk that is full: 503 and nothing else, not ready, and back by itself once there is room.

SQLite lives on a small tmpfs; on PostgreSQL the database lives in a tablespace on one (its log of changes elsewhere: a
full one would end the whole cluster). Clients work until nothing fits any more and a while longer; then there is room
again, and without a restart everything works. Nothing that was answered is lost.
"""
import atexit
import os
import random
import shutil
import subprocess
import sys
import tempfile
import threading
import time

from kill9 import Told, check, looks, writes
from stage import Client, Cluster, People, Report, Stage, die, engines, program

SIZE, CLIENTS, PATIENCE = "24m", 16, 90


def small_disk(mode):
    """A tmpfs of our own."""
    place = tempfile.mkdtemp(prefix="relais-full-", dir="/tmp")
    made = subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={SIZE},mode={mode}", "tmpfs", place], check=False)
    if made.returncode:
        die("a tmpfs cannot be mounted here (root is needed)")

    def leave():
        subprocess.run(["umount", "-l", place], check=False)
        os.rmdir(place)

    atexit.register(leave)
    return place


def fill(path):
    """Takes all the room that is left."""
    with open(path, "ab", buffering=0) as out:
        for size in (1 << 16, 1 << 12, 1):
            try:
                while True:
                    out.write(b"\0" * size)
            except OSError:
                pass


def last_room(stage, look):
    """Goes on until the pages that are there are full too: a short entry may fit where that of a look does not."""
    red = 0
    for _ in range(150):
        look()
        red = red + 1 if stage.ready() == 503 else 0
        if red == 5:
            return
        time.sleep(0.05)


def full(report, stage, people, cases, filler):
    """Works until the disk is full, watches how that is told, makes room; what clients were told."""
    told, late = Told(), Told()
    now = [told]

    class Ear:
        """Passes on to whoever listens now."""

        stop = told.stop

        def __getattr__(self, name):
            return getattr(now[0], name)

    ear = Ear()
    work = [threading.Thread(target=looks if n % 2 else writes, args=(ear, stage, people, cases, random.Random(n)))
            for n in range(CLIENTS)]
    for thread in work:
        thread.start()
    time.sleep(2)
    report.check(stage.ready() == 200, f"{stage.engine}: ready while there is room")
    deadline = time.monotonic() + PATIENCE
    seen = 0
    while time.monotonic() < deadline and seen < 200:
        fill(filler)
        time.sleep(0.2)
        seen = told.statuses.get(503, 0)
    report.check(seen >= 200, f"{stage.engine}: the disk is full: {seen} answers were 503 so far")
    fill(filler)
    last_room(stage, lambda: None)
    now[0] = late
    red = 0
    for _ in range(10):
        red += stage.ready() == 503
        time.sleep(0.2)
    for thread in work:
        if not thread.is_alive():
            report.check(False, "a client ended early")
    counted = " ".join(f"{status}x{n}" for status, n in sorted(late.statuses.items()))
    # a checkpoint may make room for a last few: whatever is answered then is kept, as is checked at the end
    kept = sum(late.statuses.get(s, 0) for s in (200, 201, 409))
    refused = late.statuses.get(503, 0)
    good = kept + refused == sum(late.statuses.values()) and refused > 99 * kept
    report.check(good, f"{stage.engine}: answers while it is full: {counted}")
    report.check(red == 10, f"{stage.engine}: /readyz was red {red} times of 10")
    report.check(Client(stage).send("GET", "/healthz").status == 200, f"{stage.engine}: alive while it is full")
    os.truncate(filler, 0)
    os.remove(filler)
    deadline, green = time.monotonic() + 10, 0
    began = time.monotonic()
    while time.monotonic() < deadline and green < 5:
        green = green + 1 if stage.ready() == 200 else 0
        time.sleep(0.1)
    report.check(green == 5, f"{stage.engine}: ready {time.monotonic() - began:.1f} s after there was room")
    after = Told()
    now[0] = after
    time.sleep(2)
    told.stop.set()
    for thread in work:
        thread.join(60)
    good = sum(after.statuses.get(s, 0) for s in (200, 201, 409))
    counted = " ".join(f"{status}x{n}" for status, n in sorted(after.statuses.items()))
    report.check(good > 20 and set(after.statuses) <= {200, 201, 409}, f"{stage.engine}: answers afterwards: {counted}")
    for part in (late, after):
        told.requests += part.requests
        told.logged += part.logged
        told.confirmed += part.confirmed
        for status, n in part.statuses.items():
            told.statuses[status] = told.statuses.get(status, 0) + n
    return told


def idle(report, stage, people, case, filler):
    """The disk fills up while nobody works: the first look finds out, and so does /readyz until there is room."""
    time.sleep(3)  # everything has its number, so upkeep writes nothing
    fill(filler)
    client, seen = Client(stage, people.coordinator), []
    for _ in range(400):
        seen.append(client.get(f"/v1/cases/{case}").status)
        if seen[-1] == 503:
            break
        fill(filler)
    last_room(stage, lambda: client.get(f"/v1/cases/{case}"))
    time.sleep(3)
    fill(filler)
    red = sum(stage.ready() == 503 for _ in range(5))
    report.check(set(seen) <= {200, 503} and seen[-1] == 503, f"{stage.engine}: filled up while idle: look number {len(seen)} was {seen[-1]}")
    report.check(red == 5, f"{stage.engine}: /readyz was red {red} times of 5, without any work")
    os.truncate(filler, 0)
    os.remove(filler)
    deadline, green = time.monotonic() + 10, False
    while time.monotonic() < deadline and not green:
        green = stage.ready() == 200
        time.sleep(0.1)
    report.check(green, f"{stage.engine}: ready again without any work")
    noted = stage.rows(
        "SELECT count(*) FROM ledger_entries WHERE code = 'ledger-unavailable'",
        "SELECT count(*) FROM ledger_entries WHERE code = 'ledger-unavailable'",
    )
    report.check(int(noted[0][0]) > 0, f"{stage.engine}: entries that tell that some were turned away: {noted[0][0]}")
    report.check(client.get(f"/v1/cases/{case}").status == 200, f"{stage.engine}: and works again")


def drill(report, engine, relais):
    """One engine."""
    disk = small_disk("0777")
    if engine == "postgres":
        folder = tempfile.mkdtemp(prefix="relais-drill-pg-", dir="/tmp")
        atexit.register(shutil.rmtree, folder, True)
        cluster = Cluster(folder, "-c autovacuum=off")
        place = os.path.join(disk, "space")
        os.mkdir(place, 0o700)
        if cluster.other:
            subprocess.run(["chown", "postgres:postgres", place], check=True)
        cluster.sql(f"CREATE TABLESPACE small LOCATION '{place}'")
        stage = Stage(engine, relais, "small", cluster)
    else:
        stage = Stage(engine, relais, disk)
    stage.serve()
    people = People(stage)
    admin = Client(stage, people.coordinator)
    cases = [people.case(admin, n) for n in range(8)]
    told = full(report, stage, people, cases, os.path.join(disk, "filler"))
    check(report, stage, told, f"{engine}, full disk")
    idle(report, stage, people, cases[0], os.path.join(disk, "filler"))
    report.check(stage.kill(15) == 0, f"{engine}: ends well when it is told to")
    if report.failed:
        print(stage.tail(15))


def main():
    """Every engine that is named."""
    report, relais = Report(), program()
    for engine in engines(sys.argv):
        drill(report, engine, relais)
    report.end()


if __name__ == "__main__":
    main()
