#!/usr/bin/env bash
# Runs one fuzz target; docs/testing.md says what they are and what to do with a finding.
#
#   scripts/fuzz.sh TARGET [SECONDS] [--program P] [--folder F] [--fresh]
#
#   TARGET       document_to_ir, ir_to_project or arguments_to_request
#   SECONDS      how long; 1200 by default
#   --program P  the fuzzer, instead of building it
#   --folder F   where inputs and findings are kept; build/fuzz/TARGET by default
#   --fresh      forgets the inputs of earlier runs
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

usage() { sed -n '2,/^set -euo/{/^set -euo/d;s/^# \{0,1\}//;p}' "${BASH_SOURCE[0]}"; }

target='' seconds=1200 program='' folder='' fresh=no
while (($# > 0)); do
  case $1 in
    --program) program=$2 && shift ;;
    --folder) folder=$2 && shift ;;
    --fresh) fresh=yes ;;
    document_to_ir | ir_to_project | arguments_to_request) target=$1 ;;
    [0-9]*) seconds=$1 ;;
    *)
      usage >&2
      exit 2
      ;;
  esac
  shift
done
[[ -n $target ]] || {
  usage >&2
  exit 2
}
if [[ -z ${MCPCC_TEST_DATA:-} && -d ../shared/hostile ]]; then
  MCPCC_TEST_DATA=$(cd ../shared && pwd)
  export MCPCC_TEST_DATA
fi
folder=${folder:-build/fuzz/$target}
if [[ -z $program ]]; then
  cmake --preset sanitize >/dev/null
  cmake --build --preset sanitize --target "fuzz_$target"
  program=build/sanitize/tests/fuzz/fuzz_$target
fi
[[ $fresh == no ]] || rm -rf "$folder"
mkdir -p "$folder/inputs" "$folder/findings"
python3 tests/fuzz/seeds.py "$target" "$folder/seeds"

# No input may take ten seconds or a gigabyte. With sanitizers everything takes two to three times as long and as much, and
# AddressSanitizer's quarantine would count as the program's.
export ASAN_OPTIONS=detect_stack_use_after_return=1:quarantine_size_mb=32 UBSAN_OPTIONS=print_stacktrace=1
"$program" -seed=1 -max_total_time="$seconds" -timeout=25 -rss_limit_mb=2048 -malloc_limit_mb=1024 -max_len=65536 \
  -dict="tests/fuzz/$target.dict" -artifact_prefix="$folder/findings/" -print_final_stats=1 -verbosity=1 \
  "$folder/inputs" "$folder/seeds" tests/fuzz/findings/"$target"
