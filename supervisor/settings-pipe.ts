import { constants } from 'node:fs';
import { open, rm, writeFile } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import type { AgentUser } from './agent-user';
import { type RunCommand, runCommand } from './command';
import { errorCode } from './error-code';

/** SYSTEM and Administrators, in every language: https://learn.microsoft.com/windows/win32/secauthz/well-known-sids */
const systemSid = '*S-1-5-18';
const administratorsSid = '*S-1-5-32-544';
/** Milliseconds between two looks whether the agent reads. */
const pause = 10;

/**
 * Hands an agent its settings, with the registration token among them, so that it can read them once and nobody after it: through
 * a named pipe, whose content is in no file system. Deleting a file would be a race with the agent's first job.
 */
export class SettingsPipe {
  constructor(
    readonly path: string,
    private readonly platform: NodeJS.Platform,
    private readonly run: RunCommand = runCommand,
  ) {}

  /** Makes it, for the agent's user alone; `text` is only for Windows, which has no such pipes: there it is a file. */
  async create(text: string, user: AgentUser | undefined): Promise<void> {
    await rm(this.path, { force: true });
    if (this.platform === 'win32') return this.createFile(text);
    await this.run('mkfifo', ['-m', '600', this.path]);
    await user?.own(this.path);
  }

  /** All users may read what is in the folder, and Windows knows no modes: first the permissions, then the content. */
  private async createFile(text: string): Promise<void> {
    await writeFile(this.path, '');
    await this.run('icacls', [this.path, '/inheritance:r', '/grant:r', `${systemSid}:F`, `${administratorsSid}:F`]);
    await writeFile(this.path, text);
  }

  /** Writes `text` as soon as the agent reads; gives up when `isOver` says that it will not. */
  async serve(text: string, isOver: () => boolean): Promise<void> {
    if (this.platform === 'win32') return;
    while (!isOver()) {
      const pipe = await open(this.path, constants.O_WRONLY | constants.O_NONBLOCK).catch(unlessNobodyReads);
      if (pipe) {
        await pipe.writeFile(text).finally(() => pipe.close());
        return this.remove();
      }
      await delay(pause);
    }
  }

  async remove(): Promise<void> {
    await rm(this.path, { force: true });
  }
}

function unlessNobodyReads(error: unknown): undefined {
  if (errorCode(error) !== 'ENXIO' && errorCode(error) !== 'ENOENT') throw error;
}
