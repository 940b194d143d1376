import fc from 'fast-check';
import type { QueueFigures } from '../../scaler-lambda/job-source/job-source';
import { ScalerMemory } from '../../scaler-lambda/scaler-memory';
import { Scaler } from '../../scaler-lambda/tick';
import { ModelGroup } from './model-group';
import { RecordedLog } from './recorded-log';

const never = new AbortController().signal;

/** A scaler and the world around it, five seconds a step. */
class World {
  readonly group = new ModelGroup(0, 20, 0);
  readonly log = new RecordedLog();
  /** Of each decision. */
  readonly reasons: string[] = [];
  jobs = { queued: 0, running: 0 };
  isSemaphoreAway = false;
  isStoreAway = false;
  now = 1_800_000_000_000;
  private stored = '{}';
  private scaler = this.start();

  /** The process ends, and what it has not written is forgotten. */
  coldStart(): void {
    this.scaler = this.start();
  }

  async step(): Promise<void> {
    this.now += 5000;
    this.group.pass();
    await this.scaler
      .tick(never)
      .catch((error: unknown) =>
        this.log.error('tick', { error: String(error), at: this.now, sizes: this.group.sizes }),
      );
  }

  private start(): Scaler {
    return new Scaler({
      jobSource: { figures: () => this.figures() },
      group: this.group,
      memory: new ScalerMemory({ read: () => this.read(), write: (text) => this.write(text) }, this.log),
      settings: { agentsPerInstance: 1, readyFor: 50, expectedBoot: 15 },
      schedules: [],
      spread: 0,
      metrics: {
        figures: () => {},
        tick: ({ decision }) => this.reasons.push(decision?.reason ?? 'failed'),
        launches: () => {},
      },
      log: this.log,
      clock: { now: () => this.now, sleep: async () => {} },
    });
  }

  private async figures(): Promise<QueueFigures> {
    if (this.isSemaphoreAway) throw new Error('no answer');
    return { jobs: { ...this.jobs }, agents: {} };
  }

  private async read(): Promise<string> {
    if (this.isStoreAway) throw new Error('ThrottlingException');
    return this.stored;
  }

  private async write(text: string): Promise<void> {
    if (this.isStoreAway) throw new Error('ThrottlingException');
    this.stored = text;
  }
}

type Happening = (world: World) => void;

/** Steps until growth that was held back goes on: a quarter of an hour at most. */
const longestPause = Array(15 * 12 + 3).fill(undefined);

const size = fc.nat(20);
/** Everything that goes wrong or changes, but for boot loops: those hold growth back, as they should. */
const happening: fc.Arbitrary<Happening> = fc.oneof(
  fc.nat(15).map((jobs) => (world: World) => {
    world.jobs.queued += jobs;
  }),
  fc.nat(5).map((jobs) => (world: World) => {
    const started = Math.min(jobs, world.jobs.queued);
    world.jobs = { queued: world.jobs.queued - started, running: world.jobs.running + started };
  }),
  fc.nat(5).map((jobs) => (world: World) => {
    world.jobs.running = Math.max(0, world.jobs.running - jobs);
    world.group.leave();
  }),
  fc.boolean().map((isAway) => (world: World) => {
    world.isSemaphoreAway = isAway;
  }),
  fc.boolean().map((isAway) => (world: World) => {
    world.isStoreAway = isAway;
  }),
  fc.constantFrom('refused', 'answer-lost', undefined).map((fault) => (world: World) => {
    world.group.fault = fault;
  }),
  fc.boolean().map((isShort) => (world: World) => {
    world.group.isShort = isShort;
  }),
  fc.tuple(size, size, size).map((sizes) => (world: World) => world.group.change(...sizes)),
  fc.integer({ min: -3600, max: 3600 }).map((seconds) => (world: World) => {
    world.now += 1000 * seconds;
  }),
  fc.constant((world: World) => world.coldStart()),
);
const life = fc.array(fc.option(happening, { nil: undefined }), { maxLength: 60 });

async function live(world: World, happenings: readonly (Happening | undefined)[]): Promise<void> {
  for (const happen of happenings) {
    happen?.(world);
    await world.step();
  }
}

function endFaults(world: World): void {
  world.isSemaphoreAway = false;
  world.isStoreAway = false;
  world.group.fault = undefined;
  world.group.isShort = false;
  world.group.abandons = false;
}

test('whatever goes wrong, the group is never lowered by our hand and stays within its sizes', async () => {
  await fc.assert(
    fc.asyncProperty(life, async (happenings) => {
      const world = new World();
      for (const happen of happenings) {
        await live(world, [happen]);
        const { min, max, desired } = world.group.sizes;
        expect([world.group.breaches, min <= desired, desired <= max]).toEqual([[], true, true]);
      }
    }),
    { numRuns: 300 },
  );
});

test('two ticks after the last fault the group has what the jobs need', async () => {
  await fc.assert(
    fc.asyncProperty(life, fc.integer({ min: 1, max: 15 }), async (happenings, waiting) => {
      const world = new World();
      await live(world, happenings);
      endFaults(world);
      world.jobs.queued += waiting;
      await live(world, [undefined, undefined]);
      // Instances that people took away between two looks cannot be told from launches that failed.
      if (world.reasons.at(-1)?.includes('launches got no agent')) await live(world, longestPause);
      const { max, desired } = world.group.sizes;
      expect(desired).toBeGreaterThanOrEqual(Math.min(max, world.jobs.queued + world.jobs.running));
      expect(world.group.breaches).toEqual([]);
    }),
    { numRuns: 300 },
  );
});

/** Whether more instances help nobody: their launches never get an agent. */
const bootLoop = fc.boolean().map((abandons) => (world: World) => {
  world.group.abandons = abandons;
});

test('where launches never get an agent growth pauses and says so, never lowers, and recovers by itself', async () => {
  const lifeWithLoops = fc.array(fc.option(fc.oneof(happening, bootLoop), { nil: undefined }), { maxLength: 60 });
  await fc.assert(
    fc.asyncProperty(lifeWithLoops, async (happenings) => {
      const world = new World();
      await live(world, happenings);
      endFaults(world);
      world.group.change(0, 20, world.group.desired);
      world.jobs = { queued: 20, running: 0 };
      await live(world, longestPause);
      expect(world.group.desired).toBe(20);
      expect(world.group.breaches).toEqual([]);
    }),
    { numRuns: 60 },
  );
});

test('a group whose launches all fail grows no further for a while, and the reason is told', async () => {
  const world = new World();
  world.group.abandons = true;
  world.jobs.queued = 4;
  await live(world, Array(12).fill(undefined));
  world.jobs.queued = 10;
  await live(world, [undefined, undefined]);
  expect(world.group.desired).toBe(4);
  expect(world.reasons.at(-1)).toMatch(/kept at 4 for \d+ s: the last \d+ launches got no agent/);
  endFaults(world);
  await live(world, longestPause);
  expect(world.group.desired).toBeGreaterThanOrEqual(10);
});
