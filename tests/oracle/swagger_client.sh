#!/usr/bin/env bash
# swagger_client.sh PROGRAM CORPUS: has swagger-client build the requests of real documents, and compares them with ours.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
node=$(../../scripts/lib/node-of.sh ../clients)
exec "$node" swagger_client.mjs "$1" "$2" ../../docs/oracle.md
