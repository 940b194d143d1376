#!/usr/bin/env bash
# What a deploy would change, for the agent types named, or for all: diff.sh [AGENT TYPE...] [flags of cdktf diff].
# cdktf diff itself takes one stack. Exits 1 when one of them cannot be shown.
set -euo pipefail
cd "$(dirname "$0")/.."
PATH=$PWD/node_modules/.bin:$PATH
# What V8 makes of CDKTF's many packages is there for the next command: a second each.
export NODE_COMPILE_CACHE=${NODE_COMPILE_CACHE:-$PWD/node_modules/.cache/compile}

stacks=() flags=()
for argument in "$@"; do
  case "$argument" in
    -*) flags+=("$argument") ;;
    *) stacks+=("$argument") ;;
  esac
done

cdktf synth
if [ "${#stacks[@]}" -eq 0 ]; then
  # No mapfile: macOS has bash 3.2.
  read -r -a stacks <<<"$(node -p 'Object.keys(require("./cdktf.out/manifest.json").stacks).join(" ")')"
fi
failed=0
for stack in "${stacks[@]}"; do
  echo "== $stack"
  cdktf diff "$stack" --skip-synth ${flags[@]+"${flags[@]}"} || failed=1
done
exit "$failed"
