import { assignedName, type Naming } from '../../../local/semaphore/agent-name';
import { callerIdentity, trustingSts } from '../../../local/semaphore/sts-look-up';

const fromSts: Naming = { origin: 'aws-sts', account: '123456789012', rolePatterns: ['fleet-*-instance', 'exact'] };
const signed =
  'https://sts.amazonaws.com/?Action=GetCallerIdentity&X-Amz-Signature=x&X-Amz-Security-Token=i-0123456789abcdef0';

function lookUp(role: string, account = '123456789012') {
  return async () => ({ account, arn: `arn:aws:sts::${account}:assumed-role/${role}/i-0123456789abcdef0` });
}

async function never(): Promise<never> {
  throw new Error('STS was asked');
}

test.each(['agent-01', 'i-0123456789abcdef0_a/b+c', 'x'.repeat(80)])('%s is a name', async (name) => {
  await expect(assignedName(name, { origin: 'agent' }, never)).resolves.toBe(name);
});

test.each(['short', 'x'.repeat(81), 'has space', 'dot.dot.dot', 'https://sts.amazonaws.com/', ''])(
  '%p is refused as a name',
  async (name) => {
    await expect(assignedName(name, { origin: 'agent' }, never)).rejects.toMatchObject({ status: 400 });
  },
);

test('an agent type that takes names from AWS STS uses the session name', async () => {
  await expect(assignedName(signed, fromSts, lookUp('fleet-linux-instance'))).resolves.toBe('i-0123456789abcdef0');
  await expect(assignedName(signed, fromSts, lookUp('exact'))).resolves.toBe('i-0123456789abcdef0');
});

test.each([
  ['another role', lookUp('admin')],
  ['a role that only begins like an exact one', lookUp('exact-2')],
  ['another account', lookUp('exact', '999999999999')],
])('%s is refused', async (_, found) => {
  await expect(assignedName(signed, fromSts, found)).rejects.toMatchObject({ status: 400 });
});

test.each([
  'https://sts.us-east-1.amazonaws.com/?Action=GetCallerIdentity',
  'https://sts.amazonaws.com:8443/',
  'http://sts.amazonaws.com/',
  'https://sts.amazonaws.com.evil.example/',
  'agent-0001',
])('%s is refused without being followed', async (name) => {
  await expect(assignedName(name, fromSts, never)).rejects.toMatchObject({ status: 400 });
});

test('without an STS the instance id in the signature is trusted', async () => {
  await expect(assignedName(signed, fromSts, trustingSts('123456789012', 'exact'))).resolves.toBe(
    'i-0123456789abcdef0',
  );
  const unsigned = signed.replace('X-Amz-Signature=x&', '');
  await expect(assignedName(unsigned, fromSts, trustingSts('123456789012', 'exact'))).rejects.toMatchObject({
    status: 400,
  });
});

test("STS's JSON and an emulator's XML say the same", () => {
  const arn = 'arn:aws:sts::1:assumed-role/r/i-1';
  const result = { Account: '1', Arn: arn, UserId: 'u' };
  const json = JSON.stringify({ GetCallerIdentityResponse: { GetCallerIdentityResult: result } });
  const xml = `<GetCallerIdentityResponse><Arn>${arn}</Arn><Account>1</Account></GetCallerIdentityResponse>`;
  expect(callerIdentity(json)).toEqual({ account: '1', arn });
  expect(callerIdentity(xml)).toEqual({ account: '1', arn });
  expect(() => callerIdentity('<html>')).toThrow(expect.objectContaining({ status: 400 }));
});
