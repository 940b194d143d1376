import { type Answer, json, LocalServer, reset, silence, stalledBody, text } from './local-server';
import { type DeployedScaler, figures, ScalerHarness } from './scaler-harness';

/** Time for tests that run real processes, in milliseconds. */
jest.setTimeout(60_000);

let harness: ScalerHarness;
let scaler: DeployedScaler;

beforeAll(async () => {
  harness = await ScalerHarness.start();
});
afterAll(() => harness?.stop());
beforeEach(async () => {
  scaler = await harness.deploy();
});
afterEach(() => scaler.stop());

/** Gives `answer` the first time only, and leaves the rest to the endpoint. */
function once(action: string, answer: Answer): void {
  scaler.aws.faults.set(action, (request, response, body) => {
    scaler.aws.faults.delete(action);
    answer(request, response, body);
  });
}

function awsError(code: string, status: number): Answer {
  const type = status < 500 ? 'Sender' : 'Receiver';
  const error = `<Type>${type}</Type><Code>${code}</Code><Message>${code}</Message>`;
  return text(`<ErrorResponse><Error>${error}</Error></ErrorResponse>`, status);
}

// PARITY flaw 16: with CloudWatch down no instance started.
test('instances start while CloudWatch is down', async () => {
  for (const action of ['PutMetricData', 'PutLogEvents', 'unknown']) scaler.aws.faults.set(action, reset);
  expect((await scaler.invoke()).error).toBeUndefined();
  expect(await scaler.desiredCapacity()).toBe(4);
});

test.each([
  ['nothing', ' '],
  ['two words', 'secret-1 secret-2'],
  ['a picture', 'secret-\u{1f511}'],
])('a token parameter that holds %s is named', async (_, value) => {
  await scaler.putToken(value);
  const { error, output } = await scaler.invoke();
  expect(error).toBe('no tick succeeded');
  expect(output).toContain(`parameter ${scaler.tokenParameter} holds no registration token`);
});

// PARITY flaw 16: a missing token or group was logged, and the invocation still counted as a success.
test.each([
  ['a token parameter', { TOKEN_PARAMETER: '/none' }, 'could not read the registration token from parameter /none'],
  ['an Auto Scaling group', { AUTO_SCALING_GROUP: 'none' }, 'there is no Auto Scaling group none'],
])('without %s the invocation fails and the log says what is missing', async (_, variables, message) => {
  const { error, output } = await scaler.invoke(variables);
  expect(error).toBe('no tick succeeded');
  expect(output).toContain(message);
});

test('with an environment that is incomplete the function does not start, and says which variable it is', async () => {
  expect((await scaler.invoke({ STACK_NAME: undefined })).error).toContain('STACK_NAME');
});

// PARITY flaw 15: JSON that could not be parsed crashed the process, and the rest of the minute with it.
test('one bad answer from Semaphore costs one tick', async () => {
  scaler.semaphore.answer = (request, response, body) => {
    const answer = scaler.semaphore.requests.length === 1 ? text('<html>') : json(figures);
    answer(request, response, body);
  };
  const { error, lines } = await scaler.minute();
  expect(error).toBeUndefined();
  expect(await scaler.desiredCapacity()).toBe(4);
  expect(lines.at(-1)).toMatchObject({ ticks: 11, failed: 1 });
  expect(lines.filter(({ TickErrors }) => TickErrors === 1)).toHaveLength(1);
});

test.each<[string, Answer]>([
  ['throttles', awsError('Throttling', 400)],
  ['has an internal error', awsError('InternalFailure', 500)],
  ['cuts the connection', reset],
])('an AWS that %s once is asked once more, in the same tick', async (_, answer) => {
  once('SetDesiredCapacity', answer);
  expect((await scaler.invoke()).error).toBeUndefined();
  expect(await scaler.desiredCapacity()).toBe(4);
});

test('an AWS that refuses the raise fails the tick, with its reason in the log', async () => {
  scaler.aws.faults.set('SetDesiredCapacity', awsError('ScalingActivityInProgress', 400));
  const { error, output } = await scaler.invoke();
  expect(error).toBe('no tick succeeded');
  expect(output).toContain(
    `could not set the desired capacity of Auto Scaling group ${scaler.group}: ScalingActivityInProgress`,
  );
});

// PARITY flaw 15: an answer that stalled in the middle hung until the function was killed.
test('an AWS that never answers, or a Semaphore that stalls, costs the time limit and not the minute', async () => {
  scaler.aws.faults.set('DescribeAutoScalingGroups', silence);
  const stalled = await LocalServer.start(stalledBody);
  const start = Date.now();
  const [withoutAws, withoutSemaphore] = await Promise.all([
    scaler.invoke(),
    scaler.invoke({ AWS_ENDPOINT_URL: harness.account.url, SEMAPHORE_URL: stalled.url }),
  ]);
  expect(Date.now() - start).toBeLessThan(30_000);
  expect([withoutAws.error, withoutSemaphore.error]).toEqual(['no tick succeeded', 'no tick succeeded']);
  expect(withoutAws.output).toContain(`could not read the sizes of Auto Scaling group ${scaler.group}`);
  expect(withoutSemaphore.output).toContain(`no answer from ${stalled.url}`);
  await stalled.stop();
});
