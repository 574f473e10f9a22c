#!/usr/bin/env bash
# Installs what the tests need, builds, and runs every test. docs/testing.md says what the parts are.
#
#   scripts/test.sh [--full] [--only LABEL]
#
#   --full         also what takes long: thread sanitizer, clang-tidy, tests labelled `full`
#   --only LABEL   only the tests with this CTest label (unit, corpus, servers, clients, packaging, ...), in the debug build
#
# CI=true makes a missing tool or missing test data a failure. MCPCC_SKIP_PACKAGES=1 installs nothing.
# The last line sums up: `N passed, N failed`.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
# shellcheck source=scripts/lib/report.sh
source scripts/lib/report.sh
# shellcheck source=scripts/lib/packages.sh
source scripts/lib/packages.sh

usage() { sed -n '2,/^set -euo/{/^set -euo/d;s/^# \{0,1\}//;p}' "${BASH_SOURCE[0]}"; }

full=no only=''
while (($# > 0)); do
  case $1 in
    --full) full=yes ;;
    --only)
      (($# > 1)) || fail '--only wants a label'
      only=$2
      shift
      ;;
    -h | --help)
      usage
      exit 0
      ;;
    *)
      usage >&2
      exit 2
      ;;
  esac
  shift
done

in_ci=no
[[ ${CI:-} != true ]] || in_ci=yes
passed=0 failed=0 failures=() left_out=()
start_of_all=$(now)

# leave_out WHAT: in CI a failure, elsewhere said at the end.
leave_out() {
  if [[ $in_ci == yes ]]; then
    fail "with CI=true nothing may be left out: $1"
  fi
  left_out+=("$1")
}

# check NAME COMMAND...: one test that is not CTest's.
check() {
  local name=$1 start
  shift
  start=$(now)
  if "$@"; then
    passed=$((passed + 1))
    note "passed: $name ($(since "$start"))"
  else
    failed=$((failed + 1))
    failures+=("$name")
    note "failed: $name ($(since "$start"))"
  fi
}

build() {
  local preset=$1
  quietly "build/log/configure-$preset.log" cmake --preset "$preset" -DMCPCC_TEST_DATA="$MCPCC_TEST_DATA"
  quietly "build/log/build-$preset.log" cmake --build --preset "$preset"
}

# run_tests PRESET OPTION...: CTest, and its result in the sum.
run_tests() {
  local preset=$1 report="$PWD/build/log/tests-$1.xml" total bad
  shift
  rm -f "$report"
  show ctest --preset "$preset" "$@"
  ctest --preset "$preset" --parallel "$(nproc)" --output-junit "$report" "$@" || true
  [[ -s $report ]] || fail "ctest wrote no report for the preset $preset"
  read -r total bad < <(python3 - "$report" <<'PYTHON'
import sys
import xml.etree.ElementTree as tree

suite = tree.parse(sys.argv[1]).getroot()
ended_well = sum(case.get("status") == "run" for case in suite.iter("testcase"))
total = int(suite.get("tests"))
print(total, total - ended_well)
PYTHON
  )
  passed=$((passed + total - bad))
  failed=$((failed + bad))
  ((bad == 0)) || failures+=("$bad with the preset $preset")
}

sources() { git ls-files --cached --others --exclude-standard "$@"; }

formatted() {
  local files
  mapfile -t files < <(sources '*.cpp' '*.h' | grep -v '^tests/cases/')
  clang-format-14 --dry-run -Werror "${files[@]}"
}

shell_checked() {
  local files
  mapfile -t files < <(sources '*.sh' '.ci/run')
  shellcheck --external-sources --source-path=SCRIPTDIR "${files[@]}"
}

tidy() {
  local files
  mapfile -t files < <(sources 'runtime/src/*.cpp' 'generator/*.cpp')
  # Not: order among conditions that lead to the same, and ends without memory, which end the program.
  printf '%s\n' "${files[@]}" | xargs --max-args=4 --max-procs="$(nproc)" clang-tidy-14 -p build/sanitize --quiet \
    --checks='-*,clang-analyzer-*,-clang-analyzer-optin.*,bugprone-*,-bugprone-easily-swappable-parameters,-bugprone-branch-clone,-bugprone-exception-escape' \
    --warnings-as-errors='*'
}

headline 'What the tests need'
if [[ ${MCPCC_SKIP_PACKAGES:-} != 1 ]]; then
  packages=("${build_packages[@]}" "$(boost_package)" git python3 python3-jsonschema python3-yaml curl libgtest-dev libgmock-dev chromium clang-14 libclang-rt-14-dev clang-format-14 shellcheck
    nginx openssl prometheus-alertmanager busybox-static postgresql-15)
  # Images: what reads, runs and keeps them. For arm64 (--full) the compiler, the libraries and what runs the result.
  packages+=(skopeo umoci podman runc docker-registry)
  if [[ $full == yes ]]; then
    add_architecture arm64
    packages+=(clang-tidy-14 buildah debootstrap qemu-user-static g++-aarch64-linux-gnu)
    packages+=({libssl,zlib1g,libbrotli,libzstd,libre2,libpcre2}-dev:arm64)
  fi
  command -v npm >/dev/null || packages+=(npm)
  install_packages "${packages[@]}"
fi

if [[ -z ${MCPCC_TEST_DATA:-} && -d ../shared/corpus ]]; then
  MCPCC_TEST_DATA=$(cd ../shared && pwd)
fi
export MCPCC_TEST_DATA=${MCPCC_TEST_DATA:-}
if [[ ! -d $MCPCC_TEST_DATA/corpus ]]; then
  leave_out 'tests over real documents and vendored suites (MCPCC_TEST_DATA names no folder that has them)'
fi

headline 'Build'
build debug

headline 'Tests'
chosen=()
[[ -z $only ]] || chosen+=(--label-regex "^$only\$")
[[ $full == yes ]] || chosen+=(--label-exclude '^full$')
run_tests debug "${chosen[@]}"

if [[ -z $only ]]; then
  headline 'Unit tests with sanitizers, addresses and undefined behaviour, and fuzzing, briefly'
  build sanitize
  run_tests sanitize

  if [[ $full == yes ]]; then
    headline 'Unit tests with sanitizers: threads'
    build thread
    run_tests thread
  fi

  headline 'Form'
  check clang-format formatted
  check shellcheck shell_checked
  [[ $full == no ]] || check clang-tidy tidy
fi

headline 'Result'
note "took $(since "$start_of_all")"
for name in "${left_out[@]}"; do note "left out: $name"; done
for name in "${failures[@]}"; do note "failed: $name"; done
printf '%d passed, %d failed\n' "$passed" "$failed"
((failed == 0))
