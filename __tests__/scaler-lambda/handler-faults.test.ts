import { type Answer, json, LocalServer, reset, silence, stalledBody, text } from './local-server';
import { type DeployedScaler, figures } from './scaler-harness';
import { scalerSite } from './scaler-site';

const site = scalerSite();
let scaler: DeployedScaler;
beforeEach(() => {
  scaler = site.scaler;
});

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

/** Time for one tick and not for two, in milliseconds. */
const oneLongTick = { timeLimit: 8500 };

/** Refuses what was signed by a clock that is more than five minutes off, as AWS does; then the endpoint answers. */
function signedInTime(scaler: DeployedScaler): Answer {
  return (request, response, body) => {
    const date = String(request.headers['x-amz-date']).replace(/(....)(..)(..)T(..)(..)(..)Z/, '$1-$2-$3T$4:$5:$6Z');
    const isInTime = Math.abs(Date.parse(date) - Date.now()) < 300_000;
    if (isInTime) throw new Error('the proxy asks again only when the endpoint has refused');
    scaler.aws.faults.delete('DescribeAutoScalingGroups');
    awsError('RequestExpired', 400)(request, response, body);
  };
}

/** Everything that Semaphore may answer instead of figures, one after the other. */
test.each<[string, readonly Answer[]]>([
  ['refuses', [text('', 401), text('', 404), text('slow down', 429), text('oops', 500), text('', 503)]],
  ['talks nonsense', [reset, text('<html>'), json({}), json({ jobs: { queued: -1 }, agents: {} }), json([])]],
])('a Semaphore that %s costs a tick each time, and the group grows with the first good answer', async (_, faults) => {
  scaler.semaphore.answer = (request, response, body) => {
    const answer = faults[scaler.semaphore.requests.length - 1] ?? json(figures);
    answer(request, response, body);
  };
  const { error, lines } = await scaler.minute();
  expect(error).toBeUndefined();
  expect(lines.at(-1)).toMatchObject({ failed: faults.length });
  expect(lines.filter(({ TickErrors }) => TickErrors === 1)).toHaveLength(faults.length);
  expect(await scaler.desiredCapacity()).toBe(4);
});

test('a Semaphore that is slow is waited for', async () => {
  scaler.semaphore.answer = (...request) => setTimeout(() => json(figures)(...request), 1500);
  expect((await scaler.invoke()).error).toBeUndefined();
  expect(await scaler.desiredCapacity()).toBe(4);
});

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

test('an AWS that throttles again and again is asked ever more rarely, and the tick succeeds', async () => {
  let throttled = 0;
  scaler.aws.faults.set('SetDesiredCapacity', (request, response, body) => {
    throttled += 1;
    if (throttled === 2) scaler.aws.faults.delete('SetDesiredCapacity');
    awsError('Throttling', 400)(request, response, body);
  });
  expect((await scaler.invoke({}, oneLongTick)).error).toBeUndefined();
  expect(throttled).toBe(2);
  expect(await scaler.desiredCapacity()).toBe(4);
});

test('an AWS that throttles for longer than a tick lasts costs that tick, not the minute', async () => {
  scaler.aws.faults.set('SetDesiredCapacity', awsError('Throttling', 400));
  const { error, output } = await scaler.invoke({}, oneLongTick);
  expect(error).toBe('no tick succeeded');
  expect(output).toContain(`could not set the desired capacity of Auto Scaling group ${scaler.group}`);
  const times = scaler.aws.actions.filter((action) => action === 'SetDesiredCapacity').length;
  expect(times).toBeGreaterThan(1);
  expect(times).toBeLessThanOrEqual(4);
});

test.each<[string, number, Answer]>([
  ['DescribeAutoScalingGroups', 1, awsError('AccessDenied', 403)],
  ['SetDesiredCapacity', 1, awsError('AccessDenied', 403)],
  // The token, and what was learned.
  ['GetParameter', 2, json({ __type: 'AccessDeniedException', message: 'AccessDenied' }, 400)],
])('an AWS that denies %s is not asked again in that tick, and the log says so', async (action, times, answer) => {
  scaler.aws.faults.set(action, answer);
  const { error, output } = await scaler.invoke();
  expect(error).toBe('no tick succeeded');
  expect(output).toContain('AccessDenied');
  expect(scaler.aws.actions.filter((asked) => asked === action)).toHaveLength(times);
});

