import { GetParameterCommand, PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { bakedInKeys } from '../../known-hosts-lambda/baked-in-keys';
import { knownHostsLines } from '../../known-hosts-lambda/known-hosts-lines';
import { type Emulator, startEmulator } from '../../local/emulator';
import { AwsProxy } from '../scaler-lambda/aws-proxy';
import { BundledFunction } from '../scaler-lambda/bundled-function';
import { json, LocalServer, text } from '../scaler-lambda/local-server';

const lines = knownHostsLines(
  new Map([
    ['github', bakedInKeys.github],
    ['bitbucket', bakedInKeys.bitbucket],
  ]),
);

let emulator: Emulator;
let knownHosts: BundledFunction;
let ssm: SSMClient;
let aws: AwsProxy;
let github: LocalServer;
let bitbucket: LocalServer;
let parameter: string;
let tests = 0;

beforeAll(async () => {
  emulator = await startEmulator();
  knownHosts = await BundledFunction.build('known-hosts-lambda');
  const credentials = { accessKeyId: 'emulator', secretAccessKey: 'emulator' };
  ssm = new SSMClient({ endpoint: emulator.url, region: 'us-east-1', credentials });
});
afterAll(async () => {
  ssm?.destroy();
  knownHosts?.remove();
  await emulator?.stop();
});
beforeEach(async () => {
  tests += 1;
  parameter = `/agent-fleet/acme-${tests}/known-hosts`;
  [aws, github, bitbucket] = await Promise.all([
    AwsProxy.start(emulator.url),
    LocalServer.start(json({ ssh_keys: bakedInKeys.github })),
    LocalServer.start(text(bakedInKeys.bitbucket.map((key) => `bitbucket.org ${key}\n`).join(''))),
  ]);
});
afterEach(() => Promise.all([aws.stop(), github.stop(), bitbucket.stop()]));

async function put(value: string): Promise<void> {
  await ssm.send(new PutParameterCommand({ Name: parameter, Value: value, Type: 'String' }));
}

async function held() {
  const { Parameter } = await ssm.send(new GetParameterCommand({ Name: parameter }));
  return Parameter;
}

function invoke() {
  const environment = {
    ...emulator.environment,
    AWS_ENDPOINT_URL: aws.url,
    PARAMETER: parameter,
    HOSTS: 'github,bitbucket',
    GITHUB_META_URL: github.url,
    BITBUCKET_KEYS_URL: bitbucket.url,
  };
  return knownHosts.invoke({ environment });
}

test('a host changes its keys, and the parameter follows', async () => {
  await put('github.com ssh-rsa OLD');
  const { error, lines: log } = await invoke();
  expect(error).toBeUndefined();
  expect(await held()).toMatchObject({ Value: lines, Type: 'String', Version: 2 });
  expect(log).toMatchObject([{ message: 'wrote the published SSH host keys', hosts: ['github', 'bitbucket'] }]);
});

test('a parameter that somebody deleted is made again', async () => {
  expect((await invoke()).error).toBeUndefined();
  expect(await held()).toMatchObject({ Value: lines, Version: 1 });
});

test('keys that are the same in another order are not written', async () => {
  await put(lines.split('\n').reverse().join('\n'));
  const { error, lines: log } = await invoke();
  expect(error).toBeUndefined();
  expect(aws.actions).toEqual(['GetParameter']);
  expect(log).toMatchObject([{ message: 'the SSH host keys are the published ones' }]);
});

test.each([
  ['has no keys', json({ ssh_keys: [] }), 'github lists no SSH host keys'],
  [
    'has a garbled key',
    json({ ssh_keys: ['ssh-rsa AAAA'] }),
    'github lists an SSH host key that is none: ssh-rsa AAAA',
  ],
  ['is down', text('', 503), 'answered HTTP 503'],
])('when GitHub %s the invocation fails and jobs keep trusting what they trusted', async (_, answer, message) => {
  await put(lines);
  github.answer = answer;
  expect((await invoke()).error).toContain(message);
  expect(await held()).toMatchObject({ Value: lines, Version: 1 });
  expect(aws.actions).toEqual([]);
});

test('when AWS refuses the new keys the invocation fails, with the reason in the log', async () => {
  aws.faults.set(
    'PutParameter',
    text(JSON.stringify({ __type: 'AccessDeniedException', message: 'AccessDeniedException' }), 400),
  );
  const { error, lines: log } = await invoke();
  expect(error).toBe(`could not write parameter ${parameter}`);
  expect(log).toMatchObject([{ level: 'error', error: expect.stringContaining('AccessDeniedException') }]);
});
