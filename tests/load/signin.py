"""Measures what sign-ins cost those who work: reads of cases alone, and beside 16 sign-ins at once, in turns.

Passwords are hashed as they usually are (64 MiB each), by 16 accounts of which each signs in again as soon as it is in.
    LOOKS, ROUNDS   how many looks a round, and how many rounds (400 and 5); one every INTERVAL milliseconds (10)
"""
import os
import sys
import threading
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.realpath(__file__)), "..", "drills"))

from looks import Beside, Looker  # noqa: E402
from stage import PASSWORD, Client, People, Report, Stage, engines, program  # noqa: E402

LOOKS, ROUNDS = int(os.environ.get("LOOKS", "400")), int(os.environ.get("ROUNDS", "5"))
sys.setswitchinterval(0.0002)  # those who sign in do not hold up the clock of those who look
INTERVAL, AT_ONCE, MOST = int(os.environ.get("INTERVAL", "10")) / 1000, 16, 3


class Crowd:
    """People who sign in again and again, all at once."""

    def __init__(self, stage, emails):
        self.stage, self.emails, self.done, self.took = stage, emails, threading.Event(), []

    def __enter__(self):
        self.threads = [threading.Thread(target=self.sign_in, args=(email,)) for email in self.emails]
        for thread in self.threads:
            thread.start()
        time.sleep(0.5)
        return self

    def __exit__(self, *_):
        self.done.set()
        for thread in self.threads:
            thread.join()

    def sign_in(self, email):
        """One of them."""
        client = Client(self.stage)
        while not self.done.is_set():
            began = time.monotonic()
            client.send("POST", "/v1/sessions", {"email": email, "password": PASSWORD}, signed=False).made()
            self.took.append(time.monotonic() - began)


def paced(looker):
    """A round of looks, one at each beat: what waits is not asked less often."""
    times, next_ = [], time.monotonic()
    for _ in range(LOOKS):
        next_ = max(next_ + INTERVAL, time.monotonic())
        time.sleep(max(0, next_ - time.monotonic()))
        times.append(looker.look())
    return times


def measure(report, engine, relais):
    """One engine."""
    stage = Stage(engine, relais, settings={"RELAIS_HASHING": "usual"})
    stage.serve()
    people = People(stage)
    admin = Client(stage, people.root)
    emails = [people.person(admin, people.police, f"officer{n}@police.example", "member").email for n in range(AT_ONCE)]
    client = Client(stage, people.coordinator)
    looker = Looker(stage, people.coordinator, [f"/v1/cases/{people.case(client, n)}" for n in range(16)])
    rounds, took, began = [], [], time.monotonic()
    for n in range(ROUNDS + 1):
        looker.renew()
        alone = paced(looker)
        looker.renew()
        with Crowd(stage, emails) as crowd:
            beside = paced(looker)
        if n:  # the first round only warms up
            rounds.append((alone, beside))
            took += crowd.took
    both = Beside(rounds)
    print(f"      {engine}: {len(took)} sign-ins in {time.monotonic() - began:.0f} s, the slowest in {max(took):.1f} s")
    report.check(both.most <= MOST, f"{engine}: reads beside {AT_ONCE} sign-ins at once / alone: {both.told()}; goal of 99 of 100: {MOST} or less")
    stage.kill(15)


def main():
    """Every engine that is named."""
    report, relais = Report(), program()
    print(f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}, {ROUNDS} rounds of {LOOKS} looks; all rounds (least-most of one)")
    for engine in engines(sys.argv):
        measure(report, engine, relais)
    print(f"load {os.getloadavg()[0]:.1f}")
    report.end()


if __name__ == "__main__":
    main()
