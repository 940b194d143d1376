import { setTimeout as delay } from 'node:timers/promises';
import { runCommand } from './command';
import { describeError, type InstanceLog } from './instance-log';
import { powerOff } from './power-switch';
import { killTree } from './process-tree';

/** The machine below the supervisor. */
export interface Machine {
  readonly platform: NodeJS.Platform;
  /** Ends the machine; `killAgents` ends what runs on it where the machine is only played. */
  powerOff(killAgents: () => void): void;
}

/** An instance's own operating system. */
export function realMachine(platform: NodeJS.Platform, log: InstanceLog): Machine {
  const onError = (error: unknown) => log('power off failed', { error: describeError(error) });
  const wait = (milliseconds: number) => delay(milliseconds);
  return { platform, powerOff: () => void powerOff({ platform, run: runCommand, wait, onError }) };
}

/** Local mode: the machine is this process and what it has started, and standard input is its power supply. */
export function playedMachine(platform: NodeJS.Platform): Machine {
  const end = () => {
    killTree(process.pid);
    process.exit(0);
  };
  process.stdin.resume().once('close', end);
  return {
    platform,
    powerOff: (killAgents) => {
      killAgents();
      end();
    },
  };
}
