import { agentUser, layouts, type System } from './layout';

/** The supervisor as a service of its operating system: what systemd, launchd and the Windows task scheduler are told. */
export interface Service {
  readonly description: string;
  /** Program and its arguments. */
  readonly command: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  /** The supervisor's log; on Windows it writes that itself, elsewhere it gets what the supervisor prints. */
  readonly logFile: string;
  readonly logFolder: string;
  readonly runFolder: string;
  /** Seconds between the supervisor's end and its next start; whatever ended it, it comes back and finds its agents. */
  readonly restartSeconds: number;
  /** A supervisor that has to be started more often than this cannot run: then the machine ends. */
  readonly startLimit: { readonly starts: number; readonly withinSeconds: number };
}

/** systemd's unit and the Windows task. */
export const serviceName = 'agent-fleet-supervisor';
/** launchd's daemon. */
export const serviceLabel = 'com.agent-fleet.supervisor';

/** Keeps the supervisor small beside the jobs; it needs no more. */
const memoryFlags = ['--max-old-space-size=64', '--max-semi-space-size=1'];

export function supervisorService(system: System): Service {
  const { node, supervisor, run, log, hooks, agent } = layouts[system];
  const logFile = system === 'windows' ? `${log}\\supervisor.log` : `${log}/supervisor.log`;
  return {
    description: 'agent-fleet supervisor: boots, watches and drains the agents, ends the instance',
    command: [node, ...memoryFlags, supervisor],
    environment: {
      AGENT_FLEET_AGENT: agent,
      // There is no other user on Windows that a service may become without a password.
      ...(system === 'windows' ? { AGENT_FLEET_LOG_FILE: logFile } : { AGENT_FLEET_AGENT_USER: agentUser }),
      AGENT_FLEET_RUN_FOLDER: run,
      AGENT_FLEET_LOG_FOLDER: log,
      AGENT_FLEET_HOOKS_FOLDER: hooks,
    },
    logFile,
    logFolder: log,
    runFolder: run,
    restartSeconds: 1,
    startLimit: { starts: 5, withinSeconds: 60 },
  };
}
