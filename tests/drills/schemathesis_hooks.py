"""What schemathesis needs to get past the door: somebody who is signed in, and ids that exist.

Most generated ids are of nothing, and would be answered with 404 before anything else is tried; so most ids in paths
are replaced by those of the installation, which `schemathesis_drill.py` puts into the environment.
"""
import json
import os
import random
import time
import urllib.request

import schemathesis

BASE, EMAIL, PASSWORD = (os.environ[f"DRILL_{name}"] for name in ("BASE", "EMAIL", "PASSWORD"))
IDS = json.loads(os.environ["DRILL_IDS"])
LUCK = random.Random(7)


@schemathesis.auth(refresh_interval=120)
class SignedIn:
    """One person in one role."""

    def get(self, case, ctx):
        """An access token."""
        body = json.dumps({"email": EMAIL, "password": PASSWORD}).encode()
        request = urllib.request.Request(f"{BASE}/v1/sessions", body, {"Content-Type": "application/json"})
        with urllib.request.urlopen(request, timeout=10) as answer:
            return json.load(answer)["access_token"], time.monotonic()

    def set(self, case, data, ctx):
        """Sends it along."""
        case.headers = {**(case.headers or {}), "Authorization": f"Bearer {data[0]}"}


def known(path):
    """The ids that fit into a path."""
    parts = path.split("/")
    return IDS.get(parts[2] if len(parts) > 2 else "", [])


@schemathesis.hook
def map_path_parameters(ctx, path_parameters):
    """Four of five times something that exists."""
    if path_parameters and LUCK.random() < 0.8:
        ids = known(ctx.operation.path)
        if ids and "id" in path_parameters:
            path_parameters["id"] = LUCK.choice(ids)
        if "other" in path_parameters:
            path_parameters["other"] = LUCK.choice(IDS["people"])
    return path_parameters


@schemathesis.hook
def map_headers(ctx, headers):
    """Half of the time a version that may be the one that is stored."""
    if headers and "If-Match" in headers and LUCK.random() < 0.5:
        headers["If-Match"] = f'"{LUCK.randint(1, 3)}"'
    return headers


@schemathesis.hook
def map_body(ctx, body):
    """Three of four times agencies and people that exist, and a service that is offered."""
    if isinstance(body, dict) and LUCK.random() < 0.75:
        for name, kind in (("to_agency", "agencies"), ("from_agency", "agencies"), ("agency", "agencies"),
                           ("centre", "centre"), ("worker", "people"), ("person", "people")):
            if isinstance(body.get(name), str):
                body[name] = LUCK.choice(IDS[kind])
        if isinstance(body.get("service"), str):
            body["service"] = "medical_exam"
    return body
