import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { type Benchmark, type Figure, repeat } from './measurement';
import { timeCommand } from './timed-command';

const cache = resolve(__dirname, '..', 'node_modules', '.cache');

/** Synthesis of a fleet with 1 and with 100 agent types, and the whole `cdktf synth`. */
export const synth: Benchmark = {
  name: 'synth',
  async run() {
    const main = { command: 'tsx', args: ['main.ts'] };
    const cdktf = { command: 'cdktf', args: ['synth'] };
    return [
      ...(await synthesize({ ...main, agentTypes: 1, runs: 7, seconds: 1.2 })),
      ...(await synthesize({ ...main, agentTypes: 1, runs: 5, forgets: 'bundles' })),
      ...(await synthesize({ ...main, agentTypes: 1, runs: 3, forgets: 'everything' })),
      ...(await synthesize({ ...main, agentTypes: 100, runs: 5, seconds: 4, megabytes: 300 })),
      ...(await synthesize({ ...cdktf, agentTypes: 1, runs: 3 })),
    ];
  },
};

interface Synthesis {
  readonly command: string;
  readonly args: readonly string[];
  readonly agentTypes: number;
  readonly runs: number;
  /** What earlier runs made and this one has to make again. @default - nothing, as somebody has it who changes a fleet file */
  readonly forgets?: keyof typeof forgotten;
  /** Target of the median, in seconds. */
  readonly seconds?: number;
  /** Target of the median, in MB. */
  readonly megabytes?: number;
}

const forgotten = {
  /** As after a change to a function, or of a package. */
  bundles: { label: ', functions to bundle', folders: [join(cache, 'agent-fleet')] },
  /** As after installation: what V8 and tsx make of the sources is gone as well. */
  everything: { label: ', the very first', folders: [join(cache, 'agent-fleet'), join(cache, 'compile')] },
} as const;

async function synthesize(synthesis: Synthesis): Promise<Figure[]> {
  const { command, args, agentTypes, runs, forgets, seconds, megabytes } = synthesis;
  const dir = await mkdtemp(join(tmpdir(), 'agent-fleet-synth-'));
  try {
    const fleetFile = join(dir, 'fleet.yaml');
    await writeFile(fleetFile, fleetOf(agentTypes));
    const outdir = command === 'cdktf' ? ['--output', join(dir, 'out')] : [];
    const env = { FLEET_FILE: fleetFile, CDKTF_OUTDIR: join(dir, 'out'), CHECKPOINT_DISABLE: '1' };
    const runOnce = async () => {
      if (forgets === undefined) return timeCommand(command, [...args, ...outdir], env);
      for (const folder of forgotten[forgets].folders) await rm(folder, { recursive: true, force: true });
      // tsx keeps its part in the temporary folder.
      const temporary = forgets === 'everything' ? { TMPDIR: await mkdtemp(join(dir, 'tmp-')) } : {};
      return timeCommand(command, [...args, ...outdir], { ...env, ...temporary });
    };
    await runOnce();
    const results = await repeat(runs, runOnce);
    const types = `${agentTypes} agent type${agentTypes === 1 ? '' : 's'}`;
    const label = `${[command, ...args].join(' ')}, ${types}${forgets === undefined ? '' : forgotten[forgets].label}`;
    const figure = (name: string, unit: string, values: number[], target?: number): Figure => ({
      name: `${label}${name}`,
      values,
      unit,
      ...(target === undefined ? {} : { target }),
    });
    const took = results.map((result) => result.seconds);
    const busy = results.map((result) => result.processorSeconds);
    const held = results.map((result) => result.megabytes);
    return [
      figure('', 's', took, seconds),
      figure(', processor', 's', busy),
      ...(forgets === undefined ? [figure(', memory', 'MB', held, megabytes)] : []),
    ];
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
}

function fleetOf(agentTypes: number): string {
  const names = Array.from({ length: agentTypes }, (_, index) => `s1-type-${index}`);
  const entries = names.map((name) => `  ${name}: { token: { parameter: /agents/${name}/token } }`);
  return ['name: acme', 'region: us-east-1', 'semaphore: { organization: acme }', 'agentTypes:', ...entries, ''].join(
    '\n',
  );
}
