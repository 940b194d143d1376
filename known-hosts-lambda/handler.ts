/** Invoked daily by EventBridge: keeps the known_hosts parameter at what the Git hosts publish. Errors fail the invocation. */
import { SSMClient } from '@aws-sdk/client-ssm';
import { describeError, lineLog as log } from '../scaler-lambda/log';
import { readEnvironment } from './environment';
import { KnownHostsParameter } from './known-hosts-parameter';
import { PublishedKeys } from './published-keys';
import { refresh } from './refresh';

const { parameter, hosts, urls } = readEnvironment(process.env);
const knownHosts = new KnownHostsParameter(new SSMClient({ maxAttempts: 3 }), parameter);
const published = new PublishedKeys(urls);

export async function handler(): Promise<void> {
  try {
    const written = await refresh({ hosts, publishedKeys: (host) => published.of(host), parameter: knownHosts });
    log.info(written ? 'wrote the published SSH host keys' : 'the SSH host keys are the published ones', { hosts });
  } catch (error) {
    // The Lambda runtime logs the message of an error, but not that of its cause.
    log.error('could not refresh the SSH host keys', { hosts, error: describeError(error) });
    throw error;
  }
}
