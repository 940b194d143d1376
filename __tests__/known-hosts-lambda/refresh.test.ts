import { refresh } from '../../known-hosts-lambda/refresh';

class MemoryParameter {
  readonly written: string[] = [];

  constructor(private readonly value: string) {}

  async read(): Promise<string> {
    return this.written.at(-1) ?? this.value;
  }

  async write(text: string): Promise<void> {
    this.written.push(text);
  }
}

const publishedKeys = async () => ['ssh-rsa B', 'ssh-ed25519 A'];
const lines = 'github.com ssh-ed25519 A\ngithub.com ssh-rsa B';

test('new keys are written', async () => {
  const parameter = new MemoryParameter('github.com ssh-rsa OLD');
  expect(await refresh({ hosts: ['github'], publishedKeys, parameter })).toBe(true);
  expect(parameter.written).toEqual([lines]);
});

test.each([
  ['the same', lines],
  ['in another order', lines.split('\n').reverse().join('\n')],
  ['with a line break at the end', `${lines}\n`],
])('keys that are %s are not written again', async (_, value) => {
  const parameter = new MemoryParameter(value);
  expect(await refresh({ hosts: ['github'], publishedKeys, parameter })).toBe(false);
  expect(parameter.written).toEqual([]);
});

test('a key that is no longer published goes', async () => {
  const parameter = new MemoryParameter(`${lines}\ngithub.com ssh-dss C`);
  await refresh({ hosts: ['github'], publishedKeys, parameter });
  expect(parameter.written).toEqual([lines]);
});

test('when one host cannot be read, the keys of all hosts stay as they are', async () => {
  const parameter = new MemoryParameter('old');
  const broken = async (host: string) => {
    if (host === 'bitbucket') throw new Error('no answer');
    return publishedKeys();
  };
  const refreshed = refresh({ hosts: ['github', 'bitbucket'], publishedKeys: broken, parameter });
  await expect(refreshed).rejects.toThrow('no answer');
  expect(parameter.written).toEqual([]);
});
