// Runs a trace through the whole fleet on this machine (real Terraform, scaler and supervisors, an emulated AWS, compressed
// time) and through the simulator, for docs/simulator.md:
//   npx tsx scripts/compare-with-machinery.ts --trace jobs.csv [--speed 15] [--fleet fleet.yaml]
// prints both beside one another; exits 1 when waits or instance seconds differ by more than 10 %.
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { demoCommand } from '../cli/demo-command';
import { processTerminal } from '../cli/terminal';
import { textTable } from '../cli/text-table';

const allowedDifference = 0.1;
const figures = z.object({ meanWait: z.number(), instanceSeconds: z.number(), boots: z.number(), jobs: z.number() });
const summary = z.object({ likeness: z.object({ recorded: figures, simulated: figures }) });
const text = { type: 'string' } as const;

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: { trace: text, speed: { ...text, default: '15' }, fleet: text, agent: text },
  });
  const { trace, speed, fleet, agent } = values;
  if (trace === undefined) {
    console.error(
      'usage: compare-with-machinery.ts --trace jobs.csv [--speed 15] [--fleet fleet.yaml] [--agent program]',
    );
    return 2;
  }
  const printed: string[] = [];
  const flags = ['--json', '--trace', trace, '--speed', speed];
  if (fleet !== undefined) flags.push('--fleet', fleet);
  if (agent !== undefined) flags.push('--agent', agent);
  const terminal = { ...processTerminal, print: (line: string) => printed.push(line) };
  await demoCommand(terminal).parseAsync(flags, { from: 'user' });
  const { recorded, simulated } = summary.parse(JSON.parse(printed.join('\n'))).likeness;
  const rows = [
    ['mean wait (s)', recorded.meanWait, simulated.meanWait],
    ['instance seconds', recorded.instanceSeconds, simulated.instanceSeconds],
    ['instances', recorded.boots, simulated.boots],
  ] as const;
  const differences = rows.map(([, real, model]) => (real === 0 ? 0 : model / real - 1));
  const lines = rows.map(([name, real, model], row) => [
    name,
    real.toFixed(1),
    model.toFixed(1),
    `${(100 * (differences[row] ?? 0)).toFixed(1)} %`,
  ]);
  console.log(textTable([[`${recorded.jobs} jobs`, 'machinery', 'simulator', 'difference'], ...lines]));
  return differences.slice(0, 2).some((difference) => Math.abs(difference) > allowedDifference) ? 1 : 0;
}

main().then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    console.error(error instanceof Error ? error.message : String(error));
    process.exitCode = 1;
  },
);
