import { setTimeout } from 'node:timers/promises';
import type { BundledFunction, Invocation, InvokeOptions } from '../__tests__/scaler-lambda/bundled-function';
import type { Answer } from '../__tests__/scaler-lambda/local-server';
import { type DeployedScaler, ScalerHarness } from '../__tests__/scaler-lambda/scaler-harness';
import { type Hub, startHub } from '../local/semaphore/hub';
import { agentAwsStackEnvironment, installAgentAwsStackScaler } from './agent-aws-stack-scaler';
import { type Benchmark, type Figure, median, repeat } from './measurement';

const coldStarts = 11;
const minutes = 3;
/** A whole minute as AWS grants it, in milliseconds. */
const minute = 60_000;
/** Milliseconds between the starts of processes that are measured side by side. */
const stagger = 2_000;

/** What one scaler costs, one value for each run. */
interface Costs {
  /** Milliseconds from the start of a process until its request to raise the capacity is there. */
  readonly coldStart: readonly number[];
  /** Of a minute that is not the first of its process. */
  readonly minutes: readonly MinuteCosts[];
}

interface MinuteCosts {
  readonly aws: number;
  readonly semaphore: number;
  /** Milliseconds of processor time. */
  readonly cpu: number;
}

/** agent-aws-stack's scaler and ours on the same emulator and hub, taking turns. */
export const scalerCompared: Benchmark = {
  name: 'scaler-compared',
  async run() {
    const checkout = process.env['AGENT_AWS_STACK'];
    if (checkout === undefined) {
      console.log(
        '  skipped: AGENT_AWS_STACK is to name a checkout of https://github.com/renderedtext/agent-aws-stack',
      );
      return [];
    }
    const theirs = await installAgentAwsStackScaler(checkout);
    const harness = await ScalerHarness.start();
    const hub = await startHub({ agentTypes: [{ name: 's1-linux', token: 'secret-1' }] });
    for (let job = 0; job < 4; job += 1) hub.addJob({ agentType: 's1-linux', commands: ['true'] });
    try {
      return await compare(new Arena(harness, hub, theirs));
    } finally {
      await hub.stop();
      await harness.stop();
      theirs.remove();
    }
  },
};

type Run = (scaler: DeployedScaler, options: Omit<InvokeOptions, 'environment'>) => Promise<Invocation>;

/** Where the two meet: each run has a group, a token and a connection to the hub of its own. */
class Arena {
  readonly ours: Run = (scaler, options) => scaler.invoke({}, options);
  readonly theirs: Run = (scaler, options) =>
    this.agentAwsStack.invoke({ ...options, environment: agentAwsStackEnvironment(scaler) });

  constructor(
    private readonly harness: ScalerHarness,
    private readonly hub: Hub,
    private readonly agentAwsStack: BundledFunction,
  ) {}

  /** Milliseconds of a cold start; the process ends when the decision is there. */
  coldStart(run: Run): Promise<number> {
    return this.deployed(async (scaler) => {
      const decided = new Promise<number>((resolve) => {
        scaler.aws.onAction = (action) => action === 'SetDesiredCapacity' && resolve(performance.now());
      });
      const started = performance.now();
      const ended = run(scaler, { timeLimit: minute, until: decided });
      const first = await Promise.race([decided, ended]);
      if (typeof first !== 'number') throw new Error(`it ended without a decision: ${first.output}`);
      await ended;
      return first - started;
    });
  }

  /** What the second minute of a process costs: two minutes less one, in real time. */
  async minute(run: Run): Promise<MinuteCosts> {
    const [one, two] = await Promise.all([this.minutes(run, 1), this.minutes(run, 2)]);
    return { aws: two.aws - one.aws, semaphore: two.semaphore - one.semaphore, cpu: two.cpu };
  }

  private minutes(run: Run, times: number): Promise<MinuteCosts> {
    return this.deployed(async (scaler) => {
      const { usage, output } = await run(scaler, { timeLimit: minute, times });
      if (usage === undefined) throw new Error(`it did not get to its end: ${output}`);
      return { aws: scaler.aws.actions.length, semaphore: scaler.semaphore.requests.length, cpu: usage.lastCpu };
    });
  }

  private async deployed<A>(measure: (scaler: DeployedScaler) => Promise<A>): Promise<A> {
    const scaler = await this.harness.deploy();
    scaler.semaphore.answer = hubAnswer(this.hub.url);
    try {
      return await measure(scaler);
    } finally {
      await scaler.stop();
    }
  }
}

/** Hands a request on to the hub. */
function hubAnswer(url: string): Answer {
  return async (request, response) => {
    const answer = await fetch(`${url}${request.url}`, {
      headers: { authorization: `${request.headers.authorization}` },
    });
    response.writeHead(answer.status).end(await answer.text());
  };
}

async function compare(arena: Arena): Promise<Figure[]> {
  const turns = await repeat(coldStarts, async () => {
    return { theirs: await arena.coldStart(arena.theirs), ours: await arena.coldStart(arena.ours) };
  });
  const sides = [arena.theirs, arena.ours].map((run, side) =>
    Array.from({ length: minutes }, async (_, index) => {
      await setTimeout((2 * index + side) * stagger);
      return arena.minute(run);
    }),
  );
  const [theirMinutes = [], ourMinutes = []] = await Promise.all(sides.map((runs) => Promise.all(runs)));
  const theirs = { coldStart: turns.map((turn) => turn.theirs), minutes: theirMinutes };
  const ours = { coldStart: turns.map((turn) => turn.ours), minutes: ourMinutes };
  return [
    ...pair('process start until the first decision', 'ms', 0.7, theirs, ours, ({ coldStart }) => coldStart),
    ...pair(
      'requests in a minute',
      'requests',
      1,
      theirs,
      ours,
      each((costs) => costs.aws + costs.semaphore),
    ),
    ...pair(
      '  of which to AWS',
      'requests',
      1,
      theirs,
      ours,
      each((costs) => costs.aws),
    ),
    ...pair(
      '  of which to Semaphore',
      'requests',
      undefined,
      theirs,
      ours,
      each((costs) => costs.semaphore),
    ),
    ...pair(
      'processor time in a minute',
      'ms',
      1,
      theirs,
      ours,
      each((costs) => costs.cpu),
    ),
  ];
}

function each(of: (costs: MinuteCosts) => number): (costs: Costs) => readonly number[] {
  return (costs) => costs.minutes.map(of);
}

/** Both values and their ratio, which is to be `target` at most. */
function pair(
  name: string,
  unit: string,
  target: number | undefined,
  theirs: Costs,
  ours: Costs,
  of: (costs: Costs) => readonly number[],
): Figure[] {
  const ratio = { name: `${name}, ratio`, values: [median(of(ours)) / median(of(theirs))], unit: '' };
  return [
    { name: `${name}, agent-aws-stack`, values: of(theirs), unit },
    { name: `${name}, agent-fleet`, values: of(ours), unit },
    target === undefined ? ratio : { ...ratio, target },
  ];
}
