import type { GitHost } from '../config/settings/known-hosts';

/** Name under which SSH clients know each host. */
export const hostNames = {
  github: 'github.com',
  bitbucket: 'bitbucket.org',
  gitlab: 'gitlab.com',
} as const satisfies Record<GitHost, string>;

/** Keys of the hosts to trust: `ssh-ed25519 AAAA...`. */
export type HostKeys = ReadonlyMap<GitHost, readonly string[]>;

/** The text of a known_hosts file, one line for each key. The order does not depend on that of the keys. */
export function knownHostsLines(keys: HostKeys): string {
  const lines = [...keys].flatMap(([host, hostKeys]) => hostKeys.map((key) => `${hostNames[host]} ${key}`));
  return lines.sort().join('\n');
}
