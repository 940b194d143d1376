import { serviceName, supervisorService } from './service';

/** Path of the unit on an instance. */
export const unitPath = `/etc/systemd/system/${serviceName}.service`;

/** The supervisor as a systemd unit. */
export function systemdUnit(): string {
  const { description, command, environment, logFile, restartSeconds, startLimit } = supervisorService('linux');
  return `[Unit]
Description=${description}
# Not network-online.target, which waits for whatever the distribution waits for: the supervisor tries until it is answered.
Wants=network.target
After=network.target nss-lookup.target
StartLimitIntervalSec=${startLimit.withinSeconds}
StartLimitBurst=${startLimit.starts}
# A supervisor that cannot run would leave a machine that costs money and does nothing. Power-off terminates the instance.
# FailureAction and SuccessAction would not wait for Restart: a supervisor that dies once would end the machine.
StartLimitAction=poweroff-force

[Service]
Type=exec
ExecStart=${command.join(' ')}
${Object.entries(environment)
  .map(([name, value]) => `Environment=${name}=${value}`)
  .join('\n')}
Restart=on-failure
RestartSec=${restartSeconds}
# It ends by itself only when the instance is to end.
ExecStopPost=/bin/sh -c '[ "$SERVICE_RESULT" != success ] || systemctl --no-block poweroff'
# Agents outlive their supervisor, which finds them again.
KillMode=process
# SIGTERM means draining, which takes as long as the jobs take.
TimeoutStopSec=infinity
# Jobs run in this unit's control group: neither their number nor one that runs out of memory ends the supervisor.
TasksMax=infinity
OOMPolicy=continue
RuntimeDirectory=agent-fleet
RuntimeDirectoryMode=0711
RuntimeDirectoryPreserve=yes
LogsDirectory=agent-fleet
StandardOutput=append:${logFile}
StandardError=inherit

[Install]
WantedBy=multi-user.target
`;
}
