import { accessSync, constants, existsSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, isAbsolute, join, resolve } from 'node:path';
import { bundle } from './bundle';

/** How an agent is started: `command` with the agent's own arguments (`start --config-file F`). */
export interface AgentProgram {
  readonly command: string;
  readonly isStandIn: boolean;
}

export interface AgentProgramOptions {
  /** @default process.env */
  readonly env?: NodeJS.ProcessEnv;
  /** Where a bundled stand-in is put. @default - a temporary folder that is removed when this process exits */
  readonly directory?: string;
}

/** The setting that names an agent program. */
const setting = 'AGENT_FLEET_AGENT';

/** Finds the agent to run: the one that AGENT_FLEET_AGENT names, `semaphore-agent` on PATH, or else the stand-in. */
export async function agentProgram({ env = process.env, directory }: AgentProgramOptions = {}): Promise<AgentProgram> {
  return realAgent(env) ?? (await standInAgent(directory));
}

/** The real agent, if there is one. */
export function realAgent(env: NodeJS.ProcessEnv = process.env): AgentProgram | undefined {
  const named = env[setting];
  if (named === undefined || named === '') {
    const installed = onPath('semaphore-agent', env);
    return installed === undefined ? undefined : { command: installed, isStandIn: false };
  }
  const command = isAbsolute(named) ? named : (onPath(named, env) ?? resolve(named));
  if (!isProgram(command)) throw new Error(`${setting} is ${named}; must be a program that can be run`);
  return { command, isStandIn: false };
}

/** The stand-in agent, bundled into `directory`. */
export async function standInAgent(directory = temporaryDirectory()): Promise<AgentProgram> {
  const program = await bundle(join(__dirname, 'agent', 'main.ts'), directory);
  const command = join(directory, 'semaphore-agent-stand-in');
  // A program like the real one, wherever Node is: the kernel allows a #! line neither spaces nor many characters.
  await writeFile(command, `#!/bin/sh\nexec '${process.execPath}' '${program}' "$@"\n`, { mode: 0o755 });
  return { command, isStandIn: true };
}

function temporaryDirectory(): string {
  const directory = mkdtempSync(join(tmpdir(), 'agent-fleet-agent-'));
  process.once('exit', () => rmSync(directory, { recursive: true, force: true }));
  return directory;
}

function onPath(name: string, env: NodeJS.ProcessEnv): string | undefined {
  const folders = (env['PATH'] ?? '').split(delimiter).filter((folder) => folder !== '');
  return folders.map((folder) => join(folder, name)).find(isProgram);
}

function isProgram(path: string): boolean {
  if (!existsSync(path) || !statSync(path).isFile()) return false;
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
