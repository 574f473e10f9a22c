#!/usr/bin/env bash
# From nothing to a running MCP server, each step shown with its time.
#
#   scripts/quickstart.sh          compiles samples/petstore, starts its API on loopback and calls tools over stdio and HTTP
#   scripts/quickstart.sh SPEC     compiles any OpenAPI document and shows its tools and the request one of them would send
#
# Installs the packages it needs (MCPCC_SKIP_PACKAGES=1: none) and works in build/quickstart; a second run takes seconds.
set -euo pipefail
start_folder=$PWD
cd "$(dirname "${BASH_SOURCE[0]}")/.."
# shellcheck source=scripts/lib/report.sh
source scripts/lib/report.sh
# shellcheck source=scripts/lib/packages.sh
source scripts/lib/packages.sh

case ${1:-} in
  -h | --help)
    sed -n '2,/^set -euo/{/^set -euo/d;s/^# \{0,1\}//;p}' "${BASH_SOURCE[0]}"
    exit 0
    ;;
  '')
    spec=samples/petstore/openapi.yaml
    name=petstore
    ;;
  *)
    spec=$(cd "$start_folder" && realpath -- "$1")
    [[ -f $spec ]] || fail "there is no file $1"
    # A server's name is short and plain: the file's, or its folder's where the file is just called openapi.
    name=$(basename "${spec%.*}")
    [[ $name != openapi && $name != swagger ]] || name=$(basename "$(dirname "$spec")")
    name=$(printf '%s' "$name" | tr '[:upper:]' '[:lower:]' | tr -cs 'a-z0-9' '-' | sed 's/^[-0-9]*//; s/-*$//' | cut -c1-24)
    name=${name:-api}
    ;;
esac

end_background_at_exit
start_of_all=$(now)
work=$PWD/build/quickstart
log=$work/log
prefix=$work/prefix
project=$work/$name-mcp
mkdir -p "$log"
rm -f "$log/upstream.log" "$log/http.log"

