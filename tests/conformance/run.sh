#!/usr/bin/env bash
# run.sh SERVER REVISION [SCENARIO...]: runs SERVER and the official conformance suite against it with the Node that the lock
# file pins: all scenarios required of a server of REVISION, or those named. Fails when a check of a scored scenario fails, or
# one of the unscored scenarios that this project holds itself to.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
server=$1 revision=$2
shift 2

work=$(mktemp -d)
pid=''
finish() {
  [[ -z $pid ]] || kill "$pid" 2>/dev/null || true
  rm -rf "$work"
}
trap finish EXIT

: >"$work/log"  # the server's own redirection may come later than the first look at it
"$server" --http 127.0.0.1:0 2>>"$work/log" &
pid=$!
url=''
until [[ -n $url ]]; do
  kill -0 "$pid" 2>/dev/null || { cat "$work/log" >&2; exit 1; }
  sleep 0.02
  url=$(sed -n 's/^.*serving \(http:.*\)$/\1/p' "$work/log")
done

"$("$here/../../scripts/lib/node-of.sh" "$here")" "$here/run.mjs" --url "$url" --revision "$revision" --out "$work/out" "$@"
