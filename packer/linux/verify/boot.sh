#!/bin/sh
# Shows how this machine booted, and fails when the supervisor waited for something that it need not wait for.
# boot.sh [FILE]: FILE holds what `systemd-analyze critical-chain` said elsewhere.
set -eu

unit=agent-fleet-supervisor.service

# What the supervisor may wait for: the kernel's devices, the root file system, the journal, and a network that is being set
# up. Not: addresses (network-online, wait-online), cloud-init, snaps, apt, Docker, other services.
allowed="$unit
(basic|sockets|sysinit|paths|timers|slices|swap|local-fs|local-fs-pre|network|network-pre|nss-lookup)\.target
systemd-(journald|journal-flush|networkd|network-generator|resolved|timesyncd)\.service
systemd-(udevd|udev-trigger|udev-load-credentials|hwdb-update|modules-load|sysctl|sysusers|random-seed)\.service
systemd-(remount-fs|fsck-root|fsck@.+|machine-id-commit|update-utmp|firstboot|binfmt|pcr.+)\.service
systemd-tmpfiles-setup(-dev|-dev-early)?\.service
(kmod-static-nodes|ldconfig|apparmor|dbus|modprobe@.+)\.service
.+\.(mount|device|slice|socket|swap|path)"

if [ $# -eq 1 ]; then
  chain=$(cat "$1")
else
  # Failed units count as well: the machine is up, but not as it should be.
  systemctl is-system-running --wait || {
    systemctl --failed --no-legend --no-pager
    [ "$(systemctl --failed --no-legend | wc -l)" -eq 0 ] || exit 1
  }
  systemd-analyze time
  systemd-analyze blame --no-pager | head -n 20
  chain=$(systemd-analyze critical-chain "$unit" --no-pager)
fi
printf '%s\n' "$chain"

# Lines with a time are units: `  └─network.target @1.234s +56ms`; the first may have only the time that it took.
waited=$(printf '%s\n' "$chain" | sed -n 's/^[^A-Za-z-]*\([^ ]*\) [@+][0-9].*/\1/p')
printf '%s\n' "$waited" | grep -qxF "$unit" || {
  echo "boot.sh: $unit did not start" >&2
  exit 1
}
patterns=$(printf '%s\n' "$allowed" | sed 's/.*/^(&)$/')
unwanted=$(printf '%s\n' "$waited" | grep -vE "$patterns" || true)
[ -z "$unwanted" ] || {
  echo "boot.sh: $unit waited for $(echo "$unwanted" | paste -sd ' ')" >&2
  exit 1
}
