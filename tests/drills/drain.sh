#!/usr/bin/env bash
# Tells the server to stop under load and watches it end: see the page beside this one.
exec python3 -B "$(dirname "$0")/drain.py" "$@"
