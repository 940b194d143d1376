#!/usr/bin/env bash
# Checks the Packer templates without AWS, as far as the packer on the PATH can: `packer fmt`, then `packer validate` of a
# copy without the plugins' block, for every system and architecture. Packer before 1.7, such as Debian's, has the plugins
# built in and does not know metadata_options yet: that block is left out as well.
set -euo pipefail
cd "$(dirname "$0")/.."
export CHECKPOINT_DISABLE=1 PACKER_NO_COLOR=1

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

for family in linux windows macos; do packer fmt -check -diff "packer/$family"; done
for family in linux windows macos; do
  cp -r "packer/$family" "$folder"
  rm "$folder/$family/plugins.pkr.hcl"
  sed -i '/^  metadata_options {$/,/^  }$/d' "$folder/$family"/*.pkr.hcl
done

# validate FAMILY ARCH RELEASE
validate() {
  echo "packer validate: $1 $3 on $2"
  packer validate -var image_name=agent-fleet-check -var "kit=$folder" -var "arch=$2" -var "release=$3" -var region=us-east-1 \
    -var 'packages=["jq"]' -var 'ami_users=["123456789012"]' -var kms_key_id=alias/images "$folder/$1" |
    grep -v '^The configuration is valid' || [ "${PIPESTATUS[0]}" -eq 0 ]
}

for arch in x86_64 arm64; do
  validate linux "$arch" 22.04
  validate linux "$arch" 24.04
  validate macos "$arch" 15
done
validate windows x86_64 2019
validate windows x86_64 2022
