#!/usr/bin/env bash
# Sends slowly and too much: see the page beside this one.
exec python3 -B "$(dirname "$0")/slow_clients.py" "$@"
