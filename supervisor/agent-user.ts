import { execFileSync } from 'node:child_process';
import { lchown } from 'node:fs/promises';

/** The user that agents and jobs run as. */
export class AgentUser {
  private constructor(
    readonly name: string,
    readonly uid: number,
    readonly gid: number,
  ) {}

  /** Undefined where agents run as the supervisor's own user: none is named, or this user may not become another. */
  static find(name: string | undefined): AgentUser | undefined {
    if (name === undefined || process.getuid?.() !== 0) return undefined;
    const id = (kind: '-u' | '-g') => Number(execFileSync('id', [kind, name], { encoding: 'utf8' }));
    return new AgentUser(name, id('-u'), id('-g'));
  }

  /**
   * How a program is started as this user. setpriv (util-linux) gives it the user's other groups too, `docker` among them,
   * and becomes the program, so that there is no process between it and the supervisor.
   */
  command(program: string, args: readonly string[], platform: NodeJS.Platform) {
    const { uid, gid } = this;
    if (platform !== 'linux') return { command: program, args, uid, gid };
    const become = [`--reuid=${uid}`, `--regid=${gid}`, '--init-groups', '--', program];
    return { command: 'setpriv', args: [...become, ...args] };
  }

  async own(...paths: readonly string[]): Promise<void> {
    await Promise.all(paths.map((path) => lchown(path, this.uid, this.gid)));
  }
}
