#!/bin/sh
# The last step on the machine: removes what belongs to it alone, and checks that it is gone. Works in a chroot too.
set -eu

rm -f /etc/systemd/system/agent-fleet-supervisor.service.d/image-build.conf
rmdir /etc/systemd/system/agent-fleet-supervisor.service.d

apt-get clean
rm -rf /var/lib/apt/lists/* /var/lib/cloud/* /root/.ansible /home/*/.ansible /var/tmp/* /root/.cache

# Host keys and machine id are made at the first boot; the name comes with the address.
rm -f /etc/ssh/ssh_host_*_key /etc/ssh/ssh_host_*_key.pub /var/lib/dbus/machine-id /var/lib/systemd/random-seed /etc/hostname
: >/etc/machine-id
rm -f /root/.bash_history /home/*/.bash_history /root/.ssh/authorized_keys /home/*/.ssh/authorized_keys
rm -f /etc/sudoers.d/90-cloud-init-users

rm -rf /var/log/journal/*
find /var/log -type f \( -name '*.gz' -o -name '*.[0-9]' \) -delete
find /var/log -type f -exec truncate --size 0 {} +

left=$(
  find /etc/ssh /root/.ssh /home/*/.ssh \( -name 'ssh_host_*' -o -name authorized_keys -o -name 'id_*' \) 2>/dev/null || true
  find /root /home -name '.*_history' 2>/dev/null || true
  find /var/lib/cloud /var/tmp -mindepth 1 2>/dev/null || true
  find /var/log -type f -size +0 2>/dev/null || true
  find /etc/machine-id -size +0
  find /etc/systemd/system -name image-build.conf
  find / -xdev -name '.aws' -path '*/.aws' 2>/dev/null || true
)
[ -z "$left" ] || {
  printf 'clean.sh: left behind:\n%s\n' "$left" >&2
  exit 1
}
sync
