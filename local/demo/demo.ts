import { setTimeout as delay } from 'node:timers/promises';
import { UserError } from '../../cli/user-error';
import type { Fleet } from '../../config/fleet';
import { agentTypeScenario } from '../../simulator/agent-type-scenario';
import { compareWithSimulation, type Likeness, togetherLike } from '../../simulator/believability';
import type { RecordedAgentType } from '../../simulator/recorded-run';
import type { TraceRow } from '../../simulator/trace-csv';
import { terraformEnvironment } from '../terraform-cli-config';
import type { Board } from './board';
import { Cdktf } from './cdktf';
import { describeProgress, type Progress } from './cdktf-output';
import type { DemoOptions } from './demo-options';
import { keepingAdvice } from './keeping-advice';
import { scenario } from './scenario';
import { type Cleanup, Stage } from './stage';
import { type Summary, summarize } from './summary';
import { until } from './until';

/** Phases of a demo; one that is kept stops before the last two. */
export const phaseNames = ['start', 'deploy', 'jobs', 'shrink', 'diff', 'destroy'] as const;

/** Time that jobs and instances get: so many compressed minutes, plus real seconds for a slow machine. */
const limit = { minutes: 30, realSeconds: 60 } as const;

/**
 * Runs the whole fleet on this machine: deploys it, has it run jobs, watches it shrink, and destroys it. Everything that
 * was started has ended, and every file is removed, when this returns or throws.
 * @throws UserError when something did not hold; the reason of `signal` once that is aborted
 */
export async function runDemo(options: DemoOptions, board: Board, signal: AbortSignal): Promise<Summary> {
  const cleanups: Cleanup[] = [];
  const failure = new AbortController();
  const both = AbortSignal.any([signal, failure.signal]);
  signal.addEventListener('abort', () => board.tell('demo', 'stopping everything'), { once: true });
  try {
    return await playDemo(options, board, both, cleanups, (error) => failure.abort(error));
  } catch (error) {
    // What fails because the demo is stopped is not worth telling.
    both.throwIfAborted();
    throw error;
  } finally {
    // One that fails, because its process is gone already, must not keep the others from being done.
    for (const undo of cleanups.reverse()) await undo().catch(() => undefined);
  }
}

async function playDemo(
  options: DemoOptions,
  board: Board,
  signal: AbortSignal,
  cleanups: Cleanup[],
  onFailure: (error: unknown) => void,
): Promise<Summary> {
  const stage = await board.phase('start', 'AWS emulator, Semaphore stand-in', async (tell) => {
    const set = await Stage.set(options, board, cleanups);
    tell(`AWS emulator, Semaphore stand-in, ${set.agent.isStandIn ? 'stand-in agent' : set.agent.command}`);
    return set;
  });
  signal.throwIfAborted();
  const { fleet, watch, emulator, hub } = stage;
  emulator.ended.catch(onFailure);
  signal.addEventListener('abort', () => watch.ignoreTroubles(), { once: true });
  board.title = `fleet ${fleet.name}, emulated ${fleet.region}, ${options.speed} times as fast`;
  board.agentTypes = () => watch.picture();

  const count = { done: (_: Progress): void => {} };
  const cdktf = await Cdktf.create({
    workplace: stage.workplace,
    environment: {
      ...emulator.environment,
      ...(await terraformEnvironment(await stage.workplace.subfolder('terraform'))),
      FLEET_FILE: stage.fleetFile,
      SEMAPHORE_ENDPOINT: hub.url,
    },
    signal,
    onProgress: (progress) => count.done(progress),
  });
  const stacks = fleet.agentTypes.map(({ name }) => name);
  const terraform = <T>(name: 'deploy' | 'diff' | 'destroy', detail: string, work: () => Promise<T>) =>
    board.phase(name, detail, async (tell) => {
      count.done = (progress) => tell(`${detail}: ${describeProgress(progress)}`);
      const result = await work();
      if (name === 'diff') tell('cdktf diff: no changes');
      return result;
    });

  const several = stacks.length === 1 ? '1 stack' : `${stacks.length} stacks`;
  await terraform('deploy', `cdktf deploy, ${several}`, () => cdktf.deploy());
  const startMs = Date.now();
  const jobs = options.trace?.length ?? options.jobs;
  await board.phase('jobs', `${jobs} jobs`, (tell) => runJobs(options, stage, signal, tell));
  await board.phase('shrink', 'back to the minimum', (tell) => shrink(options, stage, signal, tell));
  const record = stage.recorder.record(fleet.agentTypes, hub.jobs(), startMs);
  const summary = () =>
    summarize({
      jobs: hub.jobs(),
      instances: watch.instanceFigures(),
      phases: board.phases,
      speed: options.speed,
      likeness: likenessOf(fleet, record),
      recording: record,
    });
  if (options.keep) {
    board.print(keepingAdvice(stage, summary()));
    await delay(2 ** 31 - 1, undefined, { signal });
  }
  await terraform('diff', 'cdktf diff', async () => {
    await Promise.all(stacks.map((stack) => cdktf.assertUnchanged(stack)));
  });
  // A scaler may outlive its group by a moment, and says so.
  watch.ignoreTroubles();
  await terraform('destroy', 'cdktf destroy', () => cdktf.destroy());
  const rest = Object.entries(await stage.account.leftOver());
  if (rest.length > 0) {
    const list = rest.map(([kind, names]) => `${kind} ${names.join(', ')}`).join('; ');
    throw new UserError(`cdktf destroy left something behind: ${list}`);
  }
  return summary();
}

