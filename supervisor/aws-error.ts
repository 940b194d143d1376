import * as z from 'zod/mini';

/** An AWS service refused a call. */
export class AwsError extends Error {
  constructor(
    /** `ThrottlingException`, `AccessDenied`, ... */
    readonly code: string,
    message: string,
    readonly status: number,
  ) {
    super(`${code}: ${message}`);
  }

  /** Another attempt may do better. */
  get isTransient(): boolean {
    return this.status >= 500 || this.status === 429 || transient.test(this.code);
  }
}

const transient =
  /Throttl|TooManyRequests|RequestLimitExceeded|RequestTimeout|ServiceUnavailable|InternalFailure|SlowDown/;

const jsonError = z.object({
  __type: z.string(),
  message: z.optional(z.string()),
  Message: z.optional(z.string()),
});

/** Reads an error in JSON (SSM, CloudWatch Logs) or XML (Auto Scaling). */
export function awsError(status: number, text: string): AwsError {
  const json = jsonError.safeParse(parseJson(text)).data;
  if (json) return new AwsError(json.__type.split('#').at(-1) ?? '', json.message ?? json.Message ?? '', status);
  const code = element(text, 'Code') ?? `HTTP ${status}`;
  return new AwsError(code, element(text, 'Message') ?? 'no message', status);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function element(xml: string, name: string): string | undefined {
  return new RegExp(`<${name}>([^<]*)</${name}>`).exec(xml)?.[1];
}
