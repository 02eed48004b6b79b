"""One look after another on one connection, with little of our own in the time that each takes; and what is told of many."""
import socket
import statistics
import time

from stage import Client, die


class Looker:
    """Somebody who is signed in, and who asks for some paths in turn."""

    def __init__(self, stage, session, paths):
        self.stage, self.session, self.paths = stage, session, paths
        self.conn = socket.create_connection(("127.0.0.1", stage.port), timeout=30)
        self.conn.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.asks, self.n = [], 0

    def renew(self):
        """Prepares the requests, with a token that is good for another minute."""
        token = self.session.bearer(Client(self.stage))
        self.asks = [f"GET {path} HTTP/1.1\r\nHost: relais\r\nAuthorization: Bearer {token}\r\n\r\n".encode() for path in self.paths]

    def look(self):
        """One look; in how many milliseconds it was answered."""
        self.n = (self.n + 1) % len(self.asks)
        began = time.perf_counter()
        self.conn.sendall(self.asks[self.n])
        said = b""
        while b"\r\n\r\n" not in said:
            said += self.more()
        head, _, body = said.partition(b"\r\n\r\n")
        left = int(head.lower().partition(b"content-length:")[2].split(b"\r\n", 1)[0]) - len(body)
        while left > 0:
            left -= len(self.more())
        took = (time.perf_counter() - began) * 1000
        if not head.startswith(b"HTTP/1.1 200"):
            die(f"{self.paths[self.n]}: {said[:400]!r}")
        return took

    def more(self):
        """Some more of an answer."""
        return self.conn.recv(65536) or die("the server has hung up")


def half_and_most(times):
    """In what time half of them were answered, and 99 of 100."""
    return statistics.median(times), statistics.quantiles(times, n=100)[98]


class Beside:
    """Two kinds of the same look, timed in rounds that both were in; ratios of all rounds, the least and the most of one."""

    def __init__(self, rounds):
        self.rounds = rounds
        one, other = ([t for pair in rounds for t in pair[side]] for side in (0, 1))
        self.one, self.other = half_and_most(one), half_and_most(other)
        self.half, self.most = (after / before for before, after in zip(self.one, self.other))

    def told(self):
        """The times of both, and how they compare."""
        each = [[after / before for before, after in zip(*map(half_and_most, pair))] for pair in self.rounds]
        (least, least99), (most, most99) = map(min, zip(*each)), map(max, zip(*each))
        return (f"half {self.half:.2f} ({least:.2f}-{most:.2f}), 99 of 100 {self.most:.2f} ({least99:.2f}-{most99:.2f}); "
                f"in ms {self.one[0]:.2f} and {self.one[1]:.2f}, then {self.other[0]:.2f} and {self.other[1]:.2f}")
