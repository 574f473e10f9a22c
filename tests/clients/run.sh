#!/usr/bin/env bash
# run.sh [SCRIPT] [OPTION...]: runs SCRIPT (run.mjs) with the Node that the lock file pins; the options are the script's.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
script=run.mjs
if [[ ${1-} == *.mjs ]]; then
  script=$1
  shift
fi
exec "$("$here/../../scripts/lib/node-of.sh" "$here")" "$here/$script" "$@"
