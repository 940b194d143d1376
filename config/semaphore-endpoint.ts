import type { SemaphoreEndpoint } from './fleet';
import { text } from './text-format';

const label = '[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?';
const port = '(?::\\d{1,5})?';
const loopback = '(?:localhost|127\\.\\d{1,3}\\.\\d{1,3}\\.\\d{1,3}|\\[::1\\])';

/** Host name of a Semaphore installation, with a port where needed. Plain HTTP is for loopback addresses alone. */
export const endpoint = text(
  new RegExp(`^(?:${label}(?:\\.${label})*${port}|http://${loopback}${port})$`),
  'a host name such as acme.semaphoreci.com, with a port where needed and nothing before or after it (http:// only before a loopback address)',
);

/** Splits what the fleet file says into host and protocol. */
export function parseEndpoint(written: string): SemaphoreEndpoint {
  const plain = 'http://';
  return written.startsWith(plain)
    ? { host: written.slice(plain.length), https: false }
    : { host: written, https: true };
}
