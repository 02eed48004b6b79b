"""Schemathesis against the API description: no answer of 500 or more, and none that is not described.

A coordinator and a member of a hospital each ask everything but to sign out: examples, the edges of every field, and
what nobody thought of. The first argument is how many examples each operation gets (30), the second the engine (sqlite).
"""
import json
import os
import subprocess
import sys

from stage import PASSWORD, Client, People, Report, Stage, die, program

VENV = os.environ.get("SCHEMATHESIS_VENV", "/tmp/relais-schemathesis")
HERE = os.path.dirname(os.path.realpath(__file__))
CHECKS = "not_a_server_error,status_code_conformance,content_type_conformance,response_schema_conformance"


def schemathesis():
    """Its program, in an environment of its own under /tmp."""
    st = os.path.join(VENV, "bin", "st")
    if not os.path.exists(st):
        subprocess.run([sys.executable, "-m", "venv", VENV], check=True)
        if subprocess.run([os.path.join(VENV, "bin", "pip"), "install", "--quiet", "schemathesis==4.*"], check=False).returncode:
            die("schemathesis cannot be installed from PyPI")
    return st


def main():
    """Both people."""
    examples = sys.argv[1] if len(sys.argv) > 1 else "30"
    engine = sys.argv[2] if len(sys.argv) > 2 else "sqlite"
    report, st, stage = Report(), schemathesis(), Stage(engine, program())
    stage.serve()
    people = People(stage)
    client, admin = Client(stage, people.coordinator), Client(stage, people.root)
    cases = [people.case(client, n) for n in range(6)]
    handoffs = [client.post(*people.handoff(case)).made()["id"] for case in cases for _ in range(8)]
    nurse = Client(stage, people.nurse)
    for n, handoff in enumerate(handoffs):
        for move in [[], ["confirm"], ["confirm", "take-on"], ["confirm", "take-on", "confirm"]][n % 4][:2]:
            nurse.post(f"/v1/handoffs/{handoff}/{move}", {}).made()
    ids = {
        "cases": cases, "handoffs": handoffs, "centre": [people.centre],
        "agencies": [people.centre, people.hospital, people.police],
        "people": [person["id"] for person in admin.get("/v1/people").made()["items"]],
    }
    for who, session in (("coordinator", people.coordinator), ("member", people.nurse)):
        env = {**os.environ, "DRILL_BASE": f"http://127.0.0.1:{stage.port}", "DRILL_EMAIL": session.email,
               "DRILL_PASSWORD": PASSWORD, "DRILL_IDS": json.dumps(ids), "SCHEMATHESIS_HOOKS": "schemathesis_hooks",
               "PYTHONPATH": HERE, "PYTHONDONTWRITEBYTECODE": "1"}
        command = [st, "run", f"http://127.0.0.1:{stage.port}/openapi.json", "--checks", CHECKS,
                   "--phases", "examples,coverage,fuzzing", "-n", examples, "--exclude-operation-id", "end_session",
                   "--workers", "1", "--request-timeout", "20", "--suppress-health-check", "all", "--no-color",
                   "--generation-database", "none", "--continue-on-failure", "--warnings", "off", "--seed", os.environ.get("SEED", "7")]
        done = subprocess.run(command, cwd=stage.folder, env=env, check=False, timeout=1800)
        report.check(done.returncode == 0, f"schemathesis as {who}")
    with open(stage.log, encoding="utf-8", errors="replace") as log:
        wrong = [line for line in log if '"ERROR"' in line]
    report.check(not wrong, f"errors in the server's log: {len(wrong)}")
    print("".join(wrong[:10]), end="")
    code, said = stage.command("ledger", "verify")
    report.check(code == 0, f"relais ledger verify: {said.strip().splitlines()[-1]}")
    report.check(stage.kill(15) == 0, "ends well when it is told to")
    report.end()


if __name__ == "__main__":
    main()
