#!/usr/bin/env bash
# run.sh OPTION...: browser.mjs with the Node that tests/clients pins.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
exec "$("$here/../../scripts/lib/node-of.sh" "$here/../clients")" "$here/browser.mjs" "$@"
