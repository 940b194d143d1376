import { serviceLabel, supervisorService } from './service';

/** Path of the daemon's property list on an instance. */
export const daemonPath = `/Library/LaunchDaemons/${serviceLabel}.plist`;
/** Path of the script that launchd starts. */
export const starterPath = '/opt/agent-fleet/start-supervisor.sh';

/** The supervisor as a launchd daemon. */
export function launchdDaemon(): string {
  const { environment, logFile, restartSeconds } = supervisorService('macos');
  return `<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">
<plist version="1.0">
<dict>
  <key>Label</key>
  <string>${serviceLabel}</string>
  <key>ProgramArguments</key>
  <array>
    <string>/bin/sh</string>
    <string>${starterPath}</string>
  </array>
  <key>EnvironmentVariables</key>
  <dict>
${Object.entries({ PATH: '/usr/local/bin:/opt/homebrew/bin:/usr/bin:/bin:/usr/sbin:/sbin', ...environment })
  .map(([name, value]) => `    <key>${name}</key>\n    <string>${value}</string>`)
  .join('\n')}
  </dict>
  <key>RunAtLoad</key>
  <true/>
  <key>KeepAlive</key>
  <true/>
  <key>ThrottleInterval</key>
  <integer>${restartSeconds}</integer>
  <!-- Agents outlive their supervisor, which finds them again. -->
  <key>AbandonProcessGroup</key>
  <true/>
  <!-- SIGTERM means draining, which takes as long as the jobs take. -->
  <key>ExitTimeOut</key>
  <integer>0</integer>
  <key>StandardOutPath</key>
  <string>${logFile}</string>
  <key>StandardErrorPath</key>
  <string>${logFile}</string>
</dict>
</plist>
`;
}

/** Starts the supervisor, or ends the machine where that has been tried too often: launchd itself would go on for ever. */
export function launchdStarter(): string {
  const { command, runFolder, logFolder, startLimit } = supervisorService('macos');
  return `#!/bin/sh
# Started by launchd, which starts it again whenever it ends.
mkdir -p ${logFolder} ${runFolder}
chmod 0711 ${runFolder}
now=$(date +%s)
recent=$(awk -v since=$((now - ${startLimit.withinSeconds})) '$1 > since' ${runFolder}/starts 2>/dev/null)
printf '%s\\n%s\\n' "$recent" "$now" >${runFolder}/starts
if [ "$(printf '%s\\n' "$recent" | grep -c .)" -ge ${startLimit.starts} ]; then
  # A supervisor that cannot run would leave a machine that costs money and does nothing.
  exec /sbin/shutdown -h now
fi
exec ${command.join(' ')}
`;
}
