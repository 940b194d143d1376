import { isIPv4, isIPv6 } from 'node:net';
import { z } from 'zod';

const allowed = 'an address range, such as 203.0.113.0/24 or 2001:db8::/32';

/** The parts of `203.0.113.0/24`; undefined for text that is no address range. */
export function parseCidr(text: string): { address: string; prefix: number; version: 4 | 6 } | undefined {
  const [address, length, rest] = text.split('/');
  if (address === undefined || length === undefined || rest !== undefined || !/^\d{1,3}$/.test(length))
    return undefined;
  const prefix = Number(length);
  if (isIPv4(address) && prefix <= 32) return { address, prefix, version: 4 };
  if (isIPv6(address) && prefix <= 128) return { address, prefix, version: 6 };
  return undefined;
}

/** An IPv4 or IPv6 address range in CIDR notation. */
export const cidr = z
  .string()
  .refine((text) => parseCidr(text) !== undefined, `must be ${allowed}`)
  .meta({ allowed });

/** The range's first address, when an IPv4 `text` does not begin there: 10.1.2.3/8 is really 10.0.0.0/8. */
export function canonicalCidr(text: string): string {
  const range = parseCidr(text);
  if (range?.version !== 4) return text;
  const number = range.address.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);
  const size = 2 ** (32 - range.prefix);
  const first = Math.floor(number / size) * size;
  const bytes = [24, 16, 8, 0].map((shift) => Math.floor(first / 2 ** shift) % 256);
  return `${bytes.join('.')}/${range.prefix}`;
}
