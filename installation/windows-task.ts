import { serviceName, supervisorService } from './service';

/** Path of the script that the task starts. */
export const taskStarterPath = 'C:\\agent-fleet\\start-supervisor.cmd';

/**
 * The supervisor as a task of the Windows task scheduler: `schtasks /Create /TN agent-fleet-supervisor /XML <file>`.
 * Schema: https://learn.microsoft.com/windows/win32/taskschd/task-scheduler-schema
 */
export function windowsTask(): string {
  const { description } = supervisorService('windows');
  return `<?xml version="1.0"?>
<Task version="1.2" xmlns="http://schemas.microsoft.com/windows/2004/02/mit/task">
  <RegistrationInfo>
    <Description>${description}</Description>
    <URI>\\${serviceName}</URI>
  </RegistrationInfo>
  <Triggers>
    <BootTrigger>
      <Enabled>true</Enabled>
    </BootTrigger>
  </Triggers>
  <Principals>
    <Principal id="System">
      <UserId>S-1-5-18</UserId>
      <RunLevel>HighestAvailable</RunLevel>
    </Principal>
  </Principals>
  <Settings>
    <MultipleInstancesPolicy>IgnoreNew</MultipleInstancesPolicy>
    <DisallowStartIfOnBatteries>false</DisallowStartIfOnBatteries>
    <StopIfGoingOnBatteries>false</StopIfGoingOnBatteries>
    <StartWhenAvailable>true</StartWhenAvailable>
    <ExecutionTimeLimit>PT0S</ExecutionTimeLimit>
    <Priority>4</Priority>
    <RestartOnFailure>
      <Interval>PT1M</Interval>
      <Count>5</Count>
    </RestartOnFailure>
  </Settings>
  <Actions Context="System">
    <Exec>
      <Command>${taskStarterPath}</Command>
    </Exec>
  </Actions>
</Task>
`;
}

/** Starts the supervisor again when it ends, and ends the machine where that does not help: the scheduler cannot. */
export function windowsStarter(): string {
  const { command, environment, logFolder, runFolder, startLimit, restartSeconds } = supervisorService('windows');
  const quoted = command.map((word) => (word.startsWith('--') ? word : `"${word}"`)).join(' ');
  const lines = [
    '@echo off',
    'rem Started by the task scheduler when Windows boots.',
    ...Object.entries(environment).map(([name, value]) => `set "${name}=${value}"`),
    `if not exist "${logFolder}" mkdir "${logFolder}"`,
    `if not exist "${runFolder}" mkdir "${runFolder}"`,
    'set starts=0',
    ':start',
    'set /a starts+=1',
    'rem Gets what Node says of a supervisor that cannot start, and nothing else.',
    `${quoted} >>"${logFolder}\\supervisor-output.log" 2>&1`,
    'rem A supervisor that cannot run would leave a machine that costs money and does nothing.',
    `if %starts% geq ${startLimit.starts} shutdown /s /f /t 0`,
    'rem One ping a second: timeout needs a console.',
    `ping -n ${restartSeconds + 1} 127.0.0.1 >nul`,
    'goto start',
  ];
  return `${lines.join('\r\n')}\r\n`;
}
