"""What every drill and every measurement stands on: an installation of its own, a server, people, a client.

Everything is made in a folder under /tmp and ended with the script that made it; PostgreSQL is a private cluster on a
socket in that folder, started from the installed binaries and with fsync on. Only Python's own library is needed.
"""
import atexit
import glob
import http.client
import json
import os
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
import uuid

ROOT = os.path.realpath(os.path.join(os.path.dirname(__file__), "..", ".."))
PASSWORD = "a very long drill password"
SERVICE = "medical_exam"
signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that what was made is removed


def die(why):
    """Ends the script: nothing was tried."""
    print(f"{os.path.basename(sys.argv[0])}: {why}", file=sys.stderr)
    sys.exit(2)


def program():
    """The release build, made now unless RELAIS_BIN names another one."""
    named = os.environ.get("RELAIS_BIN")
    if named:
        return named
    done = subprocess.run(["cargo", "build", "--release", "--locked", "--quiet"], cwd=ROOT, check=False)
    if done.returncode:
        die("the release build failed")
    asked = ["cargo", "metadata", "--no-deps", "--offline", "--locked", "--format-version", "1"]
    about = json.loads(subprocess.run(asked, cwd=ROOT, check=True, capture_output=True).stdout)
    return os.path.join(about["target_directory"], "release", "relais")


