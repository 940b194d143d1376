import { type Hub, startHub } from '../../local/semaphore/hub';
import { type DeployedScaler, ScalerHarness } from './scaler-harness';

/** Time for tests that run real processes, in milliseconds. */
jest.setTimeout(60_000);

let harness: ScalerHarness;
let scaler: DeployedScaler;
let hub: Hub;

beforeAll(async () => {
  harness = await ScalerHarness.start();
});
afterAll(() => harness?.stop());
beforeEach(async () => {
  scaler = await harness.deploy();
  const agentTypes = [
    { name: 's1-linux', token: 'secret-1' },
    { name: 's1-other', token: 'secret-other' },
  ];
  hub = await startHub({ agentTypes });
});
afterEach(() => Promise.all([scaler.stop(), hub.stop()]));

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
