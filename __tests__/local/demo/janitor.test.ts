import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bundle } from '../../../local/bundle';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'janitor-test-'));
});

afterEach(() => rm(folder, { recursive: true, force: true }));

const onLinux = process.platform === 'linux' ? test : test.skip;

onLinux(
  'what a killed demo leaves is ended and removed, also what a job has put into a session of its own',
  async () => {
    const workplace = join(folder, 'demo');
    await mkdir(workplace);
    const program = await bundle(join(__dirname, '..', '..', '..', 'local', 'demo', 'janitor.ts'), workplace);
    const daemon = spawn('sleep', ['600'], { cwd: workplace, detached: true, stdio: 'ignore' });
    const daemonEnded = once(daemon, 'exit');
    const janitor = spawn(process.execPath, [program, workplace], { cwd: '/', stdio: ['pipe', 'ignore', 'ignore'] });
    const janitorEnded = once(janitor, 'exit');
    janitor.stdin.end();
    await janitorEnded;
    expect(existsSync(workplace)).toBe(false);
    // Nobody has told the janitor of it.
    const ended = daemon.exitCode !== null || daemon.signalCode !== null;
    if (!ended) daemon.kill('SIGKILL');
    await daemonEnded;
    expect(ended).toBe(true);
  },
  60_000,
);
