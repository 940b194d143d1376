import { z } from 'zod';
import { parseJson } from './input-error';
import type { Scenario } from './scenario';

const seconds = z.number().min(0);
const period = z
  .strictObject({ from: seconds, to: seconds })
  .refine(({ from, to }) => from < to, { error: 'must have from before to' });
const count = z.int().min(0).max(10_000);

/** What a scenario file may say; times are seconds into the trace. */
const scenarioFile = z.strictObject({
  tickInterval: z.number().min(1).optional().describe('Seconds between two decisions of the scaler'),
  figuresDelay: z.number().min(0).max(600).optional().describe('Age of the queue figures when it decides'),
  syncInterval: z.number().min(1).optional().describe('Seconds between two syncs of an idle agent'),
  bootTimes: z.array(z.number().gt(0)).min(1).optional().describe('Measured boots, in turn, in place of drawn ones'),
  agentStart: z.number().min(0).optional().describe('Seconds from the end of an idle agent until a fresh one is there'),
  decideTime: z.number().min(0).optional().describe('Seconds from the end of an agent until its instance leaves'),
  leaveTime: z.number().min(0).optional().describe('Seconds from then to the end of its instance'),
  maxLifetime: z.number().min(60).optional().describe('Seconds after which an instance is replaced'),
  drainLimit: z.number().min(0).optional().describe('Seconds that running jobs get when their instance has to leave'),
  refreshes: z.array(seconds).optional().describe('Times of instance refreshes'),
  refreshShare: z.number().gt(0).max(1).optional().describe('Share of the group that a refresh replaces at a time'),
  sizeChanges: z
    .array(z.strictObject({ at: seconds, min: count, max: count }).refine(({ min, max }) => min <= max))
    .optional()
    .describe('Scheduled sizes of the group'),
  interruptionsPerHour: z.number().min(0).optional().describe('Spot interruptions that an instance meets in an hour'),
  failedBoots: z.number().min(0).lt(1).optional().describe('Share of launches that never get an agent'),
  bootLimit: z.number().min(1).optional().describe('Seconds after which a launch without an agent is abandoned'),
  shortages: z.array(period).optional().describe('When EC2 has no capacity'),
  outages: z.array(period).optional().describe('When Semaphore cannot be reached'),
  awsOutages: z.array(period).optional().describe('When the AWS APIs cannot be reached'),
  agentQuota: count.optional().describe('Agents that the quota of the organization admits'),
});

export type ScenarioFile = z.output<typeof scenarioFile>;

/** Reads a scenario file (JSON). @throws InputError with everything that is wrong with it */
export function parseScenarioFile(text: string, file: string): ScenarioFile {
  return parseJson(text, file, scenarioFile);
}

/** The scenario with what the file says about it. */
export function withScenarioFile(scenario: Scenario, file: ScenarioFile): Scenario {
  const { interruptionsPerHour, failedBoots, bootLimit, shortages, outages, awsOutages, agentQuota, ...rest } = file;
  const faults = defined({ interruptionsPerHour, failedBoots, bootLimit, shortages, outages, awsOutages, agentQuota });
  return { ...scenario, ...defined(rest), faults: { ...scenario.faults, ...faults } };
}

type Defined<Values> = { [Key in keyof Values]?: Exclude<Values[Key], undefined> };

/** Without the entries that are undefined, so that spreading them does not hide what was there. */
function defined<Values extends object>(values: Values): Defined<Values> {
  const copy: Defined<Values> = { ...values };
  for (const key in copy) if (copy[key] === undefined) delete copy[key];
  return copy;
}
