# shellcheck shell=bash
# What the scripts print, and what they end when they end. Sourced after `set -euo pipefail`.

if [[ -t 1 && -z ${NO_COLOR:-} ]]; then
  bold=$'\e[1m' dim=$'\e[2m' red=$'\e[31m' plain=$'\e[0m'
else
  bold='' dim='' red='' plain=''
fi

# Seconds since the epoch in microseconds: EPOCHREALTIME without its separator, which depends on the locale.
now() { printf '%s' "${EPOCHREALTIME//[^0-9]/}"; }

# since START: the seconds since `now` gave START, with one digit.
since() {
  local tenths=$((($(now) - $1 + 50000) / 100000))
  printf '%d.%d s' $((tenths / 10)) $((tenths % 10))
}

headline() { printf '\n%s%s%s\n' "$bold" "$*" "$plain"; }
note() { printf '   %s\n' "$*"; }

fail() {
  printf '%serror:%s %s\n' "$red" "$plain" "$*" >&2
  exit 1
}

# show COMMAND...: prints the command as a person would type it in this folder.
show() {
  local word line=''
  for word in "$@"; do
    word=${word//"$PWD/"/}
    if [[ $word =~ ^[A-Za-z0-9_./:=,+@%-]+$ ]]; then line+=" $word"; else line+=" '${word//\'/\'\\\'\'}'"; fi
  done
  printf '   %s$%s%s\n' "$dim" "$line" "$plain"
}

# quietly LOG COMMAND...: runs COMMAND with its output in LOG; on failure prints the end of LOG and exits.
quietly() {
  local log=$1 start status=0
  shift
  mkdir -p "$(dirname "$log")"
  show "$@"
  start=$(now)
  "$@" >"$log" 2>&1 </dev/null || status=$?
  if ((status != 0)); then
    tail -n 40 "$log" >&2
    fail "$1 ended with status $status; all of its output is in $log"
  fi
  note "done in $(since "$start")"
}

background=()

# end_background: ends every process in `background`. Runs by itself when a script that called end_background_at_exit ends.
end_background() {
  local pid
  for pid in "${background[@]}"; do
    kill "$pid" 2>/dev/null || true
    wait "$pid" 2>/dev/null || true
  done
  background=()
}

end_background_at_exit() {
  trap end_background EXIT
  trap 'exit 130' INT
  trap 'exit 143' TERM
}
