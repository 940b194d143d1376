import type { GitHost } from '../config/settings/known-hosts';

/** Names under which SSH clients know each host. */
export const hostNames: Readonly<Record<GitHost, readonly string[]>> = {
  github: ['github.com'],
  // Bitbucket moved SSH from the one to the other in November 2026:
  // https://community.atlassian.com/forums/Bitbucket-articles/Upcoming-change-to-Bitbucket-Cloud-SSH-access-move-from/ba-p/3234032
  bitbucket: ['bitbucket.org', 'ssh.bitbucket.org'],
  gitlab: ['gitlab.com'],
};

/** Keys of the hosts to trust: `ssh-ed25519 AAAA...`. */
export type HostKeys = ReadonlyMap<GitHost, readonly string[]>;

/** The text of a known_hosts file, one line for each key. The order does not depend on that of the keys. */
export function knownHostsLines(keys: HostKeys): string {
  const lines = [...keys].flatMap(([host, hostKeys]) => hostKeys.map((key) => `${hostNames[host].join(',')} ${key}`));
  return lines.sort().join('\n');
}
