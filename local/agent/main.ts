import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { arch, hostname } from 'node:os';
import type { RegisterRequest } from '../semaphore/protocol';
import { AgentLog } from './agent-log';
import { HubApi } from './hub-api';
import { JobProcessor } from './job-processor';
import { Pace } from './pace';
import { retry } from './retry';
import { type AgentSettings, loadSettings, SettingsError } from './settings';

/** The version of the real agent whose behaviour this one has. */
const version = 'v2.4.0-stand-in';

const usage = `Stand-in for Semaphore's agent.

  semaphore-agent start --config-file FILE [--<setting> VALUE]
  semaphore-agent version
`;

/** Runs the program and returns its exit code. */
async function main([command, ...args]: readonly string[], env: NodeJS.ProcessEnv): Promise<number> {
  // A token given as a flag would show up in the process list.
  process.title = 'semaphore-agent';
  if (command === 'version' || command === '--version') {
    process.stdout.write(`${version}\n`);
    return 0;
  }
  if (command !== 'start') {
    process.stderr.write(usage);
    return 2;
  }
  const log = new AgentLog(env);
  try {
    return await start(await loadSettings(args, env), env, log);
  } catch (error) {
    log.write(error instanceof SettingsError ? error.message : `Could not start agent: ${error}`);
    return 1;
  }
}

async function start(settings: AgentSettings, env: NodeJS.ProcessEnv, log: AgentLog): Promise<number> {
  const pace = new Pace(Number(env['AGENT_FLEET_SPEED'] || 1));
  const endpoint = `${settings['no-https'] ? 'http' : 'https'}://${settings.endpoint}`;
  const api = new HubApi(endpoint, `SemaphoreAgent/${version}`);
  const name = agentName(settings, env);
  log.agentName = isUrl(name) ? `[${new URL(name).host}]` : name;
  log.write('Starting Agent');
  log.write('Registering Agent');
  const request = registration(settings, name);
  const register = () => api.register(settings.token, request);
  const registered = await retry('Register', 30, 1000, { log, pace }, register);
  log.agentName = registered.name;
  log.write('Starting to poll for jobs');
  const processor = new JobProcessor(settings, api, log, pace);
  process.on('SIGTERM', () => processor.interrupt());
  process.on('SIGINT', () => processor.interrupt());
  return await processor.run();
}

function registration(settings: AgentSettings, name: string): RegisterRequest {
  return {
    version,
    name,
    pid: process.pid,
    os: osName(),
    arch: arch() === 'x64' ? 'x86_64' : arch(),
    hostname: hostname(),
    single_job: settings['disconnect-after-job'],
    idle_timeout: settings['disconnect-after-idle-timeout'],
    interruption_grace_period: settings['interruption-grace-period'],
    job_id: settings['job-id'],
  };
}

function agentName(settings: AgentSettings, env: NodeJS.ProcessEnv): string {
  const fromEnv = settings['name-from-env'] === '' ? '' : (env[settings['name-from-env']] ?? '');
  const name = settings.name || fromEnv;
  if (name === '' && settings['name-from-env'] === '') return randomBytes(15).toString('base64url');
  if (!isUrl(name) && (name.length < 8 || name.length > 80)) {
    const problem = `name should have between 8 and 80 characters. '${name}' has ${name.length}`;
    throw new SettingsError(`Agent name validation failed: ${problem}`);
  }
  return name;
}

function isUrl(name: string): boolean {
  return URL.canParse(name);
}

function osName(): string {
  try {
    return /^PRETTY_NAME="?([^"\n]*)/m.exec(readFileSync('/etc/os-release', 'utf8'))?.[1] ?? '';
  } catch {
    return '';
  }
}

void main(process.argv.slice(2), process.env).then((code) => process.exit(code));
