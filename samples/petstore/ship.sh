#!/usr/bin/env bash
# From the sample's document to a server in a container that answers, and to records of it, on this machine alone.
#
#   ship.sh [FOLDER]
#
# Works in FOLDER (a temporary one). MCPCC is the compiler (mcpcc), CONTAINERS what runs containers, with its options
# (docker, else podman), RUN further options of its `run`. The records are in a file, and in PostgreSQL as well when
# POSTGRESQL names an empty database (postgres://...). Needs python3 for the sample's API, and curl.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
mcpcc=${MCPCC:-mcpcc}
folder=${1:-$(mktemp -d)}
mkdir -p "$folder"
if [[ -z ${CONTAINERS:-} ]]; then
  CONTAINERS=$(command -v docker || command -v podman) || {
    echo 'ship.sh: neither docker nor podman is there' >&2
    exit 1
  }
fi
read -ra containers <<<"$CONTAINERS"
read -ra run <<<"${RUN:-}"
export MCPCC_REGISTRY="sqlite:$folder/registry.db"
name=petstore-ship-$$
port=${PORT:-18080}

step() { printf '\n%s\n' "$1"; }
cleanup() {
  "${containers[@]}" rm -f "$name" >/dev/null 2>&1 || true
  [[ -z ${api:-} ]] || kill "$api" 2>/dev/null || true
}
trap cleanup EXIT

step '1. The document becomes a project'
"$mcpcc" generate "$here/openapi.yaml" -o "$folder/petstore-mcp" --name petstore --register

step '2. The project becomes an image, with SBOM and provenance'
"$mcpcc" image build "$folder/petstore-mcp" -t team/petstore:1.2.0 --licenses Apache-2.0 \
  --format docker-archive -o "$folder/petstore.tar" --register
"${containers[@]}" load -i "$folder/petstore.tar"

step '3. The API of the sample, on loopback'
exec 3< <(exec python3 "$here/upstream.py" --port 0)
api=$!
read -r _ _ base_url <&3
echo "$base_url"

step '4. The image runs as nobody, on a read-only root, without rights'
"${containers[@]}" run -d --name "$name" --network host --read-only --cap-drop all "${run[@]}" \
  -e PETSTORE_BASE_URL="$base_url" -e PETSTORE_STAFF_KEY=counter-key team/petstore:1.2.0 --http "127.0.0.1:$port"
for _ in $(seq 100); do
  curl -sf -o /dev/null "http://127.0.0.1:$port/healthz" && break
  sleep 0.1
done

step '5. It answers'
curl -sSf "http://127.0.0.1:$port/mcp" -H 'Content-Type: application/json' -H 'Accept: application/json, text/event-stream' \
  -H 'MCP-Protocol-Version: 2025-11-25' \
  -d '{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"get_animal","arguments":{"animalId":2}}}'
echo

step '6. What is recorded'
"$mcpcc" registry register --server petstore --endpoint "http://127.0.0.1:$port/mcp"
"$mcpcc" registry ping petstore
"$mcpcc" registry list

if [[ -n ${POSTGRESQL:-} ]]; then
  step '7. The same in PostgreSQL'
  "$mcpcc" registry backup "$folder/registry.backup"
  export MCPCC_REGISTRY=$POSTGRESQL
  "$mcpcc" registry migrate
  "$mcpcc" registry restore "$folder/registry.backup"
  "$mcpcc" registry search animals
  "$mcpcc" registry doctor
fi
