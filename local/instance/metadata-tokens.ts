import { randomBytes } from 'node:crypto';

/** Longest life of a session token: https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/instancedata-data-retrieval.html */
const longestTtlSeconds = 21_600;

/** Session tokens of one metadata service (IMDSv2). */
export class MetadataTokens {
  private readonly expiries = new Map<string, number>();

  /** `now` is in milliseconds. */
  constructor(private readonly now: () => number) {}

  /** A new token, or undefined when `ttl` is not a number of seconds from 1 to 21,600. */
  issue(ttl: string | undefined): { readonly token: string; readonly ttlSeconds: number } | undefined {
    const ttlSeconds = /^\d{1,5}$/.test(ttl ?? '') ? Number(ttl) : 0;
    if (ttlSeconds < 1 || ttlSeconds > longestTtlSeconds) return undefined;
    const token = `${randomBytes(40).toString('base64url')}==`;
    this.expiries.set(token, this.now() + ttlSeconds * 1000);
    return { token, ttlSeconds };
  }

  accepts(token: string | undefined): boolean {
    const expiry = this.expiries.get(token ?? '');
    return expiry !== undefined && this.now() < expiry;
  }
}
