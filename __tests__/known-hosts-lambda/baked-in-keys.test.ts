import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type GitHost, gitHosts } from '../../config/settings/known-hosts';
import { bakedInKeys } from '../../known-hosts-lambda/baked-in-keys';
import { hostNames, knownHostsLines } from '../../known-hosts-lambda/known-hosts-lines';

/** SHA256 fingerprints that the hosts publish, by key type. */
const publishedFingerprints: Record<GitHost, Record<string, string>> = {
  // https://docs.github.com/en/authentication/keeping-your-account-and-data-secure/githubs-ssh-key-fingerprints
  github: {
    'ssh-ed25519': 'SHA256:+DiY3wvvV6TuJJhbpZisF/zLDA0zPMSvHdkr4UvCOqU',
    'ecdsa-sha2-nistp256': 'SHA256:p2QAMXNIC1TJYWeIOttrVc98/R1BUFWu3/LiyKgUfQM',
    'ssh-rsa': 'SHA256:uNiVztksCsDhcc0u9e8BujQXVUpKZIDTMczCvj3tD2s',
  },
  // https://support.atlassian.com/bitbucket-cloud/docs/configure-ssh-and-two-step-verification/
  bitbucket: {
    'ssh-ed25519': 'SHA256:ybgmFkzwOSotHTHLJgHO0QN8L0xErw6vd0VhFA9m3SM',
    'ecdsa-sha2-nistp256': 'SHA256:FC73VB6C4OQLSCrjEayhMp9UMxS97caD/Yyi2bhW/J0',
    'ssh-rsa': 'SHA256:46OSHA1Rmj8E8ERTC6xkNcmGOw9oFxYr0WF6zWW8l1E',
  },
  // https://docs.gitlab.com/user/gitlab_com/#ssh-host-keys-fingerprints
  gitlab: {
    'ssh-ed25519': 'SHA256:eUXGGm1YGsMAS7vkcx6JOJdOGHPem5gQp4taiCfCLB8',
    'ecdsa-sha2-nistp256': 'SHA256:HbW3g8zUjNSksFbqTiUWPWg2Bq1x8xdGUrliXFzSnUw',
    'ssh-rsa': 'SHA256:ROQFvPThGrW4RuWLoL9tq9I9zJ42fK4XywyRtbOz/EQ',
  },
};

function fingerprint(key: string): [string, string] {
  const [type = '', encoded = ''] = key.split(' ');
  const digest = createHash('sha256').update(Buffer.from(encoded, 'base64')).digest('base64');
  return [type, `SHA256:${digest.replace(/=+$/, '')}`];
}

test.each(gitHosts)('the baked-in keys of %s have the fingerprints that it publishes, all of them', (host) => {
  expect(Object.fromEntries(bakedInKeys[host].map(fingerprint))).toEqual(publishedFingerprints[host]);
});

test('the keys of all hosts together fit into one parameter', () => {
  const lines = knownHostsLines(new Map(gitHosts.map((host) => [host, bakedInKeys[host]])));
  // Standard tier: https://docs.aws.amazon.com/systems-manager/latest/userguide/parameter-store-advanced-parameters.html
  expect(Buffer.byteLength(lines)).toBeLessThanOrEqual(4096);
});

/** Not every machine has OpenSSH. */
const withOpenSsh = spawnSync('ssh-keygen', ['-?']).error === undefined ? test : test.skip;

withOpenSsh.each(gitHosts)('OpenSSH finds the keys of %s under each of its names', (host) => {
  const directory = mkdtempSync(join(tmpdir(), 'agent-fleet-known-hosts-'));
  try {
    const file = join(directory, 'known_hosts');
    writeFileSync(file, `${knownHostsLines(new Map([[host, bakedInKeys[host]]]))}\n`);
    for (const name of hostNames[host]) {
      const found = execFileSync('ssh-keygen', ['-F', name, '-l', '-f', file], { encoding: 'utf8' });
      for (const print of Object.values(publishedFingerprints[host])) expect(found).toContain(print);
    }
  } finally {
    rmSync(directory, { recursive: true });
  }
});
