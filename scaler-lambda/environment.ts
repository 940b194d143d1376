import * as z from 'zod/mini';
import type { Headroom } from './sizing';

const count = z.pipe(
  z.string().check(z.regex(/^[1-9]\d{0,3}$/, 'must be a whole number from 1 to 9999')),
  z.transform(Number),
);

const percent = z.pipe(
  z.string().check(z.regex(/^\d{1,2}$/, 'must be a whole number from 0 to 99')),
  z.transform(Number),
);

const size = z.optional(z.int().check(z.nonnegative()));

/** JSON, as config/settings/size.ts has checked it. */
const schedules = z.pipe(
  z.pipe(z.string(), z.transform(readJson)),
  z.array(z.object({ cron: z.string(), timeZone: z.string(), min: size, max: size })),
);

/** The registration token travels to this URL, so it is encrypted unless it stays on the machine. */
const semaphoreUrl = z
  .string()
  .check(
    z.regex(
      /^(https:\/\/|http:\/\/(127\.0\.0\.1|localhost|\[::1\])(:|\/|$))/,
      'must be an https:// URL (http:// only for a loopback address)',
    ),
  );

const environment = z
  .object({
    SEMAPHORE_URL: semaphoreUrl,
    TOKEN_PARAMETER: z.string().check(z.minLength(1)),
    AUTO_SCALING_GROUP: z.string().check(z.minLength(1)),
    STACK_NAME: z.string().check(z.minLength(1)),
    AGENTS_PER_INSTANCE: count,
    WANTED_PARAMETER: z.string().check(z.minLength(1)),
    READY_FOR: percent,
    BOOT_SECONDS: count,
    HEADROOM_NUMBER: z.optional(count),
    HEADROOM_PERCENT: z.optional(count),
    SIZE_SCHEDULES: z.optional(schedules),
  })
  .check(
    z.refine(
      ({ HEADROOM_NUMBER, HEADROOM_PERCENT }) => HEADROOM_NUMBER === undefined || HEADROOM_PERCENT === undefined,
      'HEADROOM_NUMBER and HEADROOM_PERCENT exclude each other',
    ),
  );

/** Reads the function's environment. @throws with every variable that is missing or wrong */
export function readEnvironment(env: NodeJS.ProcessEnv) {
  const result = environment.safeParse(env);
  if (!result.success) throw new Error(`the scaler's environment is wrong: ${z.prettifyError(result.error)}`);
  const variables = result.data;
  return {
    semaphoreUrl: variables.SEMAPHORE_URL,
    tokenParameter: variables.TOKEN_PARAMETER,
    autoScalingGroup: variables.AUTO_SCALING_GROUP,
    stackName: variables.STACK_NAME,
    agentsPerInstance: variables.AGENTS_PER_INSTANCE,
    wantedParameter: variables.WANTED_PARAMETER,
    readyFor: variables.READY_FOR,
    expectedBoot: variables.BOOT_SECONDS,
    headroom: headroom(variables.HEADROOM_NUMBER, variables.HEADROOM_PERCENT),
    schedules: variables.SIZE_SCHEDULES ?? [],
  };
}

function headroom(number: number | undefined, percent: number | undefined): Headroom | undefined {
  if (number !== undefined) return { number };
  return percent === undefined ? undefined : { percent };
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
