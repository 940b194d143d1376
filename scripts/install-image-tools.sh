#!/usr/bin/env bash
# Installs what images are built and tested with here, from Debian's packages, as root: make install-image calls it.
set -euo pipefail

packages=(mmdebstrap nftables packer shellcheck systemd-container unzip zip)
missing=()
for package in "${packages[@]}"; do
  status=$(dpkg-query --show --showformat '${db:Status-Abbrev}' "$package" 2>/dev/null || true)
  [[ $status == ii* ]] || missing+=("$package")
done
if [ ${#missing[@]} -eq 0 ]; then exit 0; fi
if [ "$(id -u)" -ne 0 ]; then
  echo "Needs root to install ${missing[*]}" >&2
  exit 1
fi
echo "Installing ${missing[*]}"
apt-get -qq update
DEBIAN_FRONTEND=noninteractive apt-get -qq install --yes --no-install-recommends "${missing[@]}" >/dev/null
