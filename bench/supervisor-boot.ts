import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { realAgent, standInAgent } from '../local/agent-program';
import { bundleSupervisor } from '../local/supervisor-bundle';
import { installTools, playedPrograms, runAgentAwsStack } from './agent-aws-stack';
import type { InstanceRun } from './instance-run';
import { InstanceSite } from './instance-site';
import { type Benchmark, type Figure, median } from './measurement';
import { runSupervised, type SupervisedRun } from './supervised-instance';

const runs = 5;
/** Names a checkout of https://github.com/renderedtext/agent-aws-stack to compare with. */
const setting = 'AGENT_AWS_STACK';

/**
 * An instance's life with the supervisor on the emulator: boot by phase, requests, memory, end. With a checkout of
 * agent-aws-stack the same is done by its scripts, in turns.
 */
export const supervisorBoot: Benchmark = {
  name: 'supervisor-boot',
  async run() {
    const checkout = process.env[setting];
    if (checkout) {
      await installTools();
      console.log(`  agent-aws-stack with AWS CLI 1 and yq; only played (no work): ${playedPrograms.join(', ')}`);
    } else {
      console.log(`  not compared: ${setting} names no checkout of agent-aws-stack`);
    }
    const folder = await mkdtemp(join(tmpdir(), 'agent-fleet-bench-'));
    const site = await InstanceSite.start();
    try {
      const supervisor = await bundleSupervisor(folder);
      const agents = [await standInAgent(folder), realAgent()].flatMap((agent) => agent ?? []);
      const figures: Figure[] = [];
      for (const { command, isStandIn } of agents) {
        const kind = isStandIn ? 'stand-in agent' : 'real agent';
        figures.push(...(await compare(site, folder, { supervisor, agent: command, checkout, kind })));
      }
      return figures;
    } finally {
      await site.stop();
      await rm(folder, { recursive: true, force: true });
    }
  },
};

interface Comparison {
  readonly supervisor: string;
  readonly agent: string;
  readonly checkout: string | undefined;
  readonly kind: string;
}

async function compare(
  site: InstanceSite,
  folder: string,
  { supervisor, agent, checkout, kind }: Comparison,
): Promise<Figure[]> {
  const ours: SupervisedRun[] = [];
  const theirs: InstanceRun[] = [];
  for (let run = 0; run < runs; run += 1) {
    ours.push(await runSupervised(site, join(folder, 'machines'), supervisor, agent));
    if (!checkout) continue;
    const theirFolder = await mkdtemp(join(folder, 'agent-aws-stack-'));
    theirs.push(await runAgentAwsStack(site, theirFolder, checkout, agent));
  }
  return [
    ...lifeFigures(`supervisor, ${kind}`, ours, 1000),
    ...phaseFigures(ours),
    {
      name: '  memory of the supervisor during a job',
      values: ours.map(({ memory }) => memory),
      unit: 'MB',
      target: 70,
    },
    ...(theirs.length === 0 ? [] : [...lifeFigures(`agent-aws-stack, ${kind}`, theirs), ratio(ours, theirs)]),
  ];
}

function lifeFigures(who: string, lives: readonly InstanceRun[], leaveTarget?: number): Figure[] {
  const of = (name: string, value: (run: InstanceRun) => number, unit: string): Figure => {
    return { name: `  ${name}`, values: lives.map(value), unit };
  };
  return [
    { ...of('', ({ registered }) => registered, 'ms'), name: `${who}: start until registered` },
    of('requests to AWS, boot', ({ boot }) => boot.aws.total, 'requests'),
    of('requests to AWS, boot and one job', ({ lifetime }) => lifetime.aws.total, 'requests'),
    ...services(lives).map((service) =>
      of(`  of which ${service}`, ({ lifetime }) => countOf(lifetime.aws.counts, service), 'requests'),
    ),
    of('requests to the metadata service, boot', ({ boot }) => boot.metadata, 'requests'),
    of('requests to the metadata service, life', ({ lifetime }) => lifetime.metadata, 'requests'),
    {
      ...of('job end until TerminateInstance', ({ leave }) => leave, 'ms'),
      ...(leaveTarget ? { target: leaveTarget } : {}),
    },
  ];
}

function phaseFigures(ours: readonly SupervisedRun[]): Figure[] {
  const parts = [
    ['who am I (metadata service)', 'BootIdentify'],
    ['configuration and token (SSM)', 'BootConfigure'],
    ['agent started and registered', 'BootRegister'],
    ['launch hook answered', 'BootJoin'],
  ] as const;
  const inProgram = ({ phases: { BootIdentify, BootConfigure, BootRegister } }: SupervisedRun) =>
    BootIdentify + BootConfigure + BootRegister;
  return [
    { name: '  of which process start', values: ours.map((run) => run.registered - inProgram(run)), unit: 'ms' },
    ...parts.map(([name, phase]): Figure => {
      return { name: `  of which ${name}`, values: ours.map(({ phases }) => phases[phase]), unit: 'ms' };
    }),
  ];
}

function ratio(ours: readonly InstanceRun[], theirs: readonly InstanceRun[]): Figure {
  const middle = (lives: readonly InstanceRun[]) => median(lives.map(({ registered }) => registered));
  return {
    name: '  start until registered, ours / theirs',
    values: [middle(ours) / middle(theirs)],
    unit: '',
    target: 0.35,
  };
}

function services(lives: readonly InstanceRun[]): string[] {
  const names = lives.flatMap(({ lifetime }) =>
    Object.keys(lifetime.aws.counts).map((name) => name.split('.')[0] ?? ''),
  );
  return [...new Set(names)].sort();
}

function countOf(counts: Readonly<Record<string, number>>, service: string): number {
  const own = Object.entries(counts).filter(([name]) => name.startsWith(`${service}.`));
  return own.reduce((sum, [, count]) => sum + count, 0);
}
