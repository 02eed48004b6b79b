#!/usr/bin/env bash
# Kills the server under load and looks for everything that it had answered: see the page beside this one.
exec python3 -B "$(dirname "$0")/kill9.py" "$@"
