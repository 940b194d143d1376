/**
 * The command that sends an agent on Windows Ctrl+Break, which Go takes for an interrupt: the agent tells Semaphore that it
 * ends, as it does after SIGTERM elsewhere. Node cannot: `process.kill` ends a process there, whatever the signal.
 *
 * The agent program runs itself once more as a child (panicwrap). Node starts the first one without a console and as the root
 * of a process group, so that Windows gives the child a console, and only those two are in the group: the agent starts
 * its jobs in groups of their own, which hear nothing of it.
 * https://learn.microsoft.com/windows/console/generateconsolectrlevent, https://pkg.go.dev/os/signal#hdr-Windows
 */
export function consoleBreak(agent: number): readonly [string, ...string[]] {
  return ['powershell.exe', '-NoProfile', '-NonInteractive', '-Command', script(agent)];
}

/** Ends with 1 where the agent cannot be reached. */
function script(agent: number): string {
  return `$ErrorActionPreference = 'Stop'
$child = (Get-CimInstance Win32_Process -Filter 'ParentProcessId=${agent}' | Select-Object -First 1).ProcessId
$console = Add-Type -PassThru -Namespace AgentFleet -Name Console -MemberDefinition @'
[DllImport("kernel32.dll")] public static extern bool FreeConsole();
[DllImport("kernel32.dll")] public static extern bool AttachConsole(uint process);
[DllImport("kernel32.dll")] public static extern bool GenerateConsoleCtrlEvent(uint type, uint group);
'@
[void]$console::FreeConsole()
if (-not ($console::AttachConsole($child) -and $console::GenerateConsoleCtrlEvent(1, ${agent}))) { exit 1 }`;
}
