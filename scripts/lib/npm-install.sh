#!/usr/bin/env bash
# npm-install.sh FOLDER: installs what FOLDER/package-lock.json pins, unless it is there already.
set -euo pipefail
cd "$1"
if [[ node_modules/.package-lock.json -nt package-lock.json ]]; then
  exit 0
fi
# Versions and digests are pinned, so what npm has in its cache need not be asked for again.
npm ci --prefer-offline --no-audit --no-fund --no-progress --loglevel=error
