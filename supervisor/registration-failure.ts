import * as z from 'zod/mini';

/**
 * Why an agent ended without having registered.
 * - `quota-reached`: the organization runs as many agents as it may (422)
 * - `name-taken`: the name is still held by an agent that has gone (400)
 * - `token-refused`: the registration token is not, or no longer, right (401, 404)
 * - `unreachable`: Semaphore did not answer, or with an error of its own
 * - `crashed`: it ended before it had asked
 */
export const registrationFailure = z.enum(['quota-reached', 'name-taken', 'token-refused', 'unreachable', 'crashed']);

export type RegistrationFailure = z.output<typeof registrationFailure>;

/** The agent logs each refused attempt: `... register request to https://... got HTTP 422: ...`. */
const attempt = /\[Register\]/;
const status = /got HTTP (\d{3})/;

/** What a line of the agent's log says about its registration; undefined for other lines. */
export function failureInLine(line: string): RegistrationFailure | undefined {
  if (!attempt.test(line)) return undefined;
  switch (status.exec(line)?.[1]) {
    case '422':
      return 'quota-reached';
    case '400':
      return 'name-taken';
    case '401':
    case '403':
    case '404':
      return 'token-refused';
    default:
      return 'unreachable';
  }
}
