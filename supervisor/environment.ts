import * as z from 'zod/mini';

const path = z.string().check(z.minLength(1));

const environment = z.object({
  AWS_EC2_METADATA_SERVICE_ENDPOINT: z._default(z.url(), 'http://169.254.169.254'),
  /** The agent program. */
  AGENT_FLEET_AGENT: z.optional(path),
  /** User that agents run as. */
  AGENT_FLEET_AGENT_USER: z.optional(z.string().check(z.regex(/^[A-Za-z_][A-Za-z0-9_-]*$/))),
  AGENT_FLEET_RUN_FOLDER: z.optional(path),
  AGENT_FLEET_LOG_FOLDER: z.optional(path),
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
  /** The user's own `pre-job`, `post-job` and `shutdown` hooks. */
  readonly hooksFolder: string;
  /** Holds HOME and TMPDIR of each agent. */
  readonly agentsFolder: string;
  /** Every time limit is divided by it; undefined on a real instance. */
  readonly speed: number | undefined;
}

/** Where things are installed: docs/instance.md. */
function installed(platform: NodeJS.Platform) {
  if (platform === 'win32') {
    const root = 'C:\\agent-fleet';
    return {
      agent: `${root}\\agent\\agent.exe`,
      runFolder: `${root}\\run`,
      logFolder: `${root}\\log`,
      hooksFolder: `${root}\\hooks`,
      agentsFolder: `${root}\\agents`,
    };
  }
  return {
    agent: '/opt/agent-fleet/agent/agent',
    runFolder: platform === 'darwin' ? '/var/run/agent-fleet' : '/run/agent-fleet',
    logFolder: '/var/log/agent-fleet',
    hooksFolder: '/opt/agent-fleet/hooks',
    agentsFolder: '/var/lib/agent-fleet/agents',
  };
}

/** Reads the supervisor's environment. AWS clients read AWS_ENDPOINT_URL by themselves. @throws with every wrong variable */
export function readEnvironment(env: NodeJS.ProcessEnv, platform: NodeJS.Platform): Environment {
  const result = environment.safeParse(env);
  if (!result.success) throw new Error(`the supervisor's environment is wrong: ${z.prettifyError(result.error)}`);
  const variables = result.data;
  const defaults = installed(platform);
  return {
    metadataEndpoint: variables.AWS_EC2_METADATA_SERVICE_ENDPOINT,
    agent: variables.AGENT_FLEET_AGENT ?? defaults.agent,
    agentUser: variables.AGENT_FLEET_AGENT_USER,
    runFolder: variables.AGENT_FLEET_RUN_FOLDER ?? defaults.runFolder,
    logFolder: variables.AGENT_FLEET_LOG_FOLDER ?? defaults.logFolder,
    hooksFolder: variables.AGENT_FLEET_HOOKS_FOLDER ?? defaults.hooksFolder,
    agentsFolder: variables.AGENT_FLEET_AGENTS_FOLDER ?? defaults.agentsFolder,
    speed: variables.AGENT_FLEET_SPEED,
  };
}
