import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { EmulatedInstance } from '../../local/instance/emulated-instance';
import { Machines } from '../../local/machines';
import { json, LocalServer } from '../scaler-lambda/local-server';
import { eventually } from './eventually';

const instance: EmulatedInstance = {
  instanceId: 'i-0123456789abcdef0',
  state: 'running',
  group: 'acme-s1',
  lifecycleState: 'Pending:Wait',
  targetLifecycleState: 'InService',
  imageId: 'ami-1',
  instanceType: 't3.micro',
  region: 'us-east-1',
  availabilityZone: 'us-east-1a',
  privateIp: '10.0.0.7',
  accountId: '123456789012',
  tags: {},
  iamInstanceProfile: null,
  userData: '',
  launchTime: '2026-11-21T10:00:00Z',
  lifecycle: 'on-demand',
  metadataOptions: {},
  spotInterruptionAt: null,
  rebalanceRecommendedAt: null,
};

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'power-off-'));
});
afterEach(() => rm(folder, { recursive: true }));

test('an instance that powers off is not started again while the emulator still says that it runs', async () => {
  const boots = join(folder, 'boots');
  const supervisor = join(folder, 'supervisor.cjs');
  await writeFile(supervisor, `require('node:fs').appendFileSync(${JSON.stringify(boots)}, 'booted\\n');`);
  let looks = 0;
  let looksAfterPowerOff = 0;
  const emulator = await LocalServer.start((request, response, body) => {
    const powersOff = request.method === 'POST';
    if (powersOff) looksAfterPowerOff = looks;
    else looks += 1;
    const answer = json(powersOff ? {} : { version: looks, instances: [instance] });
    // Slower than the machine, which would be back at once.
    setTimeout(() => answer(request, response, body), 20);
  });
  const machines = new Machines({
    supervisor,
    agent: { command: '/bin/false' },
    folder: join(folder, 'machines'),
    emulatorUrl: emulator.url,
    speed: 1,
  });
  await eventually(
    () => looksAfterPowerOff > 0 && looks > looksAfterPowerOff + 5,
    (seen) => seen,
  );
  await machines.stop();
  await emulator.stop();
  expect(await readFile(boots, 'utf8')).toBe('booted\n');
});
