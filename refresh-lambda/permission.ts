import type { Clock } from '../scaler-lambda/clock';

/** Milliseconds until a role's new policy is in effect everywhere at the latest, and between two attempts. */
const propagationLimit = 20_000;
const attemptInterval = 2000;

/**
 * The result of `work`, which is tried again while it is denied: on a first deploy the function runs seconds after its
 * role has been made. Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot.html (eventual consistency)
 */
export async function permitted<T>(work: () => Promise<T>, clock: Clock): Promise<T> {
  const lastAttempt = clock.now() + propagationLimit;
  for (;;) {
    try {
      return await work();
    } catch (error) {
      if (!isDenial(error) || clock.now() >= lastAttempt) throw error;
      await clock.sleep(attemptInterval);
    }
  }
}

function isDenial(error: unknown): boolean {
  return error instanceof Error && /^(AccessDenied|UnauthorizedOperation)/.test(error.name);
}
