#!/usr/bin/env bash
# run.sh PROGRAM CORPUS COUNT EVERY [KNOWN]: 2 * COUNT instances of every EVERYth schema, judged by ajv. Which of the EVERY
# parts it is changes from day to day. KNOWN lists the disagreements: docs/oracle.md.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
program=$1 corpus=$2 count=$3 every=$4 known=${5:-../../docs/oracle.md}
start=$(($(date +%s) / 86400 % every))
all=()
((every > 1)) || all=(--all)
node=$(../../scripts/lib/node-of.sh ../clients)
echo "part $start of $every"
"$program" "$corpus" "$count" "$every" "$start" | "$node" oracle.mjs "$known" "${all[@]}"
