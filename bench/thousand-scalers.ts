import { setImmediate } from 'node:timers/promises';
import type { GroupInstance } from '../scaler-lambda/boots';
import type { Clock } from '../scaler-lambda/clock';
import type { AgentGroup } from '../scaler-lambda/group-watch';
import type { ScalingActivities } from '../scaler-lambda/growth-watch';
import { tickThroughMinute } from '../scaler-lambda/minute';
import { ScalerMemory } from '../scaler-lambda/scaler-memory';
import { spreadOf, tickPhase } from '../scaler-lambda/spread';
import { Scaler } from '../scaler-lambda/tick';
import { EventQueue } from '../simulator/event-queue';
import type { Benchmark, Figure } from './measurement';

const agentTypes = 1000;
const minutes = 6;
/**
 * Requests that Parameter Store answers in a second by default: https://docs.aws.amazon.com/general/latest/gr/ssm.html
 * For Auto Scaling AWS publishes no rate.
 */
const parameterStoreRate = 40;
/** Minutes at the start that do not count: cold starts, which come one by one unless all are deployed at once. */
const warmUp = 1;

/**
 * 1,000 agent types of one account on a simulated clock, with the scaler's own code, all invoked in the same instant of
 * every minute, which is the worst that EventBridge could do.
 */
export const thousandScalers: Benchmark = {
  name: 'thousand-scalers',
  async run() {
    return [...(await describeLoad('quiet', 0)), ...(await describeLoad('a tenth busy', agentTypes / 10))];
  },
};

async function describeLoad(label: string, busy: number): Promise<Figure[]> {
  const load = await simulateAccount(busy);
  return (['Auto Scaling', 'Parameter Store', 'Semaphore'] as const).flatMap((service) => {
    const seconds = load.perSecond(service);
    const mean = seconds.reduce((sum, count) => sum + count, 0) / seconds.length;
    return [
      { name: `${label}: requests to ${service} in a second, mean`, values: [mean], unit: 'requests' },
      {
        name: `${label}: requests to ${service} in a second, most`,
        values: [Math.max(...seconds)],
        unit: 'requests',
        ...(service === 'Parameter Store' ? { target: parameterStoreRate } : {}),
      },
    ];
  });
}

type Service = 'Auto Scaling' | 'Parameter Store' | 'Semaphore';

/** Requests by service and second. */
class Load {
  private readonly counts = new Map<Service, number[]>();

  constructor(private readonly now: () => number) {}

  count(service: Service): void {
    const second = Math.floor(this.now());
    const seconds = this.counts.get(service) ?? Array<number>(minutes * 60).fill(0);
    seconds[second] = (seconds[second] ?? 0) + 1;
    this.counts.set(service, seconds);
  }

  perSecond(service: Service): readonly number[] {
    return this.counts.get(service)?.slice(warmUp * 60, minutes * 60) ?? [0];
  }
}

async function simulateAccount(busy: number): Promise<Load> {
  const events = new EventQueue();
  const load = new Load(() => events.now);
  for (let index = 0; index < agentTypes; index += 1) {
    const invoke = deployScaler(`acme-s1-type-${index}`, index < busy ? index : undefined, events, load);
    for (let minute = 0; minute < minutes; minute += 1) events.at(60 * minute, () => invoke(minute === 0));
  }
  // Each event lets somebody go on who has been waiting, and who then waits for the next one.
  while (events.step()) await setImmediate();
  return load;
}

/** A scaler whose requests are counted; jobs of a busy agent type come and go every twenty seconds. */
function deployScaler(name: string, offset: number | undefined, events: EventQueue, load: Load) {
  const clock: Clock = {
    now: () => 1000 * events.now,
    sleep: (milliseconds) => new Promise((resolve) => events.after(milliseconds / 1000, resolve)),
  };
  const queued = () => (offset === undefined ? 0 : 1 + (Math.floor((events.now + offset) / 20) % 5));
  const log = { info: () => {}, error: () => {} };
  const scaler = new Scaler({
    jobSource: {
      async figures() {
        load.count('Semaphore');
        return { jobs: { queued: queued(), running: 0 }, agents: {} };
      },
    },
    group: new CountedGroup(load),
    memory: new ScalerMemory(new CountedStore(load), log),
    settings: { agentsPerInstance: 1, readyFor: 50, expectedBoot: 75 },
    schedules: [],
    spread: spreadOf(name),
    metrics: { figures: () => {}, tick: () => {}, launches: () => {} },
    log,
    clock,
  });
  return (isCold: boolean) =>
    tickThroughMinute({ scaler, phase: isCold ? 0 : tickPhase(name), remaining: 60_000, clock, log });
}

/** A group of which instances never leave. */
class CountedGroup implements AgentGroup, ScalingActivities {
  private desired = 0;

  constructor(private readonly load: Load) {}

  async view() {
    this.load.count('Auto Scaling');
    const instances = Array.from(
      { length: this.desired },
      (_, id): GroupInstance => ({ id: `${id}`, state: 'in-service' }),
    );
    return { min: 0, max: 10, desired: this.desired, instances, instanceTypes: [] };
  }

  async failedLaunches() {
    this.load.count('Auto Scaling');
    return [];
  }

  async setDesiredCapacity(capacity: number): Promise<void> {
    this.load.count('Auto Scaling');
    this.desired = capacity;
  }
}

class CountedStore {
  constructor(private readonly load: Load) {}

  async read(): Promise<string> {
    this.load.count('Parameter Store');
    return '{}';
  }

  async write(): Promise<void> {
    this.load.count('Parameter Store');
  }
}
