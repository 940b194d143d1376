import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Benchmark, type Figure, repeat } from './measurement';
import { timeCommand } from './timed-command';

/** Synthesis of a fleet with 1 and with 100 agent types, and the whole `cdktf synth`. */
export const synth: Benchmark = {
  name: 'synth',
  async run() {
    return [
      ...(await synthesize(1, { name: 'tsx main.ts', command: 'tsx', args: ['main.ts'], runs: 7, seconds: 1.2 })),
      ...(await synthesize(100, {
        name: 'tsx main.ts',
        command: 'tsx',
        args: ['main.ts'],
        runs: 5,
        seconds: 4,
        megabytes: 300,
      })),
      ...(await synthesize(1, { name: 'cdktf synth', command: 'cdktf', args: ['synth'], runs: 3 })),
    ];
  },
};

interface Synthesis {
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly runs: number;
  /** Target of the median, in seconds. */
  readonly seconds?: number;
  /** Target of the median, in MB. */
  readonly megabytes?: number;
}

async function synthesize(agentTypes: number, synthesis: Synthesis): Promise<Figure[]> {
  const dir = await mkdtemp(join(tmpdir(), 'agent-fleet-synth-'));
  try {
    const fleetFile = join(dir, 'fleet.yaml');
    await writeFile(fleetFile, fleetOf(agentTypes));
    const { name, command, args, runs, seconds, megabytes } = synthesis;
    const outdir = command === 'cdktf' ? ['--output', join(dir, 'out')] : [];
    const env = { FLEET_FILE: fleetFile, CDKTF_OUTDIR: join(dir, 'out'), CHECKPOINT_DISABLE: '1' };
    const runOnce = () => timeCommand(command, [...args, ...outdir], env);
    await runOnce();
    const results = await repeat(runs, runOnce);
    const label = `${name}, ${agentTypes} agent type${agentTypes === 1 ? '' : 's'}`;
    return [
      {
        name: label,
        values: results.map((result) => result.seconds),
        unit: 's',
        ...(seconds ? { target: seconds } : {}),
      },
      {
        name: `${label}, memory`,
        values: results.map((result) => result.megabytes),
        unit: 'MB',
        ...(megabytes ? { target: megabytes } : {}),
      },
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
