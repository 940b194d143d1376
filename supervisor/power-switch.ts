import type { RunCommand } from './command';

/** Commands that end the machine, gentle ones first. The launch template says that a machine that is off is terminated. */
export function powerOffCommands(platform: NodeJS.Platform): readonly (readonly [string, ...string[]])[] {
  switch (platform) {
    case 'win32':
      return [['shutdown.exe', '/s', '/f', '/t', '0']];
    case 'darwin':
      return [
        ['/sbin/shutdown', '-h', 'now'],
        ['/sbin/halt', '-q'],
      ];
    default:
      return [
        ['systemctl', 'poweroff'],
        ['shutdown', '-h', 'now'],
        ['systemctl', 'poweroff', '--force', '--force'],
      ];
  }
}

export interface PowerSwitchProps {
  readonly platform: NodeJS.Platform;
  readonly run: RunCommand;
  readonly wait: (milliseconds: number) => Promise<void>;
  readonly onError: (error: unknown) => void;
}

/** Time that a machine gets to go down, in milliseconds: services have 90 s each to end. */
const patience = 180_000;

/** Ends the machine. It tries for as long as it runs: a machine without agents must not stay. */
export async function powerOff({ platform, run, wait, onError }: PowerSwitchProps): Promise<never> {
  for (;;) {
    for (const [command, ...args] of powerOffCommands(platform)) {
      try {
        await run(command, args);
        await wait(patience);
      } catch (error) {
        onError(error);
        await wait(1000);
      }
    }
  }
}
