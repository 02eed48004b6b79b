"""SIGTERM: not ready first, then no new connections, then what runs is finished, then exit 0.

Clients look all the while, and one handoff is on its way in: half of its body has arrived when the server is told to
stop, the other half comes after the listener has closed.
"""
import json
import os
import signal
import socket
import sys
import threading
import time

from kill9 import Told, check
from stage import Client, People, Report, Stage, engines, program

DRAIN, CLIENTS = 2, 8


def half_sent(stage, people, case):
    """A handoff of which half has been sent; the connection, and the other half."""
    path, body = people.handoff(case)
    data = json.dumps(body).encode()
    token = people.coordinator.bearer(Client(stage))
    head = (f"POST {path} HTTP/1.1\r\nHost: relais\r\nAuthorization: Bearer {token}\r\n"
            f"Content-Type: application/json\r\nContent-Length: {len(data)}\r\n\r\n").encode()
    conn = socket.create_connection(("127.0.0.1", stage.port), 10)
    conn.settimeout(20)
    conn.sendall(head + data[: len(data) // 2])
    return conn, data[len(data) // 2:]


def finish(conn, rest):
    """Sends the other half; status, headers and body of the answer."""
    conn.sendall(rest)
    heard = b""
    while chunk := conn.recv(65536):
        heard += chunk
    head, _, body = heard.partition(b"\r\n\r\n")
    lines = head.decode().split("\r\n")
    headers = {name.lower(): value for name, value in (line.split(": ", 1) for line in lines[1:])}
    return int(lines[0].split()[1]), headers, body


def looks(told, stage, people, case, refused):
    """Looks until nobody answers any more."""
    client = Client(stage, people.coordinator, 10)
    people.coordinator.bearer(client)
    while not told.stop.is_set():
        try:
            told.hear(client.get(f"/v1/cases/{case}"))
        except OSError:
            refused.append(time.monotonic())
            return


def drill(report, engine, relais):
    """One engine."""
    stage = Stage(engine, relais, settings={"RELAIS_DRAIN_SECONDS": str(DRAIN)})
    stage.serve()
    people = People(stage)
    case = people.case(Client(stage, people.coordinator))
    people.coordinator.bearer(Client(stage))
    told, refused = Told(), []
    work = [threading.Thread(target=looks, args=(told, stage, people, case, refused)) for _ in range(CLIENTS)]
    for thread in work:
        thread.start()
    time.sleep(0.5)
    conn, rest = half_sent(stage, people, case)
    before = len(told.requests)
    stage.server.send_signal(signal.SIGTERM)
    began = time.monotonic()
    time.sleep(0.3)
    ready = Client(stage).send("GET", "/readyz")
    report.check(ready.status == 503 and ready.json()["status"] == "stopping", f"{engine}: not ready at once: {ready.body!r}")
    time.sleep(0.3)
    report.check(len(told.requests) > before and not refused, f"{engine}: still answers while the word goes round")
    closed = None
    while time.monotonic() < began + 15 and closed is None:
        try:
            socket.create_connection(("127.0.0.1", stage.port), 1).close()
            time.sleep(0.02)
        except OSError:
            closed = time.monotonic() - began
    report.check(closed is not None and closed >= DRAIN - 0.1, f"{engine}: no new connections after {closed} s (told: {DRAIN})")
    status, headers, body = finish(conn, rest)
    report.check(status == 201, f"{engine}: what was on its way in is answered: {status}")
    if status == 201:
        told.requests.append(headers["x-request-id"])
        told.logged.append(json.loads(body)["id"])
    told.stop.set()
    for thread in work:
        thread.join(30)
    early = [at - began for at in refused if at - began < DRAIN - 0.1]
    report.check(not early, f"{engine}: connections that broke before that: {len(early)}")
    code = stage.server.wait(30)
    report.check(code == 0, f"{engine}: exit code {code}, {time.monotonic() - began:.1f} s after it was told")
    check(report, stage, told, f"{engine}, drained")


def main():
    """Every engine that is named."""
    report, relais = Report(), program()
    for engine in engines(sys.argv):
        drill(report, engine, relais)
    report.end()


if __name__ == "__main__":
    main()
