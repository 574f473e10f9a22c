#!/usr/bin/env bash
# structure.sh PROGRAM DATA COUNT EVERY: every EVERYth part of the documents in DATA/corpus, whole and with COUNT changes, judged by our
# schemas and by the originals. Which of the EVERY parts it is changes from day to day.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
program=$1 data=$2 count=$3 every=$4
start=$(($(date +%s) / 86400 % every))
all=()
((every > 1)) || all=(--all)
node=$(../../scripts/lib/node-of.sh ../clients)
server=$data/vendor/mcp/server.schema.json
echo "part $start of $every"
"$program" ../../schemas "$server" "$data/corpus" "$count" "$every" "$start" |
  "$node" --stack-size=4000 structure.mjs ../../schemas "$server" ../../docs/oracle.md "${all[@]}"
