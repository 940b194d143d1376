import { CreateFunctionCommand, InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { type Emulator, startEmulator } from '../../../local/emulator';
import { zipArchive } from '../../../modules/zip-archive';
import { callIam } from '../emulated-iam';
import { clientSettings } from './scaling-group';

let emulator: Emulator;
let lambda: LambdaClient;

beforeAll(async () => {
  emulator = await startEmulator();
  lambda = new LambdaClient(clientSettings(emulator));
  await callIam(emulator.url, { Action: 'CreateRole', RoleName: 'function', AssumeRolePolicyDocument: '{}' });
});

afterAll(async () => {
  lambda?.destroy();
  await emulator?.stop();
});

/** Deploys `code` as a function, and invokes it with `event`. */
async function invoke(FunctionName: string, code: string, event: unknown, Timeout = 30) {
  await lambda.send(
    new CreateFunctionCommand({
      FunctionName,
      Role: 'arn:aws:iam::123456789012:role/function',
      Runtime: 'nodejs22.x',
      Handler: 'index.handler',
      Timeout,
      Environment: { Variables: { GREETING: 'hello' } },
      Code: { ZipFile: zipArchive('index.js', Buffer.from(code)) },
    }),
  );
  const answer = await lambda.send(new InvokeCommand({ FunctionName, Payload: JSON.stringify(event) }));
  const payload: unknown = JSON.parse(answer.Payload?.transformToString() ?? 'null');
  return { error: answer.FunctionError, payload };
}

test('a function runs with its event and its environment, and may call the emulator meanwhile', async () => {
  const code = `
    exports.handler = async (event) => {
      const { status } = await fetch(process.env.AWS_ENDPOINT_URL + '/agent-fleet/left-over');
      return { said: process.env.GREETING + ' ' + event.name, status };
    };`;
  expect(await invoke('greets', code, { name: 'you' })).toEqual({
    error: undefined,
    payload: { said: 'hello you', status: 200 },
  });
});

test('what a function throws is told to whoever invoked it', async () => {
  const code = "exports.handler = async () => { throw new TypeError('not like this'); };";
  expect(await invoke('throws', code, {})).toMatchObject({
    error: 'Unhandled',
    payload: { errorType: 'TypeError', errorMessage: 'not like this' },
  });
});

test.each([
  ['loops', 1, 'exports.handler = () => { for (;;); };', /timed out after 1.00 seconds/],
  ['exits', 30, 'exports.handler = () => process.exit(3);', /exit status 3/],
  ['is-wrong', 30, 'this is no JavaScript', /SyntaxError|Unexpected/],
])('a function that %s has failed', async (name, seconds, code, message) => {
  expect(await invoke(name, code, {}, seconds)).toMatchObject({
    error: 'Unhandled',
    payload: { errorMessage: expect.stringMatching(message) },
  });
});

test('a function that is not there is not found', async () => {
  await expect(lambda.send(new InvokeCommand({ FunctionName: 'missing' }))).rejects.toMatchObject({
    name: 'ResourceNotFoundException',
  });
});