def free_port():
    """A port of this host that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def engines(argv):
    """Which engines the first argument names; both without one."""
    named = argv[1] if len(argv) > 1 else "both"
    if named not in ("sqlite", "postgres", "both"):
        die("usage: [sqlite|postgres|both]")
    return ["sqlite", "postgres"] if named == "both" else [named]


class Report:
    """PASS and FAIL lines, and the exit code that follows from them."""

    def __init__(self):
        self.failed = 0

    def check(self, good, what):
        """One line."""
        print(("PASS" if good else "FAIL") + f"  {what}", flush=True)
        self.failed += not good
        return good

    def end(self):
        """Ends the script."""
        print(f"{self.failed} failed" if self.failed else "all passed")
        sys.exit(1 if self.failed else 0)


class Cluster:
    """A private PostgreSQL server; as user postgres when we are root, because it refuses to be."""

    def __init__(self, folder, options=""):
        found = sorted(glob.glob("/usr/lib/postgresql/*/bin"), key=lambda b: int(b.split("/")[-2]))
        initdb = shutil.which("initdb")
        self.bin = found[-1] if found else os.path.dirname(initdb) if initdb else die("PostgreSQL is not installed")
        self.folder, self.data = folder, os.path.join(folder, "data")
        os.makedirs(folder, exist_ok=True)
        self.other = ["setpriv", "--reuid=postgres", "--regid=postgres", "--init-groups"] if os.geteuid() == 0 else []
        if self.other:
            shutil.chown(folder, "postgres", "postgres")
        self.run("initdb", "-D", self.data, "-U", "postgres", "-A", "trust", "--no-locale", "-E", "UTF8", "--no-sync")
        listen = f"-k '{folder}' -c listen_addresses= -c max_connections=200 -c shared_buffers=128MB {options}"
        self.run("pg_ctl", "start", "-w", "-t", "60", "-s", "-D", self.data, "-l", f"{folder}/log", "-o", listen)
        atexit.register(self.stop)

    def run(self, name, *args, check=True):
        """Runs one of its programs."""
        command = [*self.other, os.path.join(self.bin, name), *args]
        env = {**os.environ, "LC_ALL": "C"}
        done = subprocess.run(command, cwd=self.folder, env=env, check=False, capture_output=True, text=True)
        if check and done.returncode:
            die(f"{name}: {done.stderr.strip() or done.stdout.strip()}")
        return done.stdout

    def sql(self, text, db="postgres", check=True):
        """Runs SQL; rows as lines."""
        return self.run("psql", "-XqAt", "-h", self.folder, "-U", "postgres", "-d", db, "-c", text, check=check)

    def url(self, db):
        """The address of a database, as Relais writes it."""
        return f"postgres://postgres@/{db}?host={self.folder}"

    def stop(self):
        """Ends it."""
        self.run("pg_ctl", "stop", "-w", "-t", "60", "-s", "-m", "fast", "-D", self.data, check=False)


class Stage:
    """One installation on one engine, and its server."""

    def __init__(self, engine, relais, store=None, cluster=None, settings=None):
        self.engine, self.relais = engine, relais
        self.folder = tempfile.mkdtemp(prefix="relais-drill-", dir="/tmp")
        os.chmod(self.folder, 0o711)  # the cluster's user passes through
        atexit.register(shutil.rmtree, self.folder, True)
        self.cluster = None
        if engine == "postgres":
            self.cluster = cluster or Cluster(os.path.join(self.folder, "pg"))
            self.database = f"relais_{uuid.uuid4().hex[:8]}"
            place = f" TABLESPACE {store}" if store else ""
            self.cluster.sql(f"CREATE DATABASE {self.database}{place}")
            url = self.cluster.url(self.database)
        else:
            self.database = os.path.join(store or self.folder, "relais.db")
            url = f"sqlite:{self.database}"
        self.port, self.metrics_port = free_port(), free_port()
        self.env = {
            **os.environ,
            "RELAIS_DATABASE": url,
            "RELAIS_KEY_FILE": os.path.join(self.folder, "relais.key"),
            "RELAIS_LISTEN": f"127.0.0.1:{self.port}",
            "RELAIS_METRICS_LISTEN": f"127.0.0.1:{self.metrics_port}",
            "RELAIS_HASHING": "small",
            "RELAIS_LOG": "warn",
            **(settings or {}),
        }
        self.server = None
        self.log = os.path.join(self.folder, "server.log")
        atexit.register(self.kill)
        self.install()

    def command(self, *args):
        """Runs one command of the operator; its exit code and what it said."""
        run = subprocess.run([self.relais, *args], cwd=self.folder, env=self.env, check=False, capture_output=True, text=True)
        return run.returncode, run.stdout + run.stderr

    def install(self):
        """Makes the installation: its centre and its administrator."""
        password = os.path.join(self.folder, "password")
        with open(password, "w", encoding="utf-8") as out:
            out.write(PASSWORD)
        code, said = self.command(
            "init", "--centre-name-en", "Drill Centre", "--province", "NS", "--zone", "America/Halifax",
            "--name", "Root", "--email", "root@centre.example", "--lang", "en", "--password-file", password,
        )
        if code:
            die(f"relais init: {said}")

    def serve(self, wrap=(), wait=60):
        """Starts the server and waits until it is ready; `wrap` is a command to start it with."""
        with open(self.log, "ab") as log:
            self.server = subprocess.Popen(
                [*wrap, self.relais, "serve"], cwd=self.folder, env=self.env,
                stdin=subprocess.DEVNULL, stdout=log, stderr=log,
            )
        deadline = time.monotonic() + wait
        while time.monotonic() < deadline:
            if self.server.poll() is not None:
                die(f"the server ended with {self.server.returncode}:\n{self.tail()}")
            if self.ready() == 200:
                return
            time.sleep(0.05)
        die(f"the server was not ready within {wait} s:\n{self.tail()}")

    def ready(self):
        """What /readyz says; 0 when nobody answers."""
        try:
            return Client(self).send("GET", "/readyz", signed=False).status
        except OSError:
            return 0

    def kill(self, how=signal.SIGKILL):
        """Ends the server at once, or as told; its exit code."""
        if self.server is None or self.server.poll() is not None:
            return None if self.server is None else self.server.returncode
        self.server.send_signal(how)
        try:
            return self.server.wait(60)
        except subprocess.TimeoutExpired:
            self.server.kill()
            return self.server.wait(10)

    def tail(self, lines=30):
        """The end of the server's log."""
        with open(self.log, encoding="utf-8", errors="replace") as log:
            return "".join(log.readlines()[-lines:])

    def counters(self):
        """The counters of the server."""
        conn = http.client.HTTPConnection("127.0.0.1", self.metrics_port, timeout=10)
        conn.request("GET", "/metrics")
        lines = conn.getresponse().read().decode().splitlines()
        conn.close()
        return {name: float(value) for name, value in (line.split() for line in lines if not line.startswith("#"))}

    def rows(self, postgres, sqlite):
        """Rows of the store as lists of texts; each engine has its own words."""
        if self.cluster:
            return [line.split("|") for line in self.cluster.sql(postgres, self.database).splitlines()]
        with sqlite3.connect(f"file:{self.database}?mode=ro", uri=True, timeout=10) as conn:
            conn.text_factory = lambda b: b.decode("utf-8", "replace")
            return [[v.decode() if isinstance(v, bytes) else str(v) for v in row] for row in conn.execute(sqlite)]

    def entered(self):
        """The request ids of every entry of the access log."""
        rows = self.rows(
            "SELECT convert_from(bytes, 'UTF8')::json->>'req' FROM ledger_entries",
            "SELECT json_extract(CAST(bytes AS TEXT), '$.req') FROM ledger_entries",
        )
        return {row[0] for row in rows}

    def handoffs(self):
        """The state of every handoff."""
        rows = self.rows("SELECT id, state FROM handoffs", "SELECT lower(hex(id)), state FROM handoffs")
        return {str(uuid.UUID(row[0])): row[1] for row in rows}


