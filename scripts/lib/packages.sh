# shellcheck shell=bash
# Debian packages by name: installs what is missing and never removes anything. Sourced after report.sh.

# shellcheck disable=SC2034 # for the scripts that source this
build_packages=(
  g++ cmake ninja-build ccache ca-certificates
  nlohmann-json3-dev libyaml-cpp-dev libre2-dev libpcre2-dev libcli11-dev libkainjow-mustache-dev libssl-dev zlib1g-dev
  libbrotli-dev libzstd-dev libsqlite3-dev libpq-dev libarchive-dev
)

# A name without an architecture means this machine's; dpkg-query answers a line for each that is there.
is_installed() {
  local architectures
  architectures=all\|$(dpkg --print-architecture)
  [[ $1 != *:* ]] || architectures=${1##*:}
  dpkg-query -W -f='${Architecture} ${db:Status-Status}\n' "$1" 2>/dev/null | grep -qxE "($architectures) installed"
}

# The package with Boost's headers. Debian has two versions that exclude each other, so whichever is there stays.
boost_package() {
  local name
  for name in libboost-dev libboost1.81-dev libboost1.74-dev; do
    if is_installed "$name"; then
      printf '%s' "$name"
      return
    fi
  done
  printf 'libboost1.81-dev'
}

# Services that packages bring are not started: tests start servers of their own, and nobody asked for others.
# without_services COMMAND...
without_services() {
  local policy=/usr/sbin/policy-rc.d status=0
  if [[ -e $policy || -L $policy ]]; then
    "$@"
    return
  fi
  printf '#!/bin/sh\nexit 101\n' | "${as_root[@]}" tee "$policy" >/dev/null
  "${as_root[@]}" chmod 755 "$policy"
  "$@" || status=$?
  "${as_root[@]}" rm -f "$policy"
  return "$status"
}

# add_architecture NAME: packages of another architecture, `libssl-dev:NAME`, can be installed from now on.
add_architecture() {
  local as_root=()
  command -v dpkg >/dev/null || return 0
  if dpkg --print-foreign-architectures | grep -qx "$1"; then
    return
  fi
  ((EUID == 0)) || as_root=(sudo)
  "${as_root[@]}" dpkg --add-architecture "$1"
}

# install_packages NAME...
install_packages() {
  local missing=() as_root=() name start
  if ! command -v dpkg-query >/dev/null; then
    note "this is not Debian, so nothing is installed; needed are: $*"
    return
  fi
  for name in "$@"; do
    is_installed "$name" || missing+=("$name")
  done
  if ((${#missing[@]} == 0)); then
    note "all $# packages are there"
    return
  fi
  if ((EUID != 0)); then
    command -v sudo >/dev/null || fail "packages are missing and there is no sudo; as root: apt-get install ${missing[*]}"
    as_root=(sudo)
  fi
  note "installing ${missing[*]}"
  start=$(now)
  local log=build/log/packages.log options=(-o DPkg::Lock::Timeout=300 -qq)
  mkdir -p build/log
  {
    "${as_root[@]}" apt-get "${options[@]}" update &&
      without_services "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get "${options[@]}" install -y \
        --no-install-recommends --no-remove "${missing[@]}"
  } >"$log" 2>&1 </dev/null || {
    tail -n 20 "$log" >&2
    fail "apt-get could not install the packages; all of its output is in $log"
  }
  note "done in $(since "$start")"
}
