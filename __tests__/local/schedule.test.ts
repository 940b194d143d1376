import {
  DeleteRuleCommand,
  DisableRuleCommand,
  EventBridgeClient,
  PutRuleCommand,
  PutTargetsCommand,
  RemoveTargetsCommand,
} from '@aws-sdk/client-eventbridge';
import { type Emulator, startEmulator } from '../../local/emulator';
import { Schedule } from '../../local/schedule';
import { eventually } from './eventually';

/** A minute lasts half a second. */
const speed = 120;
let emulator: Emulator;
let client: EventBridgeClient;
let schedule: Schedule;
const invoked: { name: string; event: unknown; at: number }[] = [];
const unknown: string[] = [];

beforeAll(async () => {
  emulator = await startEmulator({ speed });
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
  client = new EventBridgeClient({ endpoint: emulator.url, region: 'us-east-1', credentials });
  schedule = new Schedule({
    environment: emulator.environment,
    speed,
    invoke: (name, event) => invoked.push({ name, event, at: performance.now() }),
    onUnknown: (rule, expression) => unknown.push(`${rule}: ${expression}`),
  });
});

afterAll(async () => {
  await schedule?.stop();
  await emulator?.stop();
});

async function put(rule: string, expression: string, functions: readonly string[]): Promise<void> {
  await client.send(new PutRuleCommand({ Name: rule, ScheduleExpression: expression, State: 'ENABLED' }));
  const arn = (name: string) => `arn:aws:lambda:us-east-1:123456789012:function:${name}`;
  await client.send(
    new PutTargetsCommand({ Rule: rule, Targets: functions.map((name) => ({ Id: name, Arn: arn(name) })) }),
  );
}

function times(name: string): number[] {
  return invoked.filter((each) => each.name === name).map(({ at }) => at);
}

test('a deployed rule invokes its function again and again, with the event that EventBridge sends', async () => {
  await put('minutely', 'rate(1 minute)', ['scaler']);
  const [first, second, third] = await eventually(
    () => times('scaler'),
    (list) => list.length >= 3,
  );
  expect((second ?? 0) - (first ?? 0)).toBeGreaterThan(250);
  expect((third ?? 0) - (second ?? 0)).toBeGreaterThan(250);
  const event = invoked.find(({ name }) => name === 'scaler')?.event;
  expect(event).toMatchObject({ 'detail-type': 'Scheduled Event', source: 'aws.events', region: 'us-east-1' });
});

test('a rule that is disabled or deleted invokes nothing any more', async () => {
  await put('ending', 'rate(1 minute)', ['ending']);
  await put('pausing', 'rate(1 minute)', ['pausing']);
  await eventually(
    () => [times('ending'), times('pausing')],
    (both) => both.every((list) => list.length > 0),
  );
  await client.send(new DisableRuleCommand({ Name: 'pausing' }));
  await client.send(new RemoveTargetsCommand({ Rule: 'ending', Ids: ['ending'] }));
  await client.send(new DeleteRuleCommand({ Name: 'ending' }));
  const quietSince = () => performance.now() - Math.max(...times('ending'), ...times('pausing'));
  expect(await eventually(quietSince, (milliseconds) => milliseconds > 2000)).toBeGreaterThan(2000);
});

test('every target of a rule is invoked', async () => {
  await put('both', 'rate(1 minute)', ['one', 'two']);
  const counts = await eventually(
    () => [times('one').length, times('two').length],
    ([one, two]) => Boolean(one && two),
  );
  expect(Math.abs((counts[0] ?? 0) - (counts[1] ?? 0))).toBeLessThanOrEqual(1);
});

test('a rule that cannot run here is reported once', async () => {
  await put('nightly', 'cron(0 3 * * ? *)', ['nightly']);
  await eventually(
    () => unknown,
    (list) => list.length > 0,
  );
  expect(unknown).toEqual(['nightly: cron(0 3 * * ? *)']);
  expect(times('nightly')).toEqual([]);
});
