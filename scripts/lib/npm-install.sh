#!/usr/bin/env bash
# npm-install.sh FOLDER: installs what FOLDER/package-lock.json pins, unless it is there already.
set -euo pipefail
cd "$1"
if [[ node_modules/.package-lock.json -nt package-lock.json ]]; then
  exit 0
fi
npm ci --no-audit --no-fund --no-progress --loglevel=error