# reply TEXT: prints a reply, shortened to what fits on a line or two.
reply() {
  local text=$1
  if ((${#text} > 240)); then text="${text:0:240} ... (${#text} bytes)"; fi
  printf '   < %s\n' "$text"
}

# expect REPLY TEXT: ends the script unless TEXT is in REPLY.
expect() { [[ $1 == *"$2"* ]] || fail "the reply lacks $2: $1"; }

# wait_for_line FILE PATTERN PID: prints the first match of PATTERN (extended, one group) in FILE, which process PID writes.
# FILE must be gone before PID starts, or the address of an earlier run would be found.
wait_for_line() {
  local found=''
  for _ in {1..100}; do
    found=$(sed -nE "s/.*$2.*/\1/p" "$1" 2>/dev/null | head -n 1) || true
    [[ -z $found ]] || break
    kill -0 "$3" 2>/dev/null || break
    sleep 0.1
  done
  [[ -n $found ]] || fail "no address in $1: $(tail -n 5 "$1")"
  printf '%s' "$found"
}

headline '1. Packages'
if [[ ${MCPCC_SKIP_PACKAGES:-} == 1 ]]; then
  note 'left as they are'
else
  install_packages "${build_packages[@]}" "$(boost_package)" python3 curl
fi

headline '2. Build and install mcpcc and the runtime'
quietly "$log/configure.log" cmake --preset release -B "$work/mcpcc"
quietly "$log/build.log" cmake --build "$work/mcpcc"
quietly "$log/install.log" cmake --install "$work/mcpcc" --prefix "$prefix"

headline "3. Compile $(basename "$spec") to a C++ project"
start=$(now)
show "$prefix/bin/mcpcc" generate "$spec" -o "$project" --name "$name"
"$prefix/bin/mcpcc" generate "$spec" -o "$project" --name "$name" </dev/null 2>&1 | tee "$log/generate.log" | tail -n 5 | sed 's/^/   /' ||
  fail "mcpcc found errors in the document; all of them are in $log/generate.log"
note "done in $(since "$start")"

headline '4. Build the emitted project'
quietly "$log/configure-$name.log" cmake -G Ninja -S "$project" -B "$work/$name-build" -DCMAKE_BUILD_TYPE=Release \
  -DCMAKE_PREFIX_PATH="$prefix"
quietly "$log/build-$name.log" cmake --build "$work/$name-build"
server=$work/$name-build/$name-mcp

headline '5. What it serves'
show "$server" tools
"$server" tools >"$log/tools.txt"
count=$("$server" tools --format json | python3 -c 'import json, sys; print(len(json.load(sys.stdin)))')
head -n 6 "$log/tools.txt" | cut -c1-160 | sed 's/^/   /'
note "... $count tools in all"

if [[ $name != petstore || $spec != samples/petstore/openapi.yaml ]]; then
  headline '6. The request of one call, not sent'
  example=$("$prefix/bin/mcpcc" inspect "$spec" --show tools --format json --name "$name" 2>/dev/null | scripts/lib/example_call.py) ||
    fail 'no tool can be called with made-up arguments'
  IFS=$'\t' read -r tool arguments <<<"$example"
  # A document may leave the address of the API to its users; then the request cannot be built without one.
  command=("$server" call "$tool" "$arguments" --dry-run)
  if ! "${command[@]}" >"$log/request.json" 2>"$log/request.log"; then
    command+=(--base-url https://api.example.org)
    "${command[@]}" >"$log/request.json" || fail "the request of $tool cannot be built"
  fi
  show "${command[@]}"
  reply "$(<"$log/request.json")"
  headline "Done in $(since "$start_of_all")"
  note "the server: ${server#"$PWD/"}    the project: ${project#"$PWD/"}"
  exit 0
fi

headline '6. Start the API of the sample on loopback'
show samples/petstore/upstream.py --port 0
python3 samples/petstore/upstream.py --port 0 >"$log/upstream.log" 2>&1 &
background+=($!)
PETSTORE_BASE_URL=$(wait_for_line "$log/upstream.log" 'listening on (http:[^ ]+)' $!)
export PETSTORE_BASE_URL PETSTORE_STAFF_KEY=counter-key
note "PETSTORE_BASE_URL=$PETSTORE_BASE_URL PETSTORE_STAFF_KEY=$PETSTORE_STAFF_KEY"

list='{"name":"list_animals","arguments":{"species":["cat","dog"],"sort":"name"}}'
meta='{"io.modelcontextprotocol/protocolVersion":"2026-07-28","io.modelcontextprotocol/clientCapabilities":{}}'
initialize='{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-11-25","capabilities":{},"clientInfo":{"name":"quickstart","version":"1"}}}'
initialized='{"jsonrpc":"2.0","method":"notifications/initialized"}'
legacy_call='{"jsonrpc":"2.0","id":2,"method":"tools/call","params":'$list'}'
modern_call='{"jsonrpc":"2.0","id":3,"method":"tools/call","params":'${list%\}}',"_meta":'$meta'}}'

headline '7. Call a tool from the shell'
call=("$server" call get_animal '{"animalId": 2, "X-Units": "imperial"}')
show "${call[@]}" --dry-run
reply "$("${call[@]}" --dry-run)"
show "${call[@]}"
answer=$("${call[@]}" | tr -s '\n ' ' ')
reply "$answer"
expect "$answer" Biscuit

# tell LINE: sends a message to the stdio server. ask LINE: sends one and puts the reply in `answer`.
tell() {
  printf '   > %s\n' "$1"
  printf '%s\n' "$1" >&"${stdio[1]}"
}
ask() {
  tell "$1"
  IFS= read -r -t 20 answer <&"${stdio[0]}" || fail "no reply over stdio; the server's log is $log/stdio.log"
  reply "$answer"
}

headline '8. Call tools over stdio, in both eras of the protocol'
show "$server"
start=$(now)
coproc stdio { exec "$server" 2>"$log/stdio.log"; }
background+=("$stdio_PID")
ask "$initialize"
expect "$answer" '"protocolVersion":"2025-11-25"'
tell "$initialized"
ask "$legacy_call"
expect "$answer" Biscuit
ask "$modern_call"
expect "$answer" Biscuit
expect "$answer" '"resultType":"complete"'
ask '{"jsonrpc":"2.0","id":4,"method":"tools/call","params":{"name":"remove_animal","arguments":{"animalId":4711}}}'
expect "$answer" '"isError":true'
note "done in $(since "$start")"
end_of_input=${stdio[1]}
exec {end_of_input}>&-

headline '9. Call tools over HTTP, in both eras of the protocol'
show "$server" --http 127.0.0.1:0
"$server" --http 127.0.0.1:0 >"$log/http.log" 2>&1 &
background+=($!)
url=$(wait_for_line "$log/http.log" '(http:\/\/127\.0\.0\.1:[0-9]+)' $!)/mcp
start=$(now)

# post MESSAGE [HEADER...]: puts the reply in `answer`.
post() {
  local command=(curl -sS --max-time 20 "$url" -H 'Content-Type: application/json'
    -H 'Accept: application/json, text/event-stream') header
  for header in "${@:2}"; do command+=(-H "$header"); done
  command+=(-d "$1")
  show "${command[@]}"
  answer=$("${command[@]}") || fail "curl failed; the server's log is $log/http.log"
  [[ -z $answer ]] || reply "$answer"
}
post "$initialize"
expect "$answer" '"protocolVersion":"2025-11-25"'
post "$initialized" 'MCP-Protocol-Version: 2025-11-25'
post "$legacy_call" 'MCP-Protocol-Version: 2025-11-25'
expect "$answer" Biscuit
post "$modern_call" 'MCP-Protocol-Version: 2026-07-28' 'Mcp-Method: tools/call' 'Mcp-Name: list_animals'
expect "$answer" Biscuit
expect "$answer" '"resultType":"complete"'
note "done in $(since "$start")"

headline "Done in $(since "$start_of_all")"
note "the server: ${server#"$PWD/"}    the project: ${project#"$PWD/"}"