test('a group that is being deleted is not raised, and the log says so', async () => {
  const member =
    `<AutoScalingGroupName>${scaler.group}</AutoScalingGroupName><MinSize>0</MinSize><MaxSize>10</MaxSize>` +
    '<DesiredCapacity>0</DesiredCapacity><Status>Delete in progress</Status>';
  const result = `<AutoScalingGroups><member>${member}</member></AutoScalingGroups>`;
  const describe = `<DescribeAutoScalingGroupsResult>${result}</DescribeAutoScalingGroupsResult>`;
  const answer = text(`<DescribeAutoScalingGroupsResponse>${describe}</DescribeAutoScalingGroupsResponse>`);
  scaler.aws.faults.set('DescribeAutoScalingGroups', answer);
  const { error, output } = await scaler.invoke();
  expect(error).toBe('no tick succeeded');
  expect(output).toContain(`Auto Scaling group ${scaler.group} is being deleted: Delete in progress`);
  expect(scaler.aws.actions).not.toContain('SetDesiredCapacity');
});

test('a scaling activity that is in progress delays the raise by a tick', async () => {
  once('SetDesiredCapacity', awsError('ScalingActivityInProgress', 400));
  const { error, lines } = await scaler.minute();
  expect(error).toBeUndefined();
  expect(lines.at(-1)).toMatchObject({ failed: 1 });
  expect(await scaler.desiredCapacity()).toBe(4);
});

test('sizes that were changed by hand hold: a raised minimum is filled, a lowered maximum is not passed', async () => {
  await site.account.resizeGroup(scaler.group, 6, 8);
  await scaler.invoke();
  expect(await scaler.desiredCapacity()).toBe(6);
  await site.account.resizeGroup(scaler.group, 0, 2);
  await scaler.invoke();
  expect(await scaler.desiredCapacity()).toBe(2);
  expect(scaler.aws.actions).not.toContain('SetDesiredCapacity');
});

test('instances that EC2 does not have are told with their types, in the log and as a metric', async () => {
  await site.account.runShortOf('m1.small');
  try {
    const { error, lines } = await scaler.minute();
    expect(error).toBeUndefined();
    const failures = { message: expect.stringContaining('sufficient m1.small capacity'), instanceTypes: ['m1.small'] };
    expect(lines).toContainEqual(expect.objectContaining({ level: 'error', ...failures }));
    const metric = { StackName: scaler.group, FailedLaunches: expect.any(Number), InstanceTypes: ['m1.small'] };
    expect(lines).toContainEqual(expect.objectContaining(metric));
    expect(scaler.aws.actions.filter((action) => action === 'DescribeScalingActivities')).toHaveLength(1);
  } finally {
    await site.account.runShortOf();
  }
});

test('two invocations at once neither lower nor overshoot', async () => {
  const both = await Promise.all([scaler.minute(), scaler.minute()]);
  expect(both.map(({ error }) => error)).toEqual([undefined, undefined]);
  expect(await scaler.desiredCapacity()).toBe(4);
  const raised = both.flatMap(({ lines }) => lines.filter(({ message }) => message === 'raised desired capacity'));
  expect(raised.length).toBeGreaterThan(0);
  for (const { to } of raised) expect(to).toBe(4);
});

test('a clock that is an hour fast costs a request, not the tick', async () => {
  scaler.aws.faults.set('DescribeAutoScalingGroups', signedInTime(scaler));
  const { error, lines } = await scaler.invoke({}, { clockOffset: 3_600_000 });
  expect(error).toBeUndefined();
  expect(lines.at(-1)).toMatchObject({ failed: 0 });
  expect(scaler.aws.actions.filter((action) => action === 'DescribeAutoScalingGroups')).toHaveLength(2);
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
  const [withoutAws, withoutSemaphore] = await Promise.all([
    scaler.invoke({}, { patience: 2 }),
    scaler.invoke({ AWS_ENDPOINT_URL: site.account.url, SEMAPHORE_URL: stalled.url }, { patience: 2 }),
  ]);
  expect([withoutAws.error, withoutSemaphore.error]).toEqual(['no tick succeeded', 'no tick succeeded']);
  expect(withoutAws.output).toContain(`could not read the sizes of Auto Scaling group ${scaler.group}`);
  expect(withoutSemaphore.output).toContain(`no answer from ${stalled.url}`);
  await stalled.stop();
});
