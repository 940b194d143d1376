import type { AwsClient } from './aws-client';
import { AwsError } from './aws-error';
import { errorCode } from './error-code';
import { describeError, type InstanceLog } from './instance-log';
import type { InstanceIdentity, InstanceMetadata } from './instance-metadata';
import { type InstanceParameters, readParameters } from './instance-parameters';
import { ParameterStore } from './parameter-store';
import { retry } from './retry';
import { parseUserData, type UserData } from './user-data';

/** What an instance knows about itself. */
export interface Identity extends InstanceIdentity {
  /** End of AWS's host names in this partition. */
  readonly domain: string;
  readonly userData: UserData;
}

/**
 * Milliseconds for which a refusal is tried again: permissions and parameters of a new fleet take some seconds until they
 * are known everywhere.
 */
const refusalPatience = 60_000;

export interface BootLimits {
  /** Milliseconds since the epoch. */
  readonly until: number;
  readonly speed: number;
  readonly log: InstanceLog;
}

/** The metadata service may come up after the supervisor: it is asked until the boot limit. */
export async function identify(metadata: InstanceMetadata, { until, log }: BootLimits): Promise<Identity> {
  const onFailure = (error: unknown) => log('metadata not read', { error: describeError(error) });
  return retry({ until, firstPause: 200, longestPause: 5000, onFailure }, async () => {
    const [identity, domain, text] = await Promise.all([metadata.identity(), metadata.domain(), metadata.userData()]);
    return { ...identity, domain, userData: parseUserData(text) };
  });
}

/** Reads what the agents need. Throttling and silence are borne until the boot limit, refusals for a minute. */
export async function configure(
  client: AwsClient,
  { userData }: Identity,
  limits: BootLimits,
): Promise<InstanceParameters> {
  const { until, speed, log } = limits;
  const refusedUntil = Date.now() + refusalPatience / speed;
  const mayRetry = (error: unknown) =>
    Date.now() < refusedUntil || (error instanceof AwsError ? error.isTransient : isNetworkError(error));
  const onFailure = (error: unknown) => log('parameters not read', { error: describeError(error) });
  const options = { until, firstPause: 200, longestPause: 10_000, mayRetry, onFailure };
  const store = new ParameterStore(client);
  return retry(options, () => readParameters(store, userData, 0));
}

function isNetworkError(error: unknown): boolean {
  return errorCode(error) !== undefined || describeError(error).includes('did not answer');
}

/** Resource prefix of the agent type: the configuration is called `/agent-fleet/<prefix>/config`. */
export function resourcePrefix({ configurationParameter }: UserData): string | undefined {
  return /^\/agent-fleet\/([^/]+)\/config$/.exec(configurationParameter)?.[1];
}
