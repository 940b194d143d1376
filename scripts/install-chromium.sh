#!/usr/bin/env bash
# Installs Debian's Chromium, with which a test opens the page of `fleet simulate --report`. Does nothing where there is one.
set -euo pipefail

for program in "${AGENT_FLEET_CHROMIUM:-}" chromium chromium-browser google-chrome-stable google-chrome; do
  if [ -n "$program" ] && command -v "$program" >/dev/null; then exit 0; fi
done
if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null; then
  echo 'No Chromium, and it can only be installed by root on Debian: the test that needs it is skipped' >&2
  exit 1
fi
echo 'Installing chromium'
export DEBIAN_FRONTEND=noninteractive
apt-get update -qq
apt-get install -qq --no-install-recommends chromium >/dev/null
