import { existsSync } from 'node:fs';
import { chmod, cp, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { AgentUser } from './agent-user';
import type { RunCommand } from './command';
import { SettingsPipe } from './settings-pipe';
import { shutdownHook } from './shutdown-hook';
import { type ShutdownReason, shutdownReason } from './shutdown-reason';

export interface AgentPlaceOptions {
  /** Name of its folders. */
  readonly name: string;
  readonly runFolder: string;
  readonly agentsFolder: string;
  /** Holds what every HOME begins with; it may be missing. */
  readonly skeleton: string;
  readonly hooksFolder: string;
  readonly user: AgentUser | undefined;
  readonly platform: NodeJS.Platform;
  /** @default - the system's own commands */
  readonly run?: RunCommand | undefined;
}

/** The files of one agent: what must not reach a disk is below the run folder, HOME and TMPDIR below the agents' folder. */
export class AgentPlace {
  readonly home: string;
  readonly temporary: string;
  /** Settings of the agent, with the registration token. */
  readonly settings: SettingsPipe;
  readonly hookPath: string;
  private readonly folder: string;
  private readonly disk: string;

  constructor(private readonly options: AgentPlaceOptions) {
    this.folder = join(options.runFolder, options.name);
    this.disk = join(options.agentsFolder, options.name);
    this.home = join(this.disk, 'home');
    this.temporary = join(this.disk, 'tmp');
    this.settings = new SettingsPipe(join(this.folder, 'config.json'), options.platform, options.run);
    this.hookPath = join(this.folder, options.platform === 'win32' ? 'shutdown.ps1' : 'shutdown');
  }

  async prepare(knownHosts: string | undefined): Promise<void> {
    const { user, skeleton, hooksFolder, platform } = this.options;
    const [ssh, said] = [join(this.home, '.ssh'), this.saidFolder];
    await Promise.all([
      mkdir(said, { recursive: true, mode: 0o700 }),
      mkdir(this.temporary, { recursive: true, mode: 0o700 }),
      mkdir(this.disk, { recursive: true, mode: 0o755 }),
    ]);
    if (existsSync(skeleton)) await cp(skeleton, this.home, { recursive: true, verbatimSymlinks: true });
    await mkdir(ssh, { recursive: true, mode: 0o700 });
    // Whatever was there before, and whatever the umask says.
    await Promise.all([chmod(this.home, 0o700), chmod(ssh, 0o700), chmod(this.folder, 0o711), chmod(this.disk, 0o711)]);
    const known = join(ssh, 'known_hosts');
    await Promise.all([
      writeFile(known, knownHosts ?? '', { mode: 0o600 }),
      writeFile(this.hookPath, shutdownHook(platform, this.reasonPath, hooksFolder), { mode: 0o755 }),
    ]);
    if (!user) return;
    const inside = (await skeletonPaths(skeleton)).map((path) => join(this.home, path));
    await user.own(known, ...inside);
    // HOME last: until then no job of another agent can come in and put a link where something is about to be given away.
    await user.own(ssh, this.temporary, said);
    await user.own(this.home);
  }

  /** What the agent told its shutdown hook; undefined when it told nothing. */
  async reason(): Promise<ShutdownReason | undefined> {
    const text = await readFile(this.reasonPath, 'utf8').catch(() => undefined);
    if (text === undefined) return undefined;
    return shutdownReason.safeParse(text.trim()).data ?? 'UNKNOWN';
  }

  /** Only the agent's user writes here. */
  private get saidFolder(): string {
    return join(this.folder, 'said');
  }

  private get reasonPath(): string {
    return join(this.saidFolder, 'reason');
  }
}

async function skeletonPaths(skeleton: string): Promise<string[]> {
  if (!existsSync(skeleton)) return [];
  return readdir(skeleton, { recursive: true });
}
