#!/bin/bash
# Makes this Mac an instance: the whole disk, Homebrew's packages, and the kit, whose installer checks what it downloads.
set -euo pipefail

# The image's file system is as large as Amazon made it; the volume may be larger.
disk=$(diskutil list physical external | awk '/GUID_partition_scheme/ { print $NF; exit }')
container=$(diskutil list physical external | awk '/Apple_APFS/ { print $NF; exit }')
if [ -n "$disk" ] && [ -n "$container" ]; then
  yes | sudo diskutil repairDisk "$disk"
  sudo diskutil apfs resizeContainer "$container" 0
fi

# Only Homebrew can be both: it refuses root, and its folder is another one on each processor.
export PATH=/opt/homebrew/bin:/usr/local/bin:$PATH HOMEBREW_NO_ANALYTICS=1 HOMEBREW_NO_INSTALL_CLEANUP=1
brew update --quiet
# shellcheck disable=SC2086 # a list of names
brew install --quiet coreutils git jq ${PACKAGES-}

# Programs for Intel are part of many toolchains.
[ "$(uname -m)" != arm64 ] || sudo softwareupdate --install-rosetta --agree-to-license

# Nobody upgrades or restarts a machine under a job; the supervisor starts the CloudWatch agent.
sudo softwareupdate --schedule off
sudo sh /tmp/agent-fleet-kit/install.sh
rm -rf /tmp/agent-fleet-kit
