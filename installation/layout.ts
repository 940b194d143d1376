/** Operating systems as far as the installation is concerned: all Ubuntus are alike. */
export type System = 'linux' | 'macos' | 'windows';

/** User that agents and their jobs run as. */
export const agentUser = 'semaphore';

/** Where things are on an instance; docs/instance.md tells people. All of it belongs to root or SYSTEM. */
export interface Layout {
  /** Everything that agent-fleet installs. */
  readonly folder: string;
  /** The Node that runs the supervisor and nothing else. */
  readonly node: string;
  readonly supervisor: string;
  /** Semaphore's agent program. */
  readonly agent: string;
  /** Semaphore's commands for jobs. */
  readonly toolbox: string;
  /** The user's own hooks. */
  readonly hooks: string;
  /** Copied into the HOME of every agent. */
  readonly home: string;
  /** What must not reach a disk. */
  readonly run: string;
  readonly log: string;
}

const unix = {
  folder: '/opt/agent-fleet',
  node: '/opt/agent-fleet/node/bin/node',
  supervisor: '/opt/agent-fleet/supervisor.cjs',
  agent: '/opt/agent-fleet/agent/agent',
  toolbox: '/opt/agent-fleet/toolbox',
  hooks: '/opt/agent-fleet/hooks',
  home: '/opt/agent-fleet/home',
  log: '/var/log/agent-fleet',
} as const;

export const layouts = {
  linux: { ...unix, run: '/run/agent-fleet' },
  macos: { ...unix, run: '/var/run/agent-fleet' },
  windows: {
    folder: 'C:\\agent-fleet',
    node: 'C:\\agent-fleet\\node\\node.exe',
    supervisor: 'C:\\agent-fleet\\supervisor.cjs',
    agent: 'C:\\agent-fleet\\agent\\agent.exe',
    toolbox: 'C:\\agent-fleet\\toolbox',
    hooks: 'C:\\agent-fleet\\hooks',
    home: 'C:\\agent-fleet\\home',
    run: 'C:\\agent-fleet\\run',
    log: 'C:\\agent-fleet\\log',
  },
} as const satisfies Record<System, Layout>;
