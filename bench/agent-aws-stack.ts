import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { delimiter, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { instanceFacts } from '../local/instance/emulated-instance';
import { MetadataService } from '../local/instance/metadata-service';
import { killProcessesOf } from '../local/instance/processes-of-folder';
import type { InstanceRun } from './instance-run';
import type { InstanceSite } from './instance-site';

const root = resolve(__dirname, '..');
const run = promisify(execFile);
/** The version that agent-aws-stack's images have. */
const yq = 'github.com/mikefarah/yq/v4@v4.16.2';
const tools = join(root, '.venv-bench', 'bin');

/** Programs that change the system: what the script does with them is no work here. */
export const playedPrograms = ['sudo', 'apt-get', 'systemctl', 'chown', 'cron'] as const;

/** Installs the real programs that the scripts call and that are not in every system: AWS CLI (version 1) and yq. */
export async function installTools(): Promise<void> {
  await run(join(root, 'scripts', 'install.sh'), ['python', '.venv-bench', 'bench/requirements.txt'], { cwd: root });
  if (existsSync(join(tools, 'yq'))) return;
  const env = { ...process.env, GOBIN: tools, GOFLAGS: '-modcacherw' };
  await run('go', ['install', yq], { env }).catch((error: unknown) => {
    throw new Error(`${yq} could not be built; that takes Go`, { cause: error });
  });
}

/**
 * Boots an instance with agent-aws-stack's own `start-agent.sh`, has it run a job, and lets its hook end it. Its absolute
 * paths lead into `folder` instead; the metadata address is led to the instance's metadata service by curl's own settings.
 */
export async function runAgentAwsStack(
  site: InstanceSite,
  folder: string,
  checkout: string,
  agent: string,
): Promise<InstanceRun> {
  const { name, token, instance } = await site.launch();
  const metadata = await MetadataService.start(instanceFacts(instance));
  metadata.update(instance);
  try {
    await putParameters(site, name, token);
    const env = await prepare(folder, checkout, agent, { metadataUrl: metadata.url, awsUrl: site.emulator.url });
    const { finished } = site.addJob(name);
    const registered = site.event((event) => event.kind === 'agent' && event.agent.agentType === name);
    const started = performance.now();
    const script = spawn('bash', [join(folder, 'agent', 'start.sh'), `/bench/${name}/config`], {
      env,
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    const [[code], registeredAt] = await Promise.all([once(script, 'exit'), registered]);
    if (code !== 0) throw new Error(`start-agent.sh ended with ${code}`);
    const boot = { aws: await site.requests(), metadata: metadata.requests };
    const finishedAt = performance.timeOrigin + (await finished);
    const terminatedAt = await site.eventually(async () => {
      const { calls } = await site.requests();
      return calls.find(({ action }) => action === 'TerminateInstanceInAutoScalingGroup')?.at;
    });
    return {
      registered: registeredAt - started,
      boot,
      lifetime: { aws: await site.requests(), metadata: metadata.requests },
      leave: terminatedAt * 1000 - finishedAt,
    };
  } finally {
    killProcessesOf(folder);
    await metadata.stop();
  }
}

async function putParameters(site: InstanceSite, name: string, token: string): Promise<void> {
  const config = {
    endpoint: new URL(site.hub.url).host,
    disconnectAfterJob: 'true',
    disconnectAfterIdleTimeout: '300',
    usePreSignedURL: 'false',
    envVars: [],
    agentTokenParameterName: `/bench/${name}/token`,
    sshKeysParameterName: `/bench/${name}/keys`,
  };
  const credentials = { accessKeyId: 'bench', secretAccessKey: 'bench' };
  const ssm = new SSMClient({ endpoint: site.emulator.url, region: 'us-east-1', credentials });
  for (const [Name, Value, Type] of [
    [`/bench/${name}/config`, JSON.stringify(config), 'String'],
    [`/bench/${name}/keys`, JSON.stringify(['ssh-ed25519 AAAA']), 'String'],
    [config.agentTokenParameterName, token, 'SecureString'],
  ] as const) {
    await ssm.send(new PutParameterCommand({ Name, Value, Type }));
  }
}

/** Puts the scripts into `folder`, as the images have them; returns their environment. */
async function prepare(
  folder: string,
  checkout: string,
  agent: string,
  urls: { metadataUrl: string; awsUrl: string },
): Promise<NodeJS.ProcessEnv> {
  const at = (...names: string[]) => join(folder, ...names);
  await Promise.all(
    ['agent/hooks', 'home', 'cron.d', 'bin', 'tmp'].map((each) => mkdir(at(each), { recursive: true })),
  );
  const adapt = async (file: string, target: string) => {
    const text = await readFile(join(checkout, 'packer/linux/ansible/roles/agent/files', file), 'utf8');
    const adapted = text
      .replace(/\/opt\/semaphore\/agent/g, at('agent'))
      .replace(/\/home\/semaphore/g, at('home'))
      .replace(/\/etc\/cron\.d/g, at('cron.d'))
      .replace(/\/etc\/init\.d\/cron/g, at('bin', 'cron'));
    await writeFile(at(target), adapted, { mode: 0o755 });
  };
  await adapt('start-agent.sh', 'agent/start.sh');
  await adapt('terminate-instance.sh', 'agent/hooks/shutdown');
  const config = [
    'no-https: true',
    `shutdown-hook-path: ${at('agent', 'hooks', 'shutdown')}`,
    'env-vars: []',
    'files: []',
    '',
  ];
  await writeFile(at('agent', 'config.yaml'), config.join('\n'));
  const start = `cd '${at('home')}'; '${agent}' start --config-file '${at('agent', 'config.yaml')}' >'${at('agent', 'agent.log')}' 2>&1 &`;
  const played: Record<(typeof playedPrograms)[number], string> = {
    sudo: 'exec "$@"',
    'apt-get': 'exit 0',
    chown: 'exit 0',
    cron: 'exit 0',
    systemctl: start,
  };
  for (const name of playedPrograms) await writeFile(at('bin', name), `#!/bin/sh\n${played[name]}\n`, { mode: 0o755 });
  await writeFile(at('.curlrc'), `connect-to = "169.254.169.254:80:${new URL(urls.metadataUrl).host}"\n`);
  return {
    PATH: [at('bin'), tools, process.env.PATH].join(delimiter),
    HOME: at('home'),
    TMPDIR: at('tmp'),
    CURL_HOME: folder,
    AWS_ENDPOINT_URL: urls.awsUrl,
    AWS_EC2_METADATA_SERVICE_ENDPOINT: urls.metadataUrl,
    NO_PROXY: '127.0.0.1,169.254.169.254',
  };
}
