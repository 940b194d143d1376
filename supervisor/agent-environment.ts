/** What agents, and so jobs, inherit from the machine's environment. The supervisor's own variables are not for them. */
const inherited = ['PATH', 'LANG', 'LC_ALL', 'TZ', 'http_proxy', 'https_proxy', 'no_proxy', 'HTTPS_PROXY', 'NO_PROXY'];
/** Windows programs do not run without most of what is there. */
const ownOnWindows = /^(AGENT_FLEET_|AWS_|NODE_)/;

export interface AgentEnvironmentOptions {
  readonly env: NodeJS.ProcessEnv;
  readonly platform: NodeJS.Platform;
  readonly home: string;
  readonly temporary: string;
  /** @default - the supervisor's own user */
  readonly userName?: string | undefined;
  /** Local mode: how many times as fast time runs. */
  readonly speed?: number | undefined;
}

/** Environment of one agent. */
export function agentEnvironment(options: AgentEnvironmentOptions): Record<string, string> {
  const { env, platform, home, temporary, userName, speed } = options;
  const kept = Object.entries(env).flatMap(([name, value]): [string, string][] => {
    const keeps = platform === 'win32' ? !ownOnWindows.test(name) : inherited.includes(name);
    return keeps && value !== undefined ? [[name, value]] : [];
  });
  const folders =
    platform === 'win32'
      ? { USERPROFILE: home, HOME: home, TEMP: temporary, TMP: temporary }
      : { HOME: home, TMPDIR: temporary };
  return {
    ...Object.fromEntries(kept),
    ...folders,
    ...(userName === undefined ? {} : { USER: userName, LOGNAME: userName, SHELL: '/bin/bash' }),
    // The same lines are in the agent's standard output, which is what is kept; a second copy would fill the disk.
    SEMAPHORE_AGENT_LOG_FILE_PATH: platform === 'win32' ? 'NUL' : '/dev/null',
    ...(speed === undefined ? {} : { AGENT_FLEET_SPEED: String(speed) }),
  };
}
