import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const root = join(__dirname, '../..');

/** Prefixes that IAM has for the SDK's clients. */
const prefixes: Readonly<Record<string, string>> = { 'client-auto-scaling': 'autoscaling', 'client-ssm': 'ssm' };

/** The supervisor's clients of AWS, and IAM's prefix for each. */
const clients = { 'agent-group.ts': 'autoscaling', 'log-group.ts': 'logs', 'parameter-store.ts': 'ssm' } as const;

/** Actions that the code of a function asks AWS for: `autoscaling:SetDesiredCapacity`. */
export function functionCalls(folder: string): string[] {
  const imports = sources(folder).flatMap((source) => [
    ...source.matchAll(/import \{([^}]*)\} from '@aws-sdk\/([\w-]+)'/g),
  ]);
  const calls = imports.flatMap(([, names = '', client = '']) =>
    [...names.matchAll(/\b(\w+)Command\b/g)].map(([, name]) => `${prefixes[client] ?? client}:${name}`),
  );
  return distinct(calls);
}

/** Actions that the supervisor asks AWS for. */
export function supervisorCalls(): string[] {
  const calls = Object.entries(clients).flatMap(([file, prefix]) =>
    [...read('supervisor', file).matchAll(/this\.(?:call|ask)\('(\w+)'/g)].map(([, name]) => `${prefix}:${name}`),
  );
  return distinct(calls);
}

/** Files of the supervisor that talk to AWS, and whose calls would otherwise go unseen. */
export function unknownClients(): string[] {
  const files = readdirSync(join(root, 'supervisor')).filter((file) => /\bservice: '/.test(read('supervisor', file)));
  return files.filter((file) => !(file in clients));
}

function sources(folder: string): string[] {
  const files = readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' });
  return files.filter((file) => file.endsWith('.ts')).map((file) => read(folder, file));
}

function read(folder: string, file: string): string {
  return readFileSync(join(root, folder, file), 'utf8');
}

function distinct(calls: readonly string[]): string[] {
  return [...new Set(calls)].sort();
}
