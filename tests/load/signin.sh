#!/usr/bin/env bash
# Measures what sign-ins cost those who work, on one engine or both: see the README beside this.
exec python3 -B "$(dirname "$0")/signin.py" "$@"
