#!/usr/bin/env bash
# Measures validation beside `JSON.parse` and ajv and prints a Markdown table; docs/performance.md explains. About two minutes.
#
#   tests/bench/schema/run.sh [--each]
#
# The documents are those of $MCPCC_TEST_DATA/corpus (../shared is taken when that exists).
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../../.."
# shellcheck source=scripts/lib/report.sh
source scripts/lib/report.sh
corpus=${MCPCC_TEST_DATA:-../shared}/corpus
[[ -d $corpus ]] || fail "there is no $corpus; MCPCC_TEST_DATA must name the folder that has corpus"
{
  scripts/lib/npm-install.sh tests/clients
  scripts/lib/npm-install.sh tests/oracle
  quietly build/log/configure-bench.log cmake -S . -B build/bench-schema -G Ninja -DCMAKE_BUILD_TYPE=Release
  quietly build/log/build-bench.log cmake --build build/bench-schema --target schema_bench
} >&2
build/bench-schema/tests/oracle/schema_bench "$corpus" 200 |
  "$(scripts/lib/node-of.sh tests/clients)" tests/bench/schema/ajv.mjs 200 "$@"
