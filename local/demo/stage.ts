import { join } from 'node:path';
import { UserError } from '../../cli/user-error';
import type { AgentType, Fleet } from '../../config/fleet';
import { type AgentProgram, agentProgram } from '../agent-program';
import { bundle } from '../bundle';
import { type Emulator, startEmulator } from '../emulator';
import { Lambda } from '../lambda';
import { Machines } from '../machines';
import { Schedule } from '../schedule';
import type { Naming } from '../semaphore/agent-name';
import { type Hub, startHub } from '../semaphore/hub';
import { bundleSupervisor } from '../supervisor-bundle';
import type { Board } from './board';
import { demoFleet } from './demo-fleet';
import type { DemoOptions } from './demo-options';
import { EmulatedAccount } from './emulated-account';
import { FleetWatch } from './fleet-watch';
import { RunRecorder } from './run-recorder';
import { Workplace } from './workplace';

/** Ends something that was started. */
export type Cleanup = () => Promise<void>;

const local = join(__dirname, '..');

/** Everything that runs around a deployed fleet: AWS emulator, Semaphore stand-in, machines, schedules. */
export class Stage {
  private constructor(
    readonly workplace: Workplace,
    readonly emulator: Emulator,
    readonly hub: Hub,
    readonly account: EmulatedAccount,
    readonly fleet: Fleet,
    /** File to deploy. */
    readonly fleetFile: string,
    readonly agent: AgentProgram,
    readonly watch: FleetWatch,
    readonly recorder: RunRecorder,
  ) {}

  /** Starts it all; what has been started is pushed to `cleanups` at once, to be undone in reverse. */
  static async set(options: DemoOptions, board: Board, cleanups: Cleanup[]): Promise<Stage> {
    const { speed, env, cwd } = options;
    const workplace = await Workplace.create();
    cleanups.push(() => workplace.close());
    const hub = await startHub({ speed, agentTypes: [] });
    cleanups.push(() => hub.stop());
    const fleetOptions = { path: options.fleetFile, env, cwd, hubUrl: hub.url, folder: workplace.folder };
    const { fleet, file } = await demoFleet(fleetOptions);
    const starting = startEmulator({ speed, region: fleet.region });
    cleanups.push(async () => (await starting.catch(() => undefined))?.stop());
    const [emulator, agent, supervisor, runtime] = await Promise.all([
      starting,
      findAgent(options, workplace.folder),
      bundleSupervisor(workplace.folder),
      bundle(join(local, 'function', 'function-runtime.ts'), workplace.folder),
    ]);
    const account = await EmulatedAccount.prepare(emulator, fleet);
    for (const agentType of fleet.agentTypes) {
      hub.addAgentType({ name: agentType.name, token: account.token(agentType), naming: naming(agentType) });
    }
    const tell = (source: string, text: string) => board.tell(source, text);
    const watch = new FleetWatch({ fleet, hub, tell });
    const recorder = new RunRecorder(speed);
    hub.on((event) => recorder.seeHub(event));
    const machines = new Machines({
      supervisor,
      agent,
      folder: join(workplace.folder, 'machines'),
      emulatorUrl: emulator.url,
      speed,
      onInstances: (instances) => {
        watch.seeInstances(instances);
        recorder.seeInstances(instances, Date.now());
      },
      onTrouble: (error) => watch.seeTrouble('machines', error),
    });
    cleanups.push(() => machines.stop());
    startFunctions({ emulator, runtime, workplace, speed, watch, recorder, tell }, cleanups);
    return new Stage(workplace, emulator, hub, account, fleet, file, agent, watch, recorder);
  }
}

/** Semaphore takes the names of such an agent type from AWS STS; the stand-in trusts the form of what it is given. */
function naming({ agent }: AgentType): Naming {
  return agent.preSignedName
    ? { origin: 'aws-sts', account: '123456789012', rolePatterns: ['*'] }
    : { origin: 'agent' };
}

interface FunctionSetting {
  readonly emulator: Emulator;
  /** Bundled runtime. */
  readonly runtime: string;
  readonly workplace: Workplace;
  readonly speed: number;
  readonly watch: FleetWatch;
  readonly recorder: RunRecorder;
  readonly tell: (source: string, text: string) => void;
}

function startFunctions(setting: FunctionSetting, cleanups: Cleanup[]): void {
  const { emulator, runtime, workplace, speed, watch, recorder, tell } = setting;
  const { environment } = emulator;
  const lambda = new Lambda({
    runtime,
    folder: join(workplace.folder, 'functions'),
    environment,
    speed,
    onLine: (name, line) => {
      recorder.seeScalerLine(name.replace(/-scaler$/, ''), line, Date.now());
      watch.seeFunctionLine(name, line);
    },
  });
  cleanups.push(() => lambda.stop());
  const invoke = async (name: string, event: unknown) => {
    try {
      const outcome = await lambda.invoke(name, event);
      if (outcome.type !== 'done') watch.seeTrouble(name, 'error' in outcome ? outcome.error : outcome.type);
    } catch (error) {
      // The function is being deployed or destroyed: its rule is there, but it is not.
      if (!(error instanceof Error && error.name === 'ResourceNotFoundException')) watch.seeTrouble(name, error);
    }
  };
  const onUnknown = (rule: string, expression: string) => tell(rule, `${expression} does not run here`);
  const schedule = new Schedule({ environment, speed, invoke: (name, event) => void invoke(name, event), onUnknown });
  cleanups.push(() => schedule.stop());
}

async function findAgent({ env, agent }: DemoOptions, directory: string): Promise<AgentProgram> {
  try {
    return await agentProgram({ env: { ...env, ...(agent && { AGENT_FLEET_AGENT: agent }) }, directory });
  } catch (error) {
    throw new UserError(error instanceof Error ? error.message : String(error));
  }
}
