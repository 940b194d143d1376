import { bakedInKeys } from '../../known-hosts-lambda/baked-in-keys';
import { knownHostsLines } from '../../known-hosts-lambda/known-hosts-lines';
import { PublishedKeys } from '../../known-hosts-lambda/published-keys';
import { describeError } from '../../scaler-lambda/log';
import { type Answer, json, LocalServer, reset, text } from '../scaler-lambda/local-server';

let server: LocalServer;
beforeEach(async () => {
  server = await LocalServer.start(json({}));
});
afterEach(() => server.stop());

function keys(host: 'github' | 'bitbucket' | 'gitlab') {
  return new PublishedKeys({ github: `${server.url}/meta`, bitbucket: `${server.url}/site/ssh` }).of(host);
}

test("GitHub's keys come from its meta API, to which a User-Agent is due", async () => {
  server.answer = json({
    verifiable_password_authentication: false,
    ssh_keys: bakedInKeys.github,
    web: ['1.2.3.4/32'],
  });
  expect(await keys('github')).toEqual(bakedInKeys.github);
  expect(server.requests).toMatchObject([{ url: '/meta', headers: { 'user-agent': 'agent-fleet-known-hosts' } }]);
});

test("Bitbucket's keys come from its known_hosts file, under either of its names", async () => {
  const [one, two, three] = bakedInKeys.bitbucket;
  server.answer = text(
    `# keys\nbitbucket.org ${one}\nssh.bitbucket.org ${one}\n\nevil.example.com ${two}\nbitbucket.org,ssh.bitbucket.org ${three}\n`,
  );
  expect(await keys('bitbucket')).toEqual([one, three]);
});

test('our own rendering of known_hosts can be read back', async () => {
  server.answer = text(
    knownHostsLines(
      new Map(
        Object.entries(bakedInKeys).flatMap(([host, list]) =>
          host === 'bitbucket' ? [['bitbucket', list] as const] : [],
        ),
      ),
    ),
  );
  expect(new Set(await keys('bitbucket'))).toEqual(new Set(bakedInKeys.bitbucket));
});

test("GitLab's keys are the baked-in ones: it has no list for programs", async () => {
  expect(await keys('gitlab')).toEqual(bakedInKeys.gitlab);
  expect(server.requests).toEqual([]);
});

test.each<[string, Answer, RegExp]>([
  ['an empty list', json({ ssh_keys: [] }), /^github lists no SSH host keys$/],
  ['no list', json({ message: 'rate limit' }), /^github answered something else than its list/],
  ['a page', text('<html>'), /^github answered something else than its list/],
  [
    'a key that is cut off',
    json({ ssh_keys: [bakedInKeys.github[0]?.slice(0, 60)] }),
    /lists an SSH host key that is none: ssh-ed25519 AAAA/,
  ],
  [
    'a line break in a key',
    json({ ssh_keys: [bakedInKeys.github.join('\n* ')] }),
    /lists an SSH host key that is none/,
  ],
  ['an error', json({ message: 'rate limit' }, 403), /answered HTTP 403$/],
  ['a connection that is cut', reset, /^no answer from/],
])('%s is refused', async (_, answer, message) => {
  server.answer = answer;
  await expect(keys('github').catch((error) => Promise.reject(describeError(error)))).rejects.toMatch(message);
});

test.each<[string, string]>([
  ['an empty file', ''],
  ['keys of other hosts only', `github.com ${bakedInKeys.github[0]}`],
])('%s is refused for Bitbucket', async (_, file) => {
  server.answer = text(file);
  await expect(keys('bitbucket')).rejects.toThrow('bitbucket lists no SSH host keys');
});

test('one garbled key among good ones is refused as a whole', async () => {
  server.answer = text(`bitbucket.org ${bakedInKeys.bitbucket[0]}\nbitbucket.org ssh-rsa AAAA\n`);
  await expect(keys('bitbucket')).rejects.toThrow('bitbucket lists an SSH host key that is none: ssh-rsa AAAA');
});
