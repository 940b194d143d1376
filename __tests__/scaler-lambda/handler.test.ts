import { parseWantedCapacity } from '../../config/wanted-capacity';
import { type Hub, startHub } from '../../local/semaphore/hub';
import { json, text } from './local-server';
import { type DeployedScaler, figures } from './scaler-harness';
import { scalerSite } from './scaler-site';

const site = scalerSite();
let scaler: DeployedScaler;
beforeEach(() => {
  scaler = site.scaler;
});

test('jobs wait, and the group grows', async () => {
  const { error, lines } = await scaler.invoke();
  expect(error).toBeUndefined();
  expect(await scaler.desiredCapacity()).toBe(4);
  expect(scaler.semaphore.requests).toMatchObject([
    { url: '/api/v1/self_hosted_agents/metrics', headers: { authorization: 'Token secret-1' } },
  ]);
  const reason = '4 wanted: 1 running + 3 queued';
  expect(lines).toContainEqual(expect.objectContaining({ message: 'raised desired capacity', from: 0, to: 4, reason }));
  const StackName = scaler.group;
  expect(lines).toContainEqual(expect.objectContaining({ StackName, JobState: 'queued', JobCount: 3 }));
  expect(lines).toContainEqual(expect.objectContaining({ StackName, AgentState: 'occupied', AgentCount: 1 }));
});

// PARITY flaw 16: the first group of a list that was cut off after a page was taken for the right one.
test('among many groups of the account only the one of this agent type grows', async () => {
  const others = ['a', 'acme', `${scaler.group}0`, 'zz'].map((name) => `${name}-other`);
  await Promise.all(others.map((name) => site.account.createGroup(name)));
  await scaler.invoke();
  expect(await scaler.desiredCapacity()).toBe(4);
  for (const name of others) expect(await site.account.desiredCapacity(name)).toBe(0);
  const asked = scaler.aws.parameters.get('DescribeAutoScalingGroups');
  expect(asked?.get('AutoScalingGroupNames.member.1')).toBe(scaler.group);
});

test("the group's cooldown does not hold a raise back", async () => {
  await scaler.invoke();
  expect(scaler.aws.parameters.get('SetDesiredCapacity')?.get('HonorCooldown')).toBe('false');
});

test('agents per instance and headroom reach the decision', async () => {
  await scaler.invoke({ AGENTS_PER_INSTANCE: '2', HEADROOM_PERCENT: '50' });
  expect(await scaler.desiredCapacity()).toBe(3);
});

test('the schedule that holds brings instances up, and tells those that could leave', async () => {
  const schedules = [
    { cron: '0 7 1 1 *', timeZone: 'UTC', max: 3 },
    { cron: '* * * * *', timeZone: 'Europe/Berlin', min: 6 },
  ];
  const { lines } = await scaler.invoke({ SIZE_SCHEDULES: JSON.stringify(schedules) });
  expect(await scaler.desiredCapacity()).toBe(6);
  const reason = '4 wanted: 1 running + 3 queued; raised to min 6; 6 to 10 by schedule * * * * * Europe/Berlin';
  expect(lines).toContainEqual(expect.objectContaining({ message: 'raised desired capacity', to: 6, reason }));
  const note = parseWantedCapacity(await site.account.text(scaler.wantedParameter));
  expect(note).toMatchObject({ wanted: 6, min: 6, max: 10 });
});

test('a minute with jobs costs twelve requests to Semaphore and few to AWS: fewer than agent-aws-stack makes', async () => {
  const { error, lines } = await scaler.minute();
  expect(error).toBeUndefined();
  expect(lines.at(-1)).toMatchObject({ message: 'ticked through the minute', ticks: 12, failed: 0 });
  expect(scaler.semaphore.requests).toHaveLength(12);
  const others = scaler.aws.actions.filter((action) => action !== 'DescribeAutoScalingGroups').sort();
  expect(others).toEqual(['GetParameter', 'GetParameter', 'PutParameter', 'SetDesiredCapacity']);
  expect(scaler.aws.actions.length + scaler.semaphore.requests.length).toBeLessThan(20);
});

test('a minute without jobs costs six requests to Semaphore and hardly any to AWS', async () => {
  scaler.semaphore.answer = json({ jobs: { queued: 0, running: 0 }, agents: { idle: 0, occupied: 0 } });
  await scaler.invoke();
  const before = { semaphore: scaler.semaphore.requests.length, aws: scaler.aws.actions.length };
  const { lines } = await scaler.minute();
  expect(lines.at(-1)).toMatchObject({ ticks: 6, failed: 0 });
  expect(scaler.semaphore.requests.length - before.semaphore).toBe(6);
  const actions = scaler.aws.actions.slice(before.aws);
  expect(actions.filter((action) => action === 'GetParameter')).toHaveLength(2);
  // The first two looks at the group are less than a minute apart, so that those of many scalers spread.
  expect(actions.filter((action) => action === 'DescribeAutoScalingGroups').length).toBeLessThanOrEqual(2);
  expect(actions.length).toBeLessThanOrEqual(4);
});

