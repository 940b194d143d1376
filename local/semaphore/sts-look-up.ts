import { z } from 'zod';
import type { CallerIdentity, StsLookUp } from './agent-name';
import { Refusal } from './refusal';

const answer = z.object({
  GetCallerIdentityResponse: z.object({
    GetCallerIdentityResult: z.object({ Account: z.string(), Arn: z.string() }),
  }),
});

/** Sends pre-signed URLs to an emulator's STS in place of AWS's: same path and query, other host. */
export function emulatedSts(endpoint: string): StsLookUp {
  return async (url) => {
    const response = await fetch(new URL(`${url.pathname}${url.search}`, endpoint), {
      headers: { accept: 'application/json' },
      signal: AbortSignal.timeout(5000),
    });
    const text = await response.text();
    if (!response.ok) throw new Refusal(400, `AWS STS answered ${response.status}`);
    return callerIdentity(text);
  };
}

/** Reads STS's answer: JSON as AWS gives it for `Accept: application/json`, or the XML that emulators always give. */
export function callerIdentity(text: string): CallerIdentity {
  if (text.trimStart().startsWith('{')) {
    const { GetCallerIdentityResult: result } = answer.parse(JSON.parse(text)).GetCallerIdentityResponse;
    return { account: result.Account, arn: result.Arn };
  }
  const [, account] = /<Account>([^<]+)<\/Account>/.exec(text) ?? [];
  const [, arn] = /<Arn>([^<]+)<\/Arn>/.exec(text) ?? [];
  if (account === undefined || arn === undefined) throw new Refusal(400, 'error parsing response from AWS STS');
  return { account, arn };
}

/**
 * Trusts the form of a URL alone, for use without an STS: it must be a GetCallerIdentity call that carries an instance
 * id in its credential or session token, which becomes the session.
 */
export function trustingSts(account: string, role: string): StsLookUp {
  return async (url) => {
    const { searchParams } = url;
    const signed = `${searchParams.get('X-Amz-Credential') ?? ''} ${searchParams.get('X-Amz-Security-Token') ?? ''}`;
    const [session] = /\bi-[0-9a-f]{8,17}\b/.exec(signed) ?? [];
    const isCall = searchParams.get('Action') === 'GetCallerIdentity' && searchParams.has('X-Amz-Signature');
    if (!isCall || session === undefined)
      throw new Refusal(400, 'not a pre-signed GetCallerIdentity URL of an instance');
    return { account, arn: `arn:aws:sts::${account}:assumed-role/${role}/${session}` };
  };
}
