import { type Credentials, RequestSignature, sha256 } from './request-signature';

/** The global host: Semaphore refuses the regional ones. */
const host = 'sts.amazonaws.com';
/** The agent tries to register for half a minute; Semaphore asks AWS at once. */
const lifetimeSeconds = 60;

/** Pre-signed URL of STS GetCallerIdentity, which serves as an agent's name where the agent type takes names from AWS. */
export function callerIdentityUrl(credentials: Credentials, now: Date): string {
  const signature = new RequestSignature(credentials, 'us-east-1', 'sts', now);
  const query = [
    ['Action', 'GetCallerIdentity'],
    ['Version', '2011-06-15'],
    ['X-Amz-Algorithm', 'AWS4-HMAC-SHA256'],
    ['X-Amz-Credential', signature.credential],
    ['X-Amz-Date', signature.time],
    ['X-Amz-Expires', String(lifetimeSeconds)],
    ['X-Amz-Security-Token', credentials.sessionToken],
    ['X-Amz-SignedHeaders', 'host'],
  ]
    .map(([name = '', value = '']) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`)
    .join('&');
  const request = ['GET', '/', query, `host:${host}`, '', 'host', sha256('')];
  return `https://${host}/?${query}&X-Amz-Signature=${signature.sign(request)}`;
}
