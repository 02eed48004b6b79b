#!/usr/bin/env bash
# Fills the disk under load, then makes room again: see the page beside this one. Needs root, to mount a small tmpfs.
exec python3 -B "$(dirname "$0")/disk_full.py" "$@"
