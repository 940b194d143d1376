import * as z from 'zod/mini';
import type { GitHost } from '../config/settings/known-hosts';
import { bakedInKeys } from './baked-in-keys';
import { isHostKey } from './host-key';
import { hostNames } from './known-hosts-lines';

/** Time for one download, body included, in milliseconds. */
const timeLimit = 10_000;

/** Where hosts publish their keys for programs to read. GitLab does not: https://gitlab.com/gitlab-org/gitlab/-/issues/537660 */
export interface KeyUrls {
  /** `https://api.github.com/meta` */
  readonly github: string;
  /** `https://bitbucket.org/site/ssh` */
  readonly bitbucket: string;
}

const githubMeta = z.object({ ssh_keys: z.array(z.string()) });

/** The keys that hosts publish now. */
export class PublishedKeys {
  constructor(private readonly urls: KeyUrls) {}

  /** @throws when `host` cannot be reached in time, or lists no keys, or something that is no key. */
  async of(host: GitHost): Promise<readonly string[]> {
    const keys = (await this.list(host)).map((key) => key.trim());
    const garbled = keys.find((key) => !isHostKey(key));
    if (garbled !== undefined) throw new Error(`${host} lists an SSH host key that is none: ${garbled.slice(0, 80)}`);
    if (keys.length === 0) throw new Error(`${host} lists no SSH host keys`);
    return [...new Set(keys)];
  }

  private async list(host: GitHost): Promise<readonly string[]> {
    if (host === 'github') return parseGithubMeta(await download(this.urls.github));
    if (host === 'bitbucket') return parseKnownHosts(await download(this.urls.bitbucket), hostNames.bitbucket);
    return bakedInKeys[host];
  }
}

async function download(url: string): Promise<string> {
  const response = await fetch(url, {
    headers: { 'user-agent': 'agent-fleet-known-hosts' },
    redirect: 'error',
    signal: AbortSignal.timeout(timeLimit),
  }).catch((cause: unknown) => {
    throw new Error(`no answer from ${url}`, { cause });
  });
  const body = await response.text().catch((cause: unknown) => {
    throw new Error(`the answer of ${url} broke off`, { cause });
  });
  if (response.status !== 200) throw new Error(`${url} answered HTTP ${response.status}`);
  return body;
}

function parseGithubMeta(text: string): readonly string[] {
  try {
    return githubMeta.parse(JSON.parse(text)).ssh_keys;
  } catch (cause) {
    throw new Error('github answered something else than its list of SSH host keys', { cause });
  }
}

/** The keys of the host called `names` in a known_hosts file; lines about other hosts do not concern us. */
function parseKnownHosts(text: string, names: readonly string[]): readonly string[] {
  const lines = text.split('\n').map((line) => /^(\S+)\s+(.+)$/.exec(line.trim()));
  return lines.flatMap((line) => (line?.[1]?.split(',').some((name) => names.includes(name)) ? [line[2] ?? ''] : []));
}
