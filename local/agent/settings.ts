import { readFileSync } from 'node:fs';
import * as z from 'zod/mini';

/** A setting that the agent refuses; it exits with 1. */
export class SettingsError extends Error {}

const text = z._default(z.coerce.string(), '');
const whole = z._default(z.coerce.number().check(z.int()), 0);
const flag = z._default(
  z.pipe(
    z.unknown(),
    z.transform((value) => value === true || value === 'true' || value === '1' || value === 1),
  ),
  false,
);
/** A list in the file, `a,b` in a flag (split before), `a b` in an environment variable. */
const list = z._default(
  z.union([
    z.array(z.string()),
    z.pipe(
      z.string(),
      z.transform((value) => value.split(/\s+/).filter((item) => item !== '')),
    ),
  ]),
  [],
);

/** Every key of the real agent, v2.4: pkg/config/config.go and main.go. */
const settings = z.object({
  'config-file': text,
  name: text,
  'name-from-env': text,
  endpoint: text,
  token: text,
  'no-https': flag,
  'shutdown-hook-path': text,
  'pre-job-hook-path': text,
  'post-job-hook-path': text,
  'disconnect-after-job': flag,
  'job-id': text,
  'disconnect-after-idle-timeout': whole,
  'env-vars': list,
  files: list,
  'fail-on-missing-files': flag,
  'upload-job-logs': z._default(z.enum(['never', 'when-trimmed', 'always']), 'never'),
  'fail-on-pre-job-hook-error': flag,
  'source-pre-job-hook': flag,
  'interruption-grace-period': whole,
  'kubernetes-executor': flag,
  'kubernetes-pod-spec': text,
  'kubernetes-allowed-images': list,
  'kubernetes-pod-start-timeout': whole,
  'kubernetes-labels': list,
  'kubernetes-default-image': text,
});
export type AgentSettings = z.infer<typeof settings>;

const keys: readonly string[] = Object.keys(settings.shape);
const flagKeys = keys.filter((key) => settings.shape[keyOf(key)] === flag);
const listKeys = keys.filter((key) => settings.shape[keyOf(key)] === list);

function keyOf(key: string): keyof AgentSettings {
  for (const known of z.keyof(settings).options) if (known === key) return known;
  throw new SettingsError(`Unrecognized option '${key}'. Exiting...`);
}

/** Settings of `start`: a flag wins over `SEMAPHORE_AGENT_<KEY>`, which wins over the file. */
export async function loadSettings(args: readonly string[], env: NodeJS.ProcessEnv): Promise<AgentSettings> {
  const flags = parseFlags(args);
  const fromEnv: Record<string, unknown> = {};
  for (const key of keys) {
    const value = env[`SEMAPHORE_AGENT_${key.toUpperCase().replaceAll('-', '_')}`];
    if (value !== undefined && value !== '') fromEnv[key] = value;
  }
  const { 'config-file': configFile } = flags;
  const fromFile = typeof configFile === 'string' && configFile !== '' ? await readConfigFile(configFile) : {};
  const result = z.safeParse(settings, { ...fromFile, ...fromEnv, ...flags });
  if (!result.success) throw new SettingsError(z.prettifyError(result.error));
  check(result.data);
  return result.data;
}

function parseFlags(args: readonly string[]): Record<string, unknown> {
  const flags: Record<string, unknown> = {};
  const rest = [...args];
  for (let argument = rest.shift(); argument !== undefined; argument = rest.shift()) {
    const [, key = '', , inline] = /^--([a-z-]+)(=(.*))?$/s.exec(argument) ?? [];
    if (!keys.includes(key)) throw new SettingsError(`unknown flag: ${argument.split('=', 1)[0]}`);
    const value = inline ?? (flagKeys.includes(key) ? 'true' : rest.shift());
    if (value === undefined) throw new SettingsError(`flag needs an argument: --${key}`);
    flags[key] = listKeys.includes(key) ? [...listOf(flags[key]), ...value.split(',')] : value;
  }
  return flags;
}

function listOf(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}

async function readConfigFile(path: string): Promise<Record<string, unknown>> {
  let content: unknown;
  try {
    const source = readFileSync(path, 'utf8');
    // JSON is YAML too, and can be read without loading a YAML parser.
    content = source.trimStart().startsWith('{') ? JSON.parse(source) : (await import('yaml')).parse(source);
  } catch (error) {
    throw new SettingsError(`Error reading config file ${path}: ${error instanceof Error ? error.message : error}`);
  }
  const parsed = z.safeParse(z.nullable(z.record(z.string(), z.unknown())), content);
  if (!parsed.success) throw new SettingsError(`Error reading config file ${path}: not a mapping`);
  const entries = Object.entries(parsed.data ?? {}).map(([key, value]) => [key.toLowerCase(), value] as const);
  for (const [key] of entries) keyOf(key);
  // A key without a value is as good as absent.
  return Object.fromEntries(entries.filter(([, value]) => value !== null));
}

function check(given: AgentSettings): void {
  if (given['job-id'] !== '' && !given['disconnect-after-job']) {
    throw new SettingsError('job-id can only be used if disconnect-after-job is also used. Exiting...');
  }
  if (given.endpoint === '') throw new SettingsError('Semaphore endpoint was not specified. Exiting...');
  if (given.token === '') throw new SettingsError('Agent registration token was not specified. Exiting...');
  if (given['disconnect-after-idle-timeout'] < 0) throw new SettingsError("Idle timeout can't be negative. Exiting...");
  if (given['kubernetes-executor']) throw new SettingsError('the stand-in agent runs jobs in a shell only');
  for (const variable of given['env-vars']) {
    if (variable.split('=').length !== 2) {
      const name = variable.split('=', 1)[0];
      throw new SettingsError(`Error parsing --env-vars: ${name} is not a valid environment variable`);
    }
  }
  for (const file of given.files) {
    if (file.split(':').length !== 2) {
      throw new SettingsError(`Error parsing --files: ${file} is not a valid file injection`);
    }
  }
}
