import type { IncomingMessage, ServerResponse } from 'node:http';
import * as z from 'zod/mini';
import { Refusal } from './refusal';

/** Largest body that the hub reads: a batch of log events is the largest there is. */
const mostBytes = 32 * 1024 * 1024;

/** An answer of the hub. */
export interface Answer {
  readonly status: number;
  /** Sent as JSON, unless it is text. */
  readonly body?: unknown;
}

export async function readText(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    const bytes = Buffer.from(chunk);
    size += bytes.length;
    if (size > mostBytes) throw new Refusal(413, 'body too large');
    chunks.push(bytes);
  }
  return Buffer.concat(chunks).toString('utf8');
}

/** Parses a JSON body; `status` is what a body that does not fit is answered with. */
export async function readJson<T extends z.core.$ZodType>(
  request: IncomingMessage,
  schema: T,
  status: 400 | 422,
): Promise<z.core.output<T>> {
  const text = await readText(request);
  const result = z.safeParse(schema, parseJson(text === '' ? '{}' : text, status));
  if (!result.success) throw new Refusal(status, z.prettifyError(result.error));
  return result.data;
}

function parseJson(text: string, status: 400 | 422): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new Refusal(status, 'the body is not JSON');
  }
}

export function send(response: ServerResponse, { status, body }: Answer): void {
  if (response.destroyed) return;
  if (body === undefined || typeof body === 'string') {
    response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8' }).end(body ?? '');
  } else {
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  }
}

/** The secret of `Authorization: <scheme> <secret>`. */
export function authorization(request: IncomingMessage, scheme: 'Token' | 'Bearer'): string {
  const [, secret] = new RegExp(`^${scheme} (\\S+)$`).exec(request.headers.authorization ?? '') ?? [];
  if (secret === undefined) throw new Refusal(401, 'Unauthorized');
  return secret;
}
