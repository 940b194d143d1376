import { knownHostsLines } from '../../known-hosts-lambda/known-hosts-lines';

test('each key has a line with the names of its host', () => {
  const lines = knownHostsLines(
    new Map([
      ['github', ['ssh-rsa B', 'ssh-ed25519 A']],
      ['bitbucket', ['ssh-rsa C']],
    ]),
  );
  expect(lines.split('\n')).toEqual([
    'bitbucket.org,ssh.bitbucket.org ssh-rsa C',
    'github.com ssh-ed25519 A',
    'github.com ssh-rsa B',
  ]);
});

test('the text does not depend on the order in which hosts and keys are given', () => {
  const one = knownHostsLines(
    new Map([
      ['github', ['b', 'a'] as const],
      ['gitlab', ['c'] as const],
    ]),
  );
  const other = knownHostsLines(
    new Map([
      ['gitlab', ['c'] as const],
      ['github', ['a', 'b'] as const],
    ]),
  );
  expect(one).toBe(other);
});
