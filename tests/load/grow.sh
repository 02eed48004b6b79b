#!/usr/bin/env bash
# Measures how answers slow down as the database grows: see the README beside this.
exec python3 -B "$(dirname "$0")/grow.py" "$@"
