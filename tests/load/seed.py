"""Puts cases and handoffs into a server over HTTP, several at a time.

    seed.py URL EMAIL PASSWORD HOSPITAL [CASES] [HANDOFFS]    a coordinator's account, the id of an agency of health
"""
import os
import queue
import sys
import threading
import types

sys.path.insert(0, os.path.join(os.path.dirname(os.path.realpath(__file__)), "..", "drills"))

import stage as st  # noqa: E402
from stage import Client, People, Session  # noqa: E402

THREADS = 8


def seed(stage, people, cases, handoffs):
    """Opens cases, each with handoffs; the ids of both."""
    todo, made = queue.SimpleQueue(), []
    for n in range(cases):
        todo.put(n)

    def work():
        client = Client(stage, people.coordinator)
        while True:
            try:
                n = todo.get_nowait()
            except queue.Empty:
                return
            case = People.case(people, client, n)
            sent = [client.post(*People.handoff(people, case)).made()["id"] for _ in range(handoffs)]
            made.append((case, sent))

    threads = [threading.Thread(target=work) for _ in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if len(made) != cases:
        st.die(f"only {len(made)} of {cases} cases were made")
    return [case for case, _ in made], [handoff for _, sent in made for handoff in sent]


def main():
    """Seeds a server that runs somewhere."""
    if len(sys.argv) < 5:
        st.die(__doc__)
    url, email, st.PASSWORD, hospital = sys.argv[1:5]
    host, _, port = url.removeprefix("http://").rstrip("/").partition(":")
    if host not in ("127.0.0.1", "localhost"):
        st.die("only a server on this host is seeded")
    stage = types.SimpleNamespace(port=int(port or 80))
    people = types.SimpleNamespace(hospital=hospital, coordinator=Session(stage, email, "coordinator"))
    counts = [int(text) for text in sys.argv[5:7]]
    cases, handoffs = seed(stage, people, *(counts + [500, 4][len(counts):]))
    print(f"{len(cases)} cases, {len(handoffs)} handoffs")


if __name__ == "__main__":
    main()
