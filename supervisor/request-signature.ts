import { createHash, createHmac } from 'node:crypto';

/** What a role lends an instance. */
export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
}

/** Signature Version 4, the part that all its forms share. */
export class RequestSignature {
  /** `20261121T100000Z` */
  readonly time: string;
  private readonly scope: string;

  constructor(
    private readonly credentials: Credentials,
    region: string,
    service: string,
    now: Date,
  ) {
    this.time = now.toISOString().replace(/[-:]|\.\d+/g, '');
    this.scope = `${this.time.slice(0, 8)}/${region}/${service}/aws4_request`;
  }

  get credential(): string {
    return `${this.credentials.accessKeyId}/${this.scope}`;
  }

  /**
   * Signature of a canonical request.
   * Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
   */
  sign(canonicalRequest: readonly string[]): string {
    const text = ['AWS4-HMAC-SHA256', this.time, this.scope, sha256(canonicalRequest.join('\n'))].join('\n');
    const secret = Buffer.from(`AWS4${this.credentials.secretAccessKey}`);
    const key = this.scope.split('/').reduce<Buffer>((parent, part) => hmac(parent, part), secret);
    return hmac(key, text).toString('hex');
  }
}

export function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

function hmac(key: Buffer, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest();
}
