import type { JobSpecInput } from '../semaphore/job';

/** Length of the jobs in compressed seconds, one after the other. */
const lengths = [60, 100, 45, 130, 80] as const;
/** Part of the jobs that comes first; the others follow when these are nearly done. */
const firstWavePart = 0.6;

export interface ScenarioOptions {
  readonly jobs: number;
  /** Names of the agent types; the first gets two jobs for each one of every other. */
  readonly agentTypes: readonly string[];
  /** Time compression. */
  readonly speed: number;
}

/** Jobs of the demo, wave by wave. */
export function scenario({ jobs, agentTypes, speed }: ScenarioOptions): readonly (readonly JobSpecInput[])[] {
  const [first, ...others] = agentTypes;
  if (first === undefined) return [];
  const turns = [first, ...others, first];
  const all = Array.from({ length: jobs }, (_, index): JobSpecInput => {
    const seconds = (lengths[index % lengths.length] ?? lengths[0]) / speed;
    return {
      agentType: turns[index % turns.length] ?? first,
      name: `build-${index + 1}`,
      commands: ['echo "building on $(hostname), in $HOME"', `sleep ${seconds.toFixed(2)}`, 'echo done'],
    };
  });
  const split = Math.ceil(jobs * firstWavePart);
  return [all.slice(0, split), all.slice(split)].filter((wave) => wave.length > 0);
}
