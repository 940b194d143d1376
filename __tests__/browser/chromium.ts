import { spawnSync } from 'node:child_process';
import { delimiter, join } from 'node:path';

const names = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome'] as const;

/** Flags for a browser that belongs to a test: no sandbox as root, and no connections of its own. */
export const chromiumFlags = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
] as const;

/** The Chromium that AGENT_FLEET_CHROMIUM names, or the one on PATH; undefined, and said so, when there is none. */
export function findChromium(env: NodeJS.ProcessEnv): string | undefined {
  const named = env['AGENT_FLEET_CHROMIUM'];
  const folders = (env['PATH'] ?? '').split(delimiter);
  const places = named ? [named] : names.flatMap((name) => folders.map((folder) => join(folder, name)));
  const found = places.find(isProgram);
  if (found === undefined) {
    console.warn(
      `SKIPPED, because there is no Chromium (${named ?? names.join(', ')}): make install-chromium installs it on Debian`,
    );
  }
  return found;
}

/** Whether it runs: an installation that was interrupted leaves a program without its libraries. */
function isProgram(path: string): boolean {
  return spawnSync(path, ['--version'], { stdio: 'ignore' }).status === 0;
}
