import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { daemonPath, launchdDaemon, launchdStarter, starterPath } from './launchd-daemon';
import { agentUser, layouts, type System } from './layout';
import { metadataBlocks } from './metadata-block';
import { serviceName } from './service';
import { systemdUnit, unitPath } from './systemd-unit';
import { type Item, pinnedFile, type Target, type Versions } from './versions';
import { taskStarterPath, windowsStarter, windowsTask } from './windows-task';

export const features = ['docker', 'cloudwatch-agent', 'aws-cli', 'yq', 'erlang', 'ssm-agent', 'sudo'] as const;

/** What is installed beside the supervisor, the agent and the toolbox; `sudo`: jobs may become root. */
export type Feature = (typeof features)[number];

/** Properties of a kit. */
export interface KitOptions {
  readonly target: Target;
  readonly versions: Versions;
  readonly features: readonly Feature[];
  /** The supervisor's bundle, `supervisor.cjs`. */
  readonly supervisor: string | Buffer;
}

/** Content of each file of a kit by its name. */
export type Kit = ReadonlyMap<string, string | Buffer>;

/** What there is for a system; a kit with anything else would promise what it cannot hold. */
const offered: Readonly<Record<System, readonly Feature[]>> = {
  linux: features,
  macos: ['cloudwatch-agent', 'aws-cli', 'yq', 'sudo'],
  windows: ['cloudwatch-agent', 'aws-cli', 'yq'],
};

/** All features of a target. */
export function featuresOf(target: Target): readonly Feature[] {
  return offered[systemOfTarget(target)];
}

const downloads: Partial<Record<Feature, Item>> = {
  'cloudwatch-agent': 'cloudWatchAgent',
  'aws-cli': 'awsCli',
  yq: 'yq',
  'ssm-agent': 'ssmAgent',
};

/**
 * Everything that has to be brought to a machine to make it an instance; the installer downloads the rest. Its manifest
 * says what to do, one thing a line; `install.sh` and Packer's PowerShell only carry it out.
 * @throws VersionsError where a file has no checksum
 */
export function kit(options: KitOptions): Kit {
  const { target, versions, supervisor } = options;
  const system = systemOfTarget(target);
  const [unknown] = options.features.filter((feature) => !offered[system].includes(feature));
  if (unknown !== undefined) throw new Error(`there is no feature ${unknown} for ${target}`);
  const { files, lines } = system === 'linux' ? linux(options) : system === 'macos' ? macos(options) : windows();
  const items: Item[] = [
    'node',
    'agent',
    'toolbox',
    ...options.features.flatMap((feature) => downloads[feature] ?? []),
  ];
  const pinned = items.map((item) => pinnedFile(versions, item, target));
  const manifest = [
    `target ${target}`,
    ...pinned.map(({ item, sha256, url }) => `download ${item} ${sha256} ${url}`),
    ...lines,
    `copy supervisor.cjs 0644 ${layouts[system].supervisor}`,
  ];
  return new Map<string, string | Buffer>([
    ...files,
    ['supervisor.cjs', supervisor],
    ['manifest', `${manifest.join('\n')}\n`],
  ]);
}

export function systemOfTarget(target: Target): System {
  if (target === 'windows-x86_64') return 'windows';
  return target === 'macos-arm64' || target === 'macos-x86_64' ? 'macos' : 'linux';
}

interface Part {
  readonly files: ReadonlyMap<string, string>;
  readonly lines: readonly string[];
}

const installer = () => readFileSync(join(__dirname, 'install.sh'), 'utf8');

/** Semaphore's toolbox looks for itself below HOME, and jobs run in login shells. */
const profile = "# Semaphore's commands for jobs.\n. ~/.toolbox/toolbox\n";
const sudoers = `${agentUser} ALL=(ALL) NOPASSWD:ALL\n`;

const unixLines = ({ folder, home, hooks, toolbox, log }: (typeof layouts)['linux' | 'macos']) => [
  ...[folder, home, hooks, log].map((path) => `folder 0755 ${path}`),
  `copy bash_profile 0644 ${home}/.bash_profile`,
  `link ${home}/.toolbox ${toolbox}`,
];

function linux({ features: wanted, versions: { aptPackages } }: KitOptions): Part {
  const has = (feature: Feature) => wanted.includes(feature);
  const packages = [
    ...aptPackages.tools,
    ...(has('docker') ? aptPackages.docker : []),
    ...(has('erlang') ? aptPackages.erlang : []),
  ];
  const units = '/etc/systemd/system';
  // Nothing may hold the package lock, the disk or the processor while a job runs, or restart a service under it.
  const masked = ['apt-daily.timer', 'apt-daily-upgrade.timer', 'unattended-upgrades.service'];
  const lines = [
    ...packages.map((name) => `package ${name}`),
    ...unixLines(layouts.linux),
    `user ${agentUser}${has('docker') ? ' docker' : ''}`,
    has('sudo') ? 'copy sudoers 0440 /etc/sudoers.d/agent-fleet' : 'remove /etc/sudoers.d/agent-fleet',
    ...masked.map((unit) => `link ${units}/${unit} /dev/null`),
    `copy metadata-block 0644 ${metadataBlocks.linux.path}`,
    `copy unit 0644 ${unitPath}`,
    `link ${units}/multi-user.target.wants/${serviceName}.service ${unitPath}`,
    // The first command that needs Docker starts it, and a boot does not wait for it.
    ...(has('docker')
      ? [
          `remove ${units}/multi-user.target.wants/docker.service`,
          `remove ${units}/multi-user.target.wants/containerd.service`,
          `link ${units}/sockets.target.wants/docker.socket /lib/systemd/system/docker.socket`,
        ]
      : []),
    // The supervisor starts it, once the agents are registered.
    ...(has('cloudwatch-agent') ? [`remove ${units}/multi-user.target.wants/amazon-cloudwatch-agent.service`] : []),
  ];
  const files = new Map([
    ['install.sh', installer()],
    ['unit', systemdUnit()],
    ['metadata-block', metadataBlocks.linux.rules],
    ['bash_profile', profile],
    ['sudoers', sudoers],
  ]);
  return { files, lines };
}

function macos({ features: wanted }: KitOptions): Part {
  const lines = [
    ...unixLines(layouts.macos),
    `user ${agentUser}`,
    wanted.includes('sudo') ? 'copy sudoers 0440 /etc/sudoers.d/agent-fleet' : 'remove /etc/sudoers.d/agent-fleet',
    `copy metadata-block 0644 ${metadataBlocks.macos.path}`,
    `copy starter 0755 ${starterPath}`,
    `copy daemon 0644 ${daemonPath}`,
  ];
  const files = new Map([
    ['install.sh', installer()],
    ['daemon', launchdDaemon()],
    ['starter', launchdStarter()],
    ['metadata-block', metadataBlocks.macos.rules],
    ['bash_profile', profile],
    ['sudoers', sudoers],
  ]);
  return { files, lines };
}

function windows(): Part {
  const files = new Map([
    ['task.xml', windowsTask()],
    ['start-supervisor.cmd', windowsStarter()],
  ]);
  return { files, lines: [`task ${serviceName} task.xml`, `copy start-supervisor.cmd 0755 ${taskStarterPath}`] };
}
