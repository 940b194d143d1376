#!/bin/bash
# The last step on the machine: removes what belongs to it alone, and checks that it is gone.
set -euo pipefail

# ec2-macos-init then does again what it does for a new instance: keys, name, user data.
sudo /usr/local/bin/ec2-macos-init clean --all
sudo rm -f /etc/ssh/ssh_host_* /var/root/.bash_history /var/root/.zsh_history
rm -f ~/.bash_history ~/.zsh_history
sudo find /var/log/agent-fleet -type f -delete
sudo rm -rf ~/Library/Caches/Homebrew /var/root/.aws ~/.aws
# Last: Packer is logged in with it.
rm -f ~/.ssh/authorized_keys

left=$(sudo find /etc/ssh /var/root /Users \( -name 'ssh_host_*' -o -name authorized_keys -o -name '.*_history' -o -name .aws \) 2>/dev/null || true)
[ -z "$left" ] || {
  printf 'clean.sh: left behind:\n%s\n' "$left" >&2
  exit 1
}
sync
