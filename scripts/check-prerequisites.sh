#!/usr/bin/env bash
# Says in one line what this machine lacks to build and run agent-fleet; exits 1 if anything does.
set -euo pipefail

missing=()

# at_least HAVE WANT: whether version HAVE is WANT or newer.
at_least() { [ "$(printf '%s\n%s\n' "$2" "$1" | sort -V | head -n 1)" = "$2" ]; }

require() { # require NAME WANT HAVE
  if [ -z "$3" ] || ! at_least "$3" "$2"; then missing+=("$1 >= $2 (found: ${3:-none})"); fi
}

version_of() { { "$@" 2>/dev/null || true; } | grep -oE '[0-9]+(\.[0-9]+)+' | head -n 1 || true; }

require 'Node.js' 20 "$(version_of node --version)"
require 'npm' 9 "$(version_of npm --version)"
require 'Python' 3.10 "$(version_of python3 --version)"
terraform=$(version_of "${TERRAFORM_BINARY_NAME:-terraform}" version)
tofu=$(version_of tofu version)
if [ -n "$terraform" ]; then
  case "${TERRAFORM_BINARY_NAME:-terraform}" in
    *tofu) require 'OpenTofu' 1.10 "$terraform" ;;
    *) require 'Terraform' 1.11 "$terraform" ;;
  esac
elif [ -n "$tofu" ]; then
  require 'OpenTofu' 1.10 "$tofu"
else
  missing+=('Terraform >= 1.11 or OpenTofu >= 1.10 (found: none)')
fi
if ! python3 -c 'import venv, ensurepip' 2>/dev/null; then missing+=("Python's venv module (found: none)"); fi

if [ "${#missing[@]}" -gt 0 ]; then
  printf -v list '%s; ' "${missing[@]}"
  echo "agent-fleet needs ${list%; }" >&2
  exit 1
fi
