#!/bin/sh
# Checks that a machine is what an image is to be made of; says everything that is not. contents.sh works in a chroot too.
# shellcheck disable=SC2317 # check calls them by name
set -u

folder=/opt/agent-fleet
units=/etc/systemd/system
failed=0

check() { # DESCRIPTION COMMAND...: the command has to succeed
  description=$1
  shift
  if output=$("$@" 2>&1 </dev/null); then
    echo "ok      $description"
  else
    echo "NOT OK  $description: $output"
    failed=1
  fi
}

is() { # ACTUAL EXPECTED
  [ "$1" = "$2" ] || {
    echo "is ${1:-nothing}, not $2"
    return 1
  }
}

link_to() { # PATH TARGET
  is "$(readlink -f "$1")" "$(readlink -f "$2")"
}

nothing() { # COMMAND...: prints nothing
  found=$("$@" 2>/dev/null)
  [ -z "$found" ] || {
    echo "$found"
    return 1
  }
}

as_agent() {
  setpriv --reuid semaphore --regid semaphore --init-groups env -i HOME=/nonexistent PATH=/usr/local/bin:/usr/bin:/bin "$@"
}

enabled() { # TARGET UNIT
  test -e "$units/$1.wants/$2"
}

# Programs
check 'the supervisor says its version' "$folder/node/bin/node" "$folder/supervisor.cjs" --version
check 'the agent says its version' as_agent "$folder/agent/agent" --version
for name in artifact cache retry sem-context test-results aws docker git jq yq; do
  check "jobs find $name" as_agent sh -c "command -v $name"
done

# Owners and modes: a job must not change what runs as root.
check 'everything belongs to root' nothing find "$folder" ! -user root
check 'nobody else may write' nothing find "$folder" ! -type l -perm /022
check 'the logs have a folder' is "$(stat -c %U:%a /var/log/agent-fleet)" root:755
check 'the agent user has no password' is "$(passwd -S semaphore | cut -d ' ' -f 2)" L
check 'the agent user may use Docker' sh -c 'id -nG semaphore | grep -qw docker'

# Services
check 'the supervisor starts at boot' enabled multi-user.target agent-fleet-supervisor.service
check 'Docker starts when it is asked' enabled sockets.target docker.socket
check 'Docker does not start before' is "$(enabled multi-user.target docker.service && echo enabled)" ''
check 'the CloudWatch agent does not start before the agent' \
  is "$(enabled multi-user.target amazon-cloudwatch-agent.service && echo enabled)" ''
check 'the network starts' enabled multi-user.target systemd-networkd.service
for unit in apt-daily.timer apt-daily-upgrade.timer unattended-upgrades.service systemd-networkd-wait-online.service \
  cloud-init-local.service cloud-init.service cloud-config.service cloud-final.service; do
  check "$unit is masked" link_to "$units/$unit" /dev/null
done
check 'snapd is not there' is "$(command -v snap)" ''
check 'the network settings name no interface of this machine' nothing find /etc/netplan -name '*.yaml'

exit $failed
