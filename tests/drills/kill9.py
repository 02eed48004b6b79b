"""kill -9 under load: whatever was answered is there afterwards, with its entry in the access log.

Sixteen clients, half of whom look and half of whom log handoffs and confirm them; after one to three seconds the server
is killed. It is started again, and everything that any client was told is looked for in the store. On PostgreSQL one
more round kills the backends of Relais and not Relais itself, which has to go on without a restart.
"""
import os
import random
import signal
import sys
import threading
import time

from stage import Client, People, Report, Stage, engines, program

ROUNDS, CLIENTS = 5, 16


class Told:
    """What the clients were told."""

    def __init__(self):
        self.requests, self.logged, self.confirmed, self.statuses = [], [], [], {}
        self.stop = threading.Event()

    def hear(self, answer):
        """One answer: an entry has to be there for each, refusals included; 401 is only counted, 503 says no entry."""
        self.statuses[answer.status] = self.statuses.get(answer.status, 0) + 1
        if answer.status not in (401, 500, 503):
            self.requests.append(answer.request)


def looks(told, stage, people, cases, mine):
    """Looks until it is told to stop."""
    client, n = Client(stage, people.coordinator, 10), 0
    while not told.stop.is_set():
        n += 1
        case = mine.choice(cases)
        try:
            told.hear(client.get(f"/v1/cases/{case}" if n % 2 else f"/v1/cases/{case}/handoffs?limit=5"))
        except OSError:
            time.sleep(0.01)


def writes(told, stage, people, cases, mine):
    """Logs a handoff, and has it confirmed."""
    sender, receiver = Client(stage, people.coordinator, 10), Client(stage, people.nurse, 10)
    while not told.stop.is_set():
        try:
            answer = sender.post(*people.handoff(mine.choice(cases)))
            told.hear(answer)
            if answer.status != 201:
                continue
            handoff = answer.json()["id"]
            told.logged.append(handoff)
            answer = receiver.post(f"/v1/handoffs/{handoff}/confirm", {})
            told.hear(answer)
            if answer.status == 200:
                told.confirmed.append(handoff)
        except OSError:
            time.sleep(0.01)


def storm(stage, people, cases, hit):
    """Lets everybody work, hits, and lets what is on its way end; what they were told."""
    told = Told()
    work = [threading.Thread(target=looks if n % 2 else writes, args=(told, stage, people, cases, random.Random(n)))
            for n in range(CLIENTS)]
    for thread in work:
        thread.start()
    hit(told)
    told.stop.set()
    for thread in work:
        thread.join(60)
    return told


def check(report, stage, told, name):
    """Everything that was answered is there."""
    entered, states = stage.entered(), stage.handoffs()
    missing = [r for r in told.requests if r not in entered]
    unlogged = [h for h in told.logged if h not in states]
    unconfirmed = [h for h in told.confirmed if states.get(h) != "received"]
    counted = " ".join(f"{status}x{n}" for status, n in sorted(told.statuses.items()))
    heard = len(told.requests)
    report.check(heard > 50, f"{name}: {heard} answers ({counted}), {len(told.confirmed)} confirmed")
    report.check(not missing, f"{name}: entries missing of {heard} answers: {len(missing)}")
    report.check(not unlogged, f"{name}: handoffs lost of {len(told.logged)}: {len(unlogged)}")
    report.check(not unconfirmed, f"{name}: confirmations lost of {len(told.confirmed)}: {len(unconfirmed)}")
    report.check(500 not in told.statuses, f"{name}: no answer was 500")
    code, said = stage.command("ledger", "verify")
    report.check(code == 0, f"{name}: relais ledger verify: {said.strip().splitlines()[-1]}")
    code, said = stage.command("doctor")
    report.check(code == 0, f"{name}: relais doctor" + ("" if code == 0 else f":\n{said}"))


def backends(stage):
    """Kills the PostgreSQL backends of Relais, and no other process."""
    asked = f"SELECT pid FROM pg_stat_activity WHERE datname = '{stage.database}' AND pid <> pg_backend_pid()"
    pids = [int(pid) for pid in stage.cluster.sql(asked).split()]
    stage.cluster.sql(f"SELECT pg_terminate_backend(pid) FROM ({asked}) AS ours")
    return len(pids)


def drill(report, engine, relais):
    """All rounds on one engine."""
    stage = Stage(engine, relais)
    stage.serve()
    people = People(stage)
    admin = Client(stage, people.coordinator)
    cases = [people.case(admin, n) for n in range(8)]
    seed = int(os.environ.get("SEED", "0")) or random.randrange(1 << 30)
    print(f"{engine}: seed {seed}")
    luck = random.Random(seed)
    for n in range(1, ROUNDS + 1):
        def kill(_):
            time.sleep(luck.uniform(1, 3))
            stage.kill(signal.SIGKILL)
        told = storm(stage, people, cases, kill)
        stage.serve()
        check(report, stage, told, f"{engine}, kill -9 number {n}")
    if engine == "postgres":
        def cut(told):
            for _ in range(3):
                time.sleep(0.7)
                print(f"{engine}: cut {backends(stage)} connections")
            time.sleep(1)
        told = storm(stage, people, cases, cut)
        report.check(stage.ready() == 200, f"{engine}: ready again without a restart")
        check(report, stage, told, f"{engine}, backends killed")
    report.check(stage.kill(signal.SIGTERM) == 0, f"{engine}: ends well when it is told to")


def main():
    """Every engine that is named."""
    report, relais = Report(), program()
    for engine in engines(sys.argv):
        drill(report, engine, relais)
    report.end()


if __name__ == "__main__":
    main()
