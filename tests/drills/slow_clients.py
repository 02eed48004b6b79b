"""Clients that are slow, or send too much: each gets its refusal, and the others notice nothing.

Hundreds of connections stay half-open while a few good clients work; what these wait for an answer is compared with
what they waited before.
"""
import json
import os
import socket
import sys
import threading
import time

from stage import Client, People, Report, Stage, engines, program

SLOW, GOOD = 200, 4


def status(stage, send, pause=0.0, wait=30):
    """Sends pieces with pauses until it is refused or they end; the status, and how long that took."""
    began = time.monotonic()
    conn = socket.create_connection(("127.0.0.1", stage.port), 10)
    conn.settimeout(0.001)
    heard = b""

    def listen(seconds):
        nonlocal heard
        conn.settimeout(max(seconds, 0.001))
        try:
            chunk = conn.recv(65536)
            heard += chunk
            return bool(chunk)
        except (TimeoutError, BlockingIOError):
            return None
        except OSError:
            return False

    for piece in send:
        try:
            conn.settimeout(10)
            conn.sendall(piece)
        except OSError:
            break
        if listen(pause) is not None or time.monotonic() - began > wait:
            break
    while not heard.startswith(b"HTTP/1.1 ") and time.monotonic() - began < wait:
        if listen(1) is False:
            break
    took = time.monotonic() - began
    conn.close()
    code = int(heard.split(b" ", 2)[1]) if heard.startswith(b"HTTP/1.1 ") else 0
    return code, took


def drip(data, piece=1):
    """A little at a time."""
    for n in range(0, len(data), piece):
        yield data[n:n + piece]


def requests(stage, people, case):
    """Name, pieces, pause, what has to be answered, within how many seconds."""
    token = people.coordinator.bearer(Client(stage))
    path, body = people.handoff(case)
    auth = f"Authorization: Bearer {token}\r\n"
    post = f"POST {path} HTTP/1.1\r\nHost: relais\r\nContent-Type: application/json\r\n"
    data = json.dumps(body).encode()
    slow = (post + auth + f"Content-Length: {len(data)}\r\n\r\n").encode()
    chunk = b"10000\r\n" + b" " * 65536 + b"\r\n"
    pad = "".join(f"X-Pad-{n}: {'y' * 1000}\r\n" for n in range(20))
    huge = "".join(f"X-Pad-{n}: {'y' * 4000}\r\n" for n in range(60))
    many = "".join(f"X-{n}: y\r\n" for n in range(200))
    get = f"GET /v1/cases/{case} HTTP/1.1\r\nHost: relais\r\n{auth}"
    return [
        ("a head that comes a byte at a time", drip((get + "X: " + "y" * 400).encode()), 0.1, {408}, 12),
        ("a body that comes a byte at a time", (p for part in ([slow], drip(data)) for p in part), 0.2, {408}, 15),
        ("a body that never comes", [slow], 0.0, {408}, 15),
        ("a body that never comes, without a token", [(post + "Content-Length: 99\r\n\r\n").encode()], 0.0, {401}, 3),
        ("a body said to be too large", [(post + auth + "Content-Length: 70000\r\n\r\n").encode()], 0.0, {413}, 3),
        ("a body said to be endless", [(post + auth + f"Content-Length: {1 << 62}\r\n\r\n").encode()], 0.0, {413}, 3),
        ("a body that turns out too large", [(post + auth + "Transfer-Encoding: chunked\r\n\r\n").encode(), chunk, chunk], 0.0, {413}, 3),
        ("headers of 20 KB", [(get + pad + "\r\n").encode()], 0.0, {431}, 3),
        ("headers of 240 KB", drip((get + huge + "\r\n").encode(), 16384), 0.0, {431}, 3),
        ("200 headers", [(get + many + "\r\n").encode()], 0.0, {431}, 3),
        ("a path of 5 KB", [f"GET /v1/cases/{'y' * 5000} HTTP/1.1\r\nHost: relais\r\n{auth}\r\n".encode()], 0.0, {431}, 3),
        ("what is no HTTP", [b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + b"\x00" * 64 + b"\r\n\r\n"], 0.0, {400}, 3),
        ("two lengths", [(post + auth + "Content-Length: 5\r\nContent-Length: 6\r\n\r\n{}   ").encode()], 0.0, {400}, 3),
    ]


class Good:
    """Clients that behave: how long each answer took, and what went wrong."""

    def __init__(self, stage, people, case):
        self.took, self.wrong, self.stop = [], [], threading.Event()
        self.work = [threading.Thread(target=self.look, args=(stage, people, case)) for _ in range(GOOD)]
        for thread in self.work:
            thread.start()

    def look(self, stage, people, case):
        """Looks, with a pause between."""
        client = Client(stage, people.coordinator, 10)
        while not self.stop.is_set():
            began = time.monotonic()
            try:
                answer = client.get(f"/v1/cases/{case}")
                if answer.status != 200:
                    self.wrong.append(answer.status)
            except OSError as e:
                self.wrong.append(repr(e))
            self.took.append(time.monotonic() - began)
            time.sleep(0.02)

    def end(self):
        """The 95th part of a hundred, in milliseconds."""
        self.stop.set()
        for thread in self.work:
            thread.join(30)
        return sorted(self.took)[int(len(self.took) * 0.95)] * 1000


def drill(report, engine, relais):
    """One engine."""
    stage = Stage(engine, relais)
    stage.serve()
    people = People(stage)
    case = people.case(Client(stage, people.coordinator))
    alone = Good(stage, people, case)
    time.sleep(3)
    before = alone.end()
    crowd = [socket.create_connection(("127.0.0.1", stage.port), 10) for _ in range(SLOW)]
    beside, stop = Good(stage, people, case), threading.Event()

    def crawl():
        """Every connection of the crowd sends a byte a second, and comes back when it is closed."""
        while not stop.is_set():
            for n, conn in enumerate(crowd):
                try:
                    conn.sendall(b"G")
                except OSError:
                    conn.close()
                    crowd[n] = socket.create_connection(("127.0.0.1", stage.port), 10)
            stop.wait(1)

    crawler = threading.Thread(target=crawl)
    crawler.start()
    for name, pieces, pause, expected, within in requests(stage, people, case):
        code, took = status(stage, pieces, pause)
        wanted = "/".join(map(str, sorted(expected)))
        report.check(code in expected and took <= within, f"{engine}: {name}: {code} after {took:.1f} s (expected {wanted} within {within} s)")
    after = beside.end()
    stop.set()
    crawler.join(30)
    for conn in crowd:
        conn.close()
    report.check(not beside.wrong, f"{engine}: good clients beside {SLOW} slow ones: {len(beside.took)} answers, {len(beside.wrong)} wrong {beside.wrong[:3]}")
    report.check(after < max(4 * before, 100), f"{engine}: their 95th percentile: {after:.0f} ms (alone {before:.0f} ms)")
    report.check(stage.kill(15) == 0, f"{engine}: ends well when it is told to")


def main():
    """Every engine that is named."""
    report, relais = Report(), program()
    for engine in engines(sys.argv):
        drill(report, engine, relais)
    report.end()


if __name__ == "__main__":
    main()