test('instances find what is wanted in its parameter, and the scaler what it learned', async () => {
  await scaler.invoke({ READY_FOR: '50' });
  const text = await site.account.text(scaler.wantedParameter);
  expect(parseWantedCapacity(text)).toEqual({ wanted: 4, spare: 0, min: 0, max: 10 });
  const { output } = await scaler.invoke({ READY_FOR: '50' });
  expect(output).not.toContain('"level":"error"');
  expect(await site.account.text(scaler.wantedParameter)).toBe(text);
});

test('a token that is rotated while the function is warm is picked up within the tick', async () => {
  const { semaphore } = scaler;
  semaphore.answer = async (request, response, body) => {
    // The first request is still good; then somebody resets the token.
    if (semaphore.requests.length === 1) await scaler.putToken('secret-2');
    const valid = semaphore.requests.length === 1 ? 'Token secret-1' : 'Token secret-2';
    const answer = request.headers.authorization === valid ? json(figures) : text('', 401);
    answer(request, response, body);
  };
  const { error, lines } = await scaler.invoke({}, { times: 2 });
  expect(error).toBeUndefined();
  expect(lines.filter(({ level }) => level === 'error')).toEqual([]);
  const tokens = semaphore.requests.map(({ headers }) => headers.authorization);
  expect(tokens).toEqual(['Token secret-1', 'Token secret-1', 'Token secret-2']);
  // The token twice, and once what was learned.
  expect(scaler.aws.actions.filter((action) => action === 'GetParameter')).toHaveLength(3);
});

test('a token with a line break at its end works: people paste them like that', async () => {
  await scaler.putToken('secret-1\n');
  expect((await scaler.invoke()).error).toBeUndefined();
});

describe("with Semaphore's stand-in", () => {
  let hub: Hub;
  beforeEach(async () => {
    hub = await startHub({
      agentTypes: [
        { name: 's1-linux', token: 'secret-1' },
        { name: 's1-other', token: 'secret-other' },
      ],
    });
  });
  afterEach(() => hub.stop());

  function addJobs(agentType: string, count: number): void {
    for (let job = 0; job < count; job += 1) hub.addJob({ agentType, commands: ['true'] });
  }

  test('jobs in the queue of the agent type get instances; jobs of another agent type do not', async () => {
    addJobs('s1-linux', 2);
    addJobs('s1-other', 5);
    const { error, lines } = await scaler.invoke({ SEMAPHORE_URL: hub.url });
    expect(error).toBeUndefined();
    expect(await scaler.desiredCapacity()).toBe(2);
    const counts = lines.filter((line) => 'JobCount' in line).map(({ JobState, JobCount }) => [JobState, JobCount]);
    expect(Object.fromEntries(counts)).toEqual({ queued: 2, running: 0 });
  });

  test('an empty queue asks for nothing', async () => {
    expect((await scaler.invoke({ SEMAPHORE_URL: hub.url })).error).toBeUndefined();
    expect(scaler.aws.actions).not.toContain('SetDesiredCapacity');
  });

  test.each([
    ['is away for a moment', { kind: 'away', times: 1 }],
    ['resets a connection', { kind: 'reset', times: 1 }],
    ['answers with an error', { kind: 'status', status: 503, times: 1 }],
    ['answers with something else than JSON', { kind: 'invalid-json', times: 1 }],
  ] as const)('a Semaphore that %s delays the raise by one tick', async (_, fault) => {
    addJobs('s1-linux', 2);
    hub.setFaults([{ ...fault, calls: ['metrics'] }]);
    const { error, lines } = await scaler.invoke({ SEMAPHORE_URL: hub.url }, { timeLimit: 60_000, skipsWaits: true });
    expect(error).toBeUndefined();
    expect(lines.at(-1)).toMatchObject({ ticks: 11, failed: 1 });
    expect(await scaler.desiredCapacity()).toBe(2);
  });

  test('a token that Semaphore does not know says so, without showing it', async () => {
    await scaler.putToken('secret-unknown');
    const { error, output } = await scaler.invoke({ SEMAPHORE_URL: hub.url });
    expect(error).toBe('no tick succeeded');
    expect(output).toContain('Semaphore refused the registration token');
  });
});
