#!/usr/bin/env bash
# Runs run.mjs with the Node that the lock file pins; the options are those of run.mjs.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
exec "$("$here/../../scripts/lib/node-of.sh" "$here")" "$here/run.mjs" "$@"