class Answer:
    """What the server said."""

    def __init__(self, status, headers, body):
        self.status, self.headers, self.body = status, headers, body

    @property
    def request(self):
        """The id of the request."""
        return self.headers.get("X-Request-Id")

    def json(self):
        """The body."""
        return json.loads(self.body)

    def made(self):
        """The body, of what had to succeed."""
        if self.status not in (200, 201):
            die(f"expected 200 or 201, got {self.status}: {self.body[:400]!r}")
        return self.json()


class Session:
    """Somebody who is signed in; clients of several threads share it, and it is renewed in time."""

    def __init__(self, stage, email, role=None, password=None):
        self.stage, self.email, self.role, self.password = stage, email, role, password
        self.lock, self.token, self.until = threading.Lock(), None, 0

    def bearer(self, client):
        """An access token that is good for another minute."""
        with self.lock:
            if time.monotonic() > self.until:
                body = {"email": self.email, "password": self.password or PASSWORD}
                if self.role:
                    body["role"] = self.role
                made = client.send("POST", "/v1/sessions", body, signed=False).made()
                self.token, self.until = made["access_token"], time.monotonic() + made["expires_in"] - 60
            return self.token


class Client:
    """One connection that is kept alive."""

    def __init__(self, stage, session=None, timeout=30):
        self.stage, self.session, self.timeout = stage, session, timeout
        self.conn = None

    def send(self, method, path, body=None, signed=True, headers=None):
        """One request; a connection that broke raises OSError, and the next request opens another."""
        head = dict(headers or {})
        if signed and self.session:
            head["Authorization"] = f"Bearer {self.session.bearer(Client(self.stage))}"
        data = None
        if body is not None:
            head["Content-Type"], data = "application/json", json.dumps(body).encode()
        if self.conn is None:
            self.conn = http.client.HTTPConnection("127.0.0.1", self.stage.port, timeout=self.timeout)
        try:
            self.conn.request(method, path, data, head)
            answer = self.conn.getresponse()
            return Answer(answer.status, answer.headers, answer.read())
        except (http.client.HTTPException, OSError) as e:
            self.conn.close()
            self.conn = None
            raise e if isinstance(e, OSError) else OSError(repr(e)) from e

    def get(self, path):
        """Looks."""
        return self.send("GET", path)

    def post(self, path, body, headers=None):
        """Makes or moves."""
        return self.send("POST", path, body, headers=headers)


class People:
    """A coordinator of the centre, a hospital with a nurse, a police service with an officer."""

    def __init__(self, stage):
        self.stage = stage
        self.root = Session(stage, "root@centre.example", "administrator")
        admin = Client(stage, self.root)
        self.centre = admin.get("/v1/agencies").made()["items"][0]["id"]
        self.hospital = self.agency(admin, "Drill Hospital", "health")
        self.police = self.agency(admin, "Drill Police", "police")
        self.coordinator = self.person(admin, self.centre, "coordinator@centre.example", "coordinator")
        self.nurse = self.person(admin, self.hospital, "nurse@hospital.example", "member")
        self.officer = self.person(admin, self.police, "officer@police.example", "member")
        self.auditor = self.person(admin, self.centre, "auditor@centre.example", "auditor")
        self.officer_id = admin.get(f"/v1/people?agency={self.police}").made()["items"][0]["id"]

    @staticmethod
    def agency(admin, name, discipline):
        """Makes an agency that is always open."""
        services = [{"service": "*", "opening": "always", "after_hours_line": "+1 902 555 0100"}]
        body = {"name_en": name, "discipline": discipline, "province": "NS", "zone": "America/Halifax", "services": services}
        return admin.post("/v1/agencies", body).made()["id"]

    def person(self, admin, agency, email, role):
        """Makes an account."""
        body = {"agency": agency, "name": email.split("@")[0].title(), "email": email, "password": PASSWORD,
                "roles": [role], "receives_handoffs": True, "lang": "en"}
        admin.post("/v1/people", body).made()
        return Session(self.stage, email)

    def case(self, client, n=0):
        """Opens a case; its id."""
        child = {"name": f"Child Number{n}", "birth_date": "2016-04-02", "safe_contact": "Grandmother, mornings only"}
        body = {"child": child, "abuse_type": "sexual_abuse", "gender": "girl", "languages": ["fr"], "region": "Cape Breton"}
        return client.post("/v1/cases", body).made()["id"]

    def handoff(self, case):
        """What logs a handoff to the hospital: a path and a body."""
        return f"/v1/cases/{case}/handoffs", {"to_agency": self.hospital, "service": SERVICE, "note": "Call before 15:00."}
