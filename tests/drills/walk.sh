#!/usr/bin/env bash
# Walks the README: starts the demo as it says, then runs its lines as a reader would type them.
#
# A ```sh block is walked when the line above it is `<!-- walk -->`. The lines run in order, in one shell, in a folder
# of their own that starts with the demo's `relais-demo`; the first one that fails ends the walk. `cargo run … -- X` and
# `relais X` both run the release build, $RELAIS is the demo's address, and the demo has to end well when it is told to.
set -euo pipefail

root=$(cd "$(dirname "$0")/../.." && pwd)
readme=${1:-$root/README.md}
port=8080
export RELAIS=http://127.0.0.1:$port

die() {
    printf 'walk: %s\n' "$*" >&2
    exit 1
}

# Prints the marked blocks; anything but a block below a mark, a block without an end and no block at all are mistakes.
blocks() {
    awk '
        function wrong(why) { print FILENAME ":" FNR ": " why > "/dev/stderr"; failed = 1; exit 1 }
        marked && !/^```sh[ \t]*$/ { wrong("no ```sh right below <!-- walk -->") }
        marked { marked = 0; inside = 1; found = 1; next }
        inside && /^```[ \t]*$/ { inside = 0; next }
        inside { print; next }
        /^<!-- walk -->[ \t]*$/ { marked = 1 }
        END { if (!failed && (marked || inside || !found)) wrong(found ? "a block without an end" : "nothing to walk") }
    ' "$1"
}

# Whether somebody answers on the port.
taken() { (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; }

# What `cargo run` does, where there is no Cargo.toml.
cargo() {
    [ "${1-}" = run ] || { command cargo "$@"; return; }
    while [ $# -gt 0 ] && [ "$1" != -- ]; do shift; done
    relais "${@:2}"
}

for tool in curl jq; do command -v "$tool" >/dev/null || die "$tool is needed"; done
taken && die "port $port is taken: stop what listens there (the README uses the default port)"

cd "$root"
command cargo build --release --locked
target=$(command cargo metadata --no-deps --offline --locked --format-version 1 | jq -r .target_directory)
export PATH="$target/release:$PATH"

work=$(mktemp -d)
demo=
leave() {
    [ -z "$demo" ] || kill -KILL "$demo" 2>/dev/null || true
    rm -rf "$work"
}
trap leave EXIT
blocks "$readme" >"$work/lines.sh" || die "the README cannot be walked"

cd "$work"
relais demo --dir relais-demo --listen "127.0.0.1:$port" </dev/null >demo.log 2>&1 &
demo=$!
deadline=$((SECONDS + 300))
until [ "$(curl -s -o /dev/null -w '%{http_code}' "$RELAIS/readyz")" = 200 ]; do
    kill -0 "$demo" 2>/dev/null || { demo= && cat demo.log >&2 && die "the demo ended before it was ready"; }
    [ $SECONDS -lt $deadline ] || { cat demo.log >&2 && die "the demo was not ready within 300 s"; }
    sleep 0.2
done

export -f cargo
if ! bash -euo pipefail -c 'set -v; . ./lines.sh' </dev/null 2>&1; then
    tail -n 40 demo.log >&2
    die "the last line above failed"
fi

status=0
kill -TERM "$demo"
wait "$demo" || status=$?
demo=
[ "$status" -eq 0 ] || { tail -n 40 demo.log >&2 && die "the demo ended with $status"; }
echo "walk: every line did what the README says"
