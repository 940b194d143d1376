import * as z from 'zod/mini';
import type { Headroom } from './desired-capacity';

const count = z.pipe(
  z.string().check(z.regex(/^[1-9]\d{0,3}$/, 'must be a whole number from 1 to 9999')),
  z.transform(Number),
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
    HEADROOM_NUMBER: z.optional(count),
    HEADROOM_PERCENT: z.optional(count),
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
    headroom: headroom(variables.HEADROOM_NUMBER, variables.HEADROOM_PERCENT),
  };
}

function headroom(number: number | undefined, percent: number | undefined): Headroom | undefined {
  if (number !== undefined) return { number };
  return percent === undefined ? undefined : { percent };
}
