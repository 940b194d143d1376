#!/bin/bash
# Checks that this Mac is what an image is to be made of; says everything that is not.
# shellcheck disable=SC2317 # check calls them by name
set -u
folder=/opt/agent-fleet
failed=0

check() { # DESCRIPTION COMMAND...: the command has to succeed
  description=$1
  shift
  if output=$("$@" 2>&1); then
    echo "ok      $description"
  else
    echo "NOT OK  $description: $output"
    failed=1
  fi
}

as_agent() {
  sudo -u semaphore env -i HOME=/nonexistent PATH=/usr/local/bin:/opt/homebrew/bin:/usr/bin:/bin "$@"
}

# Stops at the first line that `find` prints.
none() {
  ! sudo find "$@" 2>/dev/null | grep .
}

check 'the supervisor says its version' "$folder/node/bin/node" "$folder/supervisor.cjs" --version
check 'the agent says its version' as_agent "$folder/agent/agent" --version
for name in artifact cache retry sem-context test-results aws git jq yq; do
  check "jobs find $name" as_agent sh -c "command -v $name"
done
check 'everything belongs to root' none "$folder" ! -user root
check 'nobody else may write' none "$folder" ! -type l -perm +022
check 'the daemon can be read' plutil -lint /Library/LaunchDaemons/com.agent-fleet.supervisor.plist
check 'the packet filter can read its rules' sudo /sbin/pfctl -n -a com.apple/agent-fleet -f "$folder/metadata-block.pf"
check 'the kit is gone' test ! -e /tmp/agent-fleet-kit
exit $failed