function limitMs(speed: number): number {
  return (limit.minutes * 60_000) / speed + limit.realSeconds * 1000;
}

async function runJobs(options: DemoOptions, stage: Stage, signal: AbortSignal, tell: (detail: string) => void) {
  const { hub, fleet } = stage;
  const agentTypes = fleet.agentTypes.map(({ name }) => name);
  const unfinished = () => hub.jobs().filter(({ state }) => state !== 'finished').length;
  const count = options.trace?.length ?? options.jobs;
  const report = () => tell(`${hub.jobs().length - unfinished()} of ${count} jobs done`);
  const stopReporting = hub.on((event) => event.kind === 'job' && report());
  try {
    if (options.trace) await playTrace(options.trace, stage, options.speed, signal);
    else
      for (const wave of scenario({ ...options, agentTypes })) {
        // The second wave comes while the last job of the first still runs: some instances are on their way out.
        await until(
          () => unfinished() <= 1,
          waiting(options, signal, () => unfinishedJobs(stage)),
        );
        for (const job of wave) hub.addJob(job);
      }
    await until(
      () => unfinished() === 0,
      waiting(options, signal, () => unfinishedJobs(stage)),
    );
  } finally {
    stopReporting();
  }
  const bad = hub.jobs().find(({ result }) => result !== 'passed');
  if (bad) throw new UserError(`${bad.name} ${bad.result}; its log:\n${hub.log(bad.id)}`);
}

/** Puts each job in at its time. */
async function playTrace(trace: readonly TraceRow[], { hub, fleet }: Stage, speed: number, signal: AbortSignal) {
  const start = performance.now();
  const [first] = fleet.agentTypes;
  for (const [index, { arrival, duration, agentType = first?.name ?? '' }] of trace.entries()) {
    const due = start + (arrival * 1000) / speed;
    await delay(Math.max(0, due - performance.now()), undefined, { signal });
    const commands = [`sleep ${(duration / speed).toFixed(3)}`];
    hub.addJob({ agentType, name: `job-${index + 1}`, commands });
  }
}

/** The run beside its simulation. */
function likenessOf(fleet: Fleet, agentTypes: readonly RecordedAgentType[]): Likeness {
  return togetherLike(
    agentTypes.flatMap((recorded) => {
      const agentType = fleet.agentTypes.find(({ name }) => name === recorded.name);
      return agentType ? [compareWithSimulation(recorded, agentTypeScenario(agentType))] : [];
    }),
  );
}

async function shrink(
  options: DemoOptions,
  { fleet, watch }: Stage,
  signal: AbortSignal,
  tell: (detail: string) => void,
) {
  const least = fleet.agentTypes.reduce((sum, { size }) => sum + size.min, 0);
  const idleSeconds = fleet.agentTypes.map(({ agent }) => agent.idleTimeout.seconds);
  if (idleSeconds.includes(0)) return tell('idleTimeout is never: idle instances stay');
  // Two rounds: an idle agent may be given a job in the last moment, or its instance a fresh agent.
  const idleMs = (2 * Math.max(...idleSeconds) * 1000) / options.speed;
  const complaint = () => new UserError(`${watch.instanceCount} instances are still there; expected ${least}`);
  const usual = waiting(options, signal, complaint);
  await until(() => watch.instanceCount <= least, { ...usual, limitMs: usual.limitMs + idleMs });
}

function waiting({ speed }: DemoOptions, signal: AbortSignal, complaint: () => Error) {
  return { signal, limitMs: limitMs(speed), complaint };
}

function unfinishedJobs({ hub }: Stage): UserError {
  const names = hub
    .jobs()
    .filter(({ state }) => state !== 'finished')
    .map(({ name, state }) => `${name} (${state})`);
  return new UserError(`these jobs did not finish within ${limit.minutes} compressed minutes: ${names.join(', ')}`);
}
