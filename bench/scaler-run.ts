import type { Usage } from '../__tests__/scaler-lambda/bundled-function';
import { type DeployedScaler, ScalerHarness } from '../__tests__/scaler-lambda/scaler-harness';
import { type Benchmark, type Figure, repeat } from './measurement';

const coldStarts = 11;

/** Cold start of the scaler as it is deployed, and what a minute of it costs, against the emulator. */
export const scalerRun: Benchmark = {
  name: 'scaler-run',
  async run() {
    const harness = await ScalerHarness.start();
    try {
      const colds = await repeat(coldStarts, () => measure(harness, (scaler) => scaler.invoke()));
      const minute = await measure(harness, (scaler) => scaler.minute());
      const times = (name: string, of: (usage: Usage) => number): Figure => {
        return { name, values: colds.map(({ usage }) => of(usage)), unit: 'ms' };
      };
      return [
        times('process start until loaded', ({ loaded }) => loaded),
        times('loaded until the first tick is done', ({ loaded, firstInvocation }) => firstInvocation - loaded),
        times('process start until the first tick is done', ({ firstInvocation }) => firstInvocation),
        times('processor time of process and first tick', ({ cpu }) => cpu),
        { name: 'requests to AWS in the first minute', values: [minute.aws], unit: 'requests' },
        { name: 'requests to Semaphore in a minute', values: [minute.semaphore], unit: 'requests' },
        { name: 'processor time of process and first minute', values: [minute.usage.cpu], unit: 'ms' },
        { name: 'memory in a minute', values: [minute.usage.memory], unit: 'MB' },
      ];
    } finally {
      await harness.stop();
    }
  },
};

/** Runs a scaler that was just deployed; 3 jobs wait, so it raises the desired capacity once. */
async function measure(harness: ScalerHarness, run: (scaler: DeployedScaler) => ReturnType<DeployedScaler['invoke']>) {
  const scaler = await harness.deploy();
  const { usage, output } = await run(scaler);
  await scaler.stop();
  if (usage === undefined) throw new Error(`the scaler failed: ${output}`);
  return { usage, aws: scaler.aws.actions.length, semaphore: scaler.semaphore.requests.length };
}
