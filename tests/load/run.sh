#!/usr/bin/env bash
# Measures what an audited look costs, on one engine or both: see the README beside this.
exec python3 -B "$(dirname "$0")/run.py" "$@"
