import * as z from 'zod/mini';
import { layouts, type System } from '../installation/layout';

const path = z.string().check(z.minLength(1));

const environment = z.object({
  AWS_EC2_METADATA_SERVICE_ENDPOINT: z._default(z.url(), 'http://169.254.169.254'),
  AWS_ENDPOINT_URL: z.optional(z.url()),
  /** The agent program. */
  AGENT_FLEET_AGENT: z.optional(path),
  /** User that agents run as. */
  AGENT_FLEET_AGENT_USER: z.optional(z.string().check(z.regex(/^[A-Za-z_][A-Za-z0-9_-]*$/))),
  AGENT_FLEET_RUN_FOLDER: z.optional(path),
  AGENT_FLEET_LOG_FOLDER: z.optional(path),
  AGENT_FLEET_LOG_FILE: z.optional(path),
  AGENT_FLEET_HOOKS_FOLDER: z.optional(path),
  AGENT_FLEET_AGENTS_FOLDER: z.optional(path),
  /** Local mode only: how many times as fast time runs. */
  AGENT_FLEET_SPEED: z.optional(z.pipe(z.string(), z.transform(Number)).check(z.positive())),
});

export interface Environment {
  readonly metadataEndpoint: string;
  readonly agent: string;
  /** Undefined: agents run as the supervisor's own user. */
  readonly agentUser: string | undefined;
  /** In memory: what must not reach a disk, and what a restarted supervisor has to know. */
  readonly runFolder: string;
  readonly logFolder: string;
  /** The supervisor's own log; undefined: standard output. */
  readonly logFile: string | undefined;
  /** The user's own `pre-job`, `post-job` and `shutdown` hooks. */
  readonly hooksFolder: string;
  /** Holds HOME and TMPDIR of each agent. */
  readonly agentsFolder: string;
  /** What every HOME begins with. */
  readonly skeleton: string;
  /** One address for all AWS services; undefined: their own. */
  readonly awsEndpoint: string | undefined;
  /** Every time limit is divided by it; undefined on a real instance. */
  readonly speed: number | undefined;
}

/** Homes of the agents: they may grow, so they are on the disk. */
const agentsFolders = {
  linux: '/var/lib/agent-fleet/agents',
  macos: '/var/lib/agent-fleet/agents',
  windows: 'C:\\agent-fleet\\agents',
} as const satisfies Record<System, string>;

/** The operating system in the installation's words. */
export function systemOn(platform: NodeJS.Platform): System {
  if (platform === 'win32') return 'windows';
  return platform === 'darwin' ? 'macos' : 'linux';
}

/** Reads the supervisor's environment. @throws with every wrong variable */
export function readEnvironment(env: NodeJS.ProcessEnv, platform: NodeJS.Platform): Environment {
  const result = environment.safeParse(env);
  if (!result.success) throw new Error(`the supervisor's environment is wrong: ${z.prettifyError(result.error)}`);
  const variables = result.data;
  const system = systemOn(platform);
  const layout = layouts[system];
  return {
    metadataEndpoint: variables.AWS_EC2_METADATA_SERVICE_ENDPOINT,
    agent: variables.AGENT_FLEET_AGENT ?? layout.agent,
    agentUser: variables.AGENT_FLEET_AGENT_USER,
    runFolder: variables.AGENT_FLEET_RUN_FOLDER ?? layout.run,
    logFolder: variables.AGENT_FLEET_LOG_FOLDER ?? layout.log,
    logFile: variables.AGENT_FLEET_LOG_FILE,
    hooksFolder: variables.AGENT_FLEET_HOOKS_FOLDER ?? layout.hooks,
    agentsFolder: variables.AGENT_FLEET_AGENTS_FOLDER ?? agentsFolders[system],
    skeleton: layout.home,
    awsEndpoint: variables.AWS_ENDPOINT_URL,
    speed: variables.AGENT_FLEET_SPEED,
  };
}
