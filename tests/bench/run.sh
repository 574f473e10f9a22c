#!/usr/bin/env bash
# Measures mcpcc beside openapi-mcp-generator and the official TypeScript SDK on GitHub's description (13 MB, 1,223
# operations) and prints Markdown tables of medians. Takes about five minutes on two cores; docs/performance.md explains.
#
#   tests/bench/run.sh [--runs N] [--seconds N]
#
# The documents are $MCPCC_TEST_DATA/corpus/github.json and stripe.yaml (../shared is taken when that exists).
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
# shellcheck source=scripts/lib/report.sh
source scripts/lib/report.sh
# shellcheck source=scripts/lib/packages.sh
source scripts/lib/packages.sh

document=${MCPCC_TEST_DATA:-../shared}/corpus/github.json
[[ -f $document ]] || fail "there is no $document; MCPCC_TEST_DATA must name the folder that has corpus/github.json"
work=$PWD/build/bench
log=$work/log
mkdir -p "$work"

{
  headline 'What the benchmark needs'
  packages=("${build_packages[@]}" "$(boost_package)" python3 python3-yaml util-linux wrk)
  command -v npm >/dev/null || packages+=(npm)
  [[ ${MCPCC_SKIP_PACKAGES:-} == 1 ]] || install_packages "${packages[@]}"
  scripts/lib/npm-install.sh tests/bench

  headline 'Build'
  quietly "$log/configure.log" cmake --preset release
  quietly "$log/build.log" cmake --build --preset release
  quietly "$log/install.log" cmake --install build/release --prefix "$work/prefix"
  quietly "$log/upstream.log" g++ -std=c++20 -O2 tests/bench/upstream.cpp -o "$work/upstream"

  headline 'Measure'
} >&2

python3 tests/bench/documents.py "$work/prefix/bin/mcpcc" "$(dirname "$document")" "$work/documents"
echo
python3 tests/bench/headers.py "$work/prefix/include"
echo
exec python3 tests/bench/bench.py --document "$document" --work "$work" --node "$(scripts/lib/node-of.sh tests/bench)" \
  --upstream "$work/upstream" --prefix "$work/prefix" "$@"
