import { join } from 'node:path';

/**
 * Tells the supervisor why the agent ends, and runs the user's own hook after that. The agent runs it as `bash <path>`, on
 * Windows in PowerShell, as the agent's user.
 */
export function shutdownHook(platform: NodeJS.Platform, reasonPath: string, hooksFolder: string): string {
  if (platform === 'win32') {
    const own = powershellText(`${hooksFolder}\\shutdown.ps1`);
    return [
      `Set-Content -NoNewline -Path ${powershellText(reasonPath)} -Value $env:SEMAPHORE_AGENT_SHUTDOWN_REASON`,
      `if (Test-Path ${own}) { & ${own} }`,
      '',
    ].join('\r\n');
  }
  const own = shellText(join(hooksFolder, 'shutdown'));
  return [
    '#!/bin/bash',
    `printf %s "$SEMAPHORE_AGENT_SHUTDOWN_REASON" > ${shellText(reasonPath)}`,
    `if [ -f ${own} ]; then bash ${own}; fi`,
    '',
  ].join('\n');
}

function shellText(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}

function powershellText(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
