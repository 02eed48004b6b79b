#!/usr/bin/env bash
# Asks everything that the API description allows, and much that it does not: see schemathesis_drill.py.
exec python3 -B "$(dirname "$0")/schemathesis_drill.py" "$@"
