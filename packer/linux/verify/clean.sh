#!/bin/sh
# The last step on the machine: removes what belongs to it alone, and checks that it is gone. Works in a chroot too.
set -eu

# Those of root and of people.
homes=$(getent passwd | awk -F: '$3 == 0 || ($3 >= 1000 && $3 < 65534) { print $6 }')

rm -f /etc/systemd/system/agent-fleet-supervisor.service.d/image-build.conf
rmdir /etc/systemd/system/agent-fleet-supervisor.service.d

apt-get clean
rm -rf /var/lib/apt/lists/* /var/lib/cloud/* /var/tmp/*

# Host keys and machine id are made at the first boot; the name comes with the address.
rm -f /etc/ssh/ssh_host_*_key /etc/ssh/ssh_host_*_key.pub /var/lib/dbus/machine-id /var/lib/systemd/random-seed /etc/hostname
: >/etc/machine-id
for home in $homes; do
  rm -rf "$home/.ansible" "$home/.cache" "$home/.ssh/authorized_keys" "$home"/.*_history
done
rm -f /etc/sudoers.d/90-cloud-init-users

rm -rf /var/log/journal/*
find /var/log -type f \( -name '*.gz' -o -name '*.[0-9]' \) -delete
find /var/log -type f -exec truncate --size 0 {} +

left=$(
  for home in $homes; do
    find "$home" -name '.*_history' -o -name authorized_keys -o -name 'id_*' -o -name .aws
  done 2>/dev/null || true
  find /etc/ssh -name 'ssh_host_*' 2>/dev/null || true
  find /var/lib/cloud /var/tmp -mindepth 1 2>/dev/null || true
  find /var/log -type f -size +0
  find /etc/machine-id -size +0
  find /etc/systemd/system -name image-build.conf
)
[ -z "$left" ] || {
  printf 'clean.sh: left behind:\n%s\n' "$left" >&2
  exit 1
}
sync
