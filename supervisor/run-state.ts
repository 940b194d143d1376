import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod/mini';
import { agentConfiguration } from '../config/agent-configuration';
import { agentRecord } from './agent-process';
import { instanceState } from './instance-state';

/** What a supervisor leaves to the one that the service manager starts after it. No secret is among it. */
const runState = z.object({
  instanceId: z.string(),
  region: z.string(),
  domain: z.string(),
  configuration: agentConfiguration,
  state: instanceState,
  /** Agents by slot. */
  agents: z.record(z.string(), agentRecord),
  /** When the first supervisor started, in milliseconds since the epoch. */
  startedAt: z.number(),
});

export type RunState = z.output<typeof runState>;

/**
 * Whether it was left before the machine was started for the last time, so that its process ids mean nothing any more. Only
 * Windows has its run folder on the disk; the other systems begin with an empty one.
 */
export function isOfEarlierBoot(
  state: Pick<RunState, 'startedAt'>,
  platform: NodeJS.Platform,
  bootedAt: number,
): boolean {
  return platform === 'win32' && state.startedAt < bootedAt;
}

/** The run folder's `state.json`. */
export class RunStateFile {
  private readonly path: string;
  private last: Promise<void> = Promise.resolve();

  constructor(private readonly folder: string) {
    this.path = join(folder, 'state.json');
  }

  /** Undefined on an instance that has just booted, or when the file is of no use. */
  async read(): Promise<RunState | undefined> {
    const text = await readFile(this.path, 'utf8').catch(() => undefined);
    return text === undefined ? undefined : runState.safeParse(parseJson(text)).data;
  }

  /** Replaces the file at once, so that nobody finds half of it. */
  write(state: RunState): Promise<void> {
    const text = JSON.stringify(state);
    this.last = this.last
      .catch(() => undefined)
      .then(async () => {
        await mkdir(this.folder, { recursive: true, mode: 0o711 });
        await writeFile(`${this.path}.new`, text, { mode: 0o600 });
        await rename(`${this.path}.new`, this.path);
      });
    return this.last;
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
