import { AgentGroup, DecrementRefused } from '../../supervisor/agent-group';
import { AwsClient } from '../../supervisor/aws-client';
import { LogGroup } from '../../supervisor/log-group';
import { ParameterStore } from '../../supervisor/parameter-store';
import { type PlannedAnswer, type ReceivedRequest, TestServer } from './test-server';

const credentials = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'secret', sessionToken: 'session' };
const servers: TestServer[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) await server.stop();
});

async function service(answer: (request: ReceivedRequest, count: number) => PlannedAnswer) {
  const server = await TestServer.start(answer);
  servers.push(server);
  const options = { region: 'eu-west-1', domain: 'amazonaws.com', endpoint: server.url };
  return { server, client: new AwsClient({ ...options, credentials: async () => credentials }) };
}

const call = { service: 'ssm', contentType: 'application/x-amz-json-1.1', target: 'AmazonSSM.X', body: '{}' };
const throttled = { status: 400, text: '{"__type":"ThrottlingException","message":"Rate exceeded"}' };

test('what AWS throttles is asked again', async () => {
  const { server, client } = await service((_, count) => (count < 3 ? throttled : { text: 'done' }));
  expect(await client.call({ ...call, patience: 20_000 })).toBe('done');
  expect(server.requests).toHaveLength(3);
});

test('what AWS refuses is not asked again, and the refusal says what it was', async () => {
  const text = '{"__type":"com.amazon#AccessDeniedException","message":"not authorized: ssm:GetParameters"}';
  const { server, client } = await service(() => ({ status: 400, text }));
  await expect(client.call({ ...call, patience: 20_000 })).rejects.toThrow('AccessDeniedException: not authorized');
  expect(server.requests).toHaveLength(1);
});

test('without patience a call is tried once', async () => {
  const { server, client } = await service(() => throttled);
  await expect(client.call({ ...call, patience: 0 })).rejects.toThrow('Rate exceeded');
  expect(server.requests).toHaveLength(1);
});

test("a clock that is off by an hour is found out by AWS's own", async () => {
  const ahead = new Date(Date.now() + 3_600_000);
  const isRight = ({ headers }: ReceivedRequest) => {
    const signed = String(headers['x-amz-date']).replace(/(....)(..)(..)T(..)(..)(..)Z/, '$1-$2-$3T$4:$5:$6Z');
    return Math.abs(Date.parse(signed) - ahead.getTime()) < 60_000;
  };
  const { server, client } = await service((request) =>
    isRight(request)
      ? { text: 'done' }
      : { status: 403, headers: { date: ahead.toUTCString() }, text: '<Error><Code>RequestExpired</Code></Error>' },
  );
  expect(await client.call({ ...call, patience: 0 })).toBe('done');
  expect(await client.call({ ...call, patience: 0 })).toBe('done');
  expect(server.requests).toHaveLength(3);
});

test('requests are signed for their service and region, with the session of the role', async () => {
  const { server, client } = await service(() => ({}));
  await client.call({ ...call, patience: 0 });
  const headers = server.requests[0]?.headers;
  expect(headers?.authorization).toMatch(
    /^AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE\/\d{8}\/eu-west-1\/ssm\/aws4_request, SignedHeaders=content-type;host;x-amz-date;x-amz-security-token;x-amz-target, Signature=[0-9a-f]{64}$/,
  );
  expect(headers?.['x-amz-security-token']).toBe('session');
});

test('parameters come by name, and one that does not exist is left out', async () => {
  const text = JSON.stringify({ Parameters: [{ Name: '/a', Value: '1' }], InvalidParameters: ['/b'] });
  const { server, client } = await service(() => ({ text }));
  expect(await new ParameterStore(client).values(['/a', '/b'], 0)).toEqual(new Map([['/a', '1']]));
  expect(JSON.parse(server.requests[0]?.body ?? '')).toEqual({ Names: ['/a', '/b'], WithDecryption: true });
});

test('all that a parameter has been comes page by page', async () => {
  const first = JSON.stringify({ Parameters: [{ Name: '/a', Value: '1' }], NextToken: 'more' });
  const second = JSON.stringify({ Parameters: [{ Name: '/a', Value: '2' }] });
  const { server, client } = await service(({ body }) => ({ text: body.includes('NextToken') ? second : first }));
  expect(await new ParameterStore(client).history('/a', 0)).toEqual(['1', '2']);
  expect(server.requests.map(({ body }) => JSON.parse(body))).toEqual([
    { Name: '/a', MaxResults: 50 },
    { Name: '/a', MaxResults: 50, NextToken: 'more' },
  ]);
});

describe('the group', () => {
  async function group(answer: PlannedAnswer) {
    const { server, client } = await service(() => answer);
    return { server, group: new AgentGroup(client, 'acme-s1', 'i-1', 0) };
  }

  test('tells its sizes, and how many instances are not in service yet', async () => {
    const member = (state: string) => `<member><LifecycleState>${state}</LifecycleState></member>`;
    const instances = ['InService', 'Pending:Wait', 'Terminating:Wait'].map(member).join('');
    const sizes = '<MinSize>1</MinSize><MaxSize>9</MaxSize><DesiredCapacity>4</DesiredCapacity>';
    const { group: asked } = await group({ text: `<r>${sizes}<Instances>${instances}</Instances></r>` });
    expect(await asked.view()).toEqual({ min: 1, max: 9, desired: 4, pending: 3 });
  });

  test('at its minimum it refuses to lose a place', async () => {
    const message = "Currently, desiredSize equals minSize (1). Can't decrement as it would breach min size";
    const text = `<ErrorResponse><Error><Code>ValidationError</Code><Message>${message.replace('min size', 'minSize')}</Message></Error></ErrorResponse>`;
    const { group: full } = await group({ status: 400, text });
    await expect(full.terminate(true)).rejects.toThrow(DecrementRefused);
    await expect(full.terminate(false)).rejects.not.toThrow(DecrementRefused);
  });

  test('a hook that waits no more is as good as answered', async () => {
    const text =
      '<ErrorResponse><Error><Code>ValidationError</Code><Message>No active Lifecycle Action found with instance ID i-1</Message></Error></ErrorResponse>';
    const { group: going } = await group({ status: 400, text });
    await expect(going.completeHook('launch', 'CONTINUE')).resolves.toBeUndefined();
  });
});

test('a line goes to the log group of the supervisor, whether its stream is there or not', async () => {
  const exists = { status: 400, text: '{"__type":"ResourceAlreadyExistsException","message":"there"}' };
  const { server, client } = await service((_, count) => (count === 1 ? exists : { text: '{}' }));
  await new LogGroup(client, 'acme-s1', 'i-1').write('why', new Date(0));
  expect(server.requests.map(({ headers }) => headers['x-amz-target'])).toEqual([
    'Logs_20140328.CreateLogStream',
    'Logs_20140328.PutLogEvents',
  ]);
  expect(JSON.parse(server.requests[1]?.body ?? '')).toEqual({
    logGroupName: '/agent-fleet/acme-s1/supervisor',
    logStreamName: 'i-1',
    logEvents: [{ timestamp: 0, message: 'why' }],
  });
});
