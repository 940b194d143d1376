import { readEnvironment } from '../../scaler-lambda/environment';

const complete = {
  SEMAPHORE_URL: 'https://acme.semaphoreci.com',
  TOKEN_PARAMETER: '/agents/token',
  AUTO_SCALING_GROUP: 'acme-s1-linux',
  STACK_NAME: 'acme-s1-linux',
  AGENTS_PER_INSTANCE: '2',
  WANTED_PARAMETER: '/agent-fleet/acme-s1-linux/wanted',
  READY_FOR: '50',
  BOOT_SECONDS: '75',
};

test('settings come out with their types', () => {
  expect(readEnvironment({ ...complete, HEADROOM_PERCENT: '10' })).toEqual({
    semaphoreUrl: 'https://acme.semaphoreci.com',
    tokenParameter: '/agents/token',
    autoScalingGroup: 'acme-s1-linux',
    stackName: 'acme-s1-linux',
    agentsPerInstance: 2,
    wantedParameter: '/agent-fleet/acme-s1-linux/wanted',
    readyFor: 50,
    expectedBoot: 75,
    headroom: { percent: 10 },
    schedules: [],
  });
  expect(readEnvironment({ ...complete, HEADROOM_NUMBER: '3' }).headroom).toEqual({ number: 3 });
  expect(readEnvironment(complete).headroom).toBeUndefined();
});

test('every variable that is missing is named in one error', () => {
  expect(() => readEnvironment({})).toThrow(
    /SEMAPHORE_URL[\s\S]*TOKEN_PARAMETER[\s\S]*AUTO_SCALING_GROUP[\s\S]*STACK_NAME[\s\S]*AGENTS_PER_INSTANCE/,
  );
});

test.each([
  ['http://acme.semaphoreci.com', 'SEMAPHORE_URL'],
  ['http://127.0.0.1.example.com', 'SEMAPHORE_URL'],
  ['acme.semaphoreci.com', 'SEMAPHORE_URL'],
])('the token is not sent in the clear to %s', (url, variable) => {
  expect(() => readEnvironment({ ...complete, SEMAPHORE_URL: url })).toThrow(variable);
});

test.each(['http://127.0.0.1:4000', 'http://localhost:4000', 'http://[::1]:4000', 'https://acme.example.com:8443'])(
  '%s is a place to ask',
  (url) => {
    expect(readEnvironment({ ...complete, SEMAPHORE_URL: url }).semaphoreUrl).toBe(url);
  },
);

test.each(['0', '-1', '1.5', '5abc', '', ' 2'])('%p agents an instance are refused', (count) => {
  expect(() => readEnvironment({ ...complete, AGENTS_PER_INSTANCE: count })).toThrow('AGENTS_PER_INSTANCE');
});

test.each(['100', '-1', '1.5', '50%', ''])('a readiness of %p is refused', (percent) => {
  expect(() => readEnvironment({ ...complete, READY_FOR: percent })).toThrow('READY_FOR');
});

test('a number and a percentage of headroom exclude each other', () => {
  const both = { ...complete, HEADROOM_NUMBER: '1', HEADROOM_PERCENT: '10' };
  expect(() => readEnvironment(both)).toThrow('HEADROOM_NUMBER and HEADROOM_PERCENT exclude each other');
});

test('schedules are read, and named when they are no list of them', () => {
  const schedules = [{ cron: '0 7 * * *', timeZone: 'UTC', min: 3 }];
  const read = (SIZE_SCHEDULES: string) => readEnvironment({ ...complete, SIZE_SCHEDULES }).schedules;
  expect(read(JSON.stringify(schedules))).toEqual(schedules);
  for (const wrong of ['[', '{}', '[{"cron":"0 7 * * *"}]']) expect(() => read(wrong)).toThrow('SIZE_SCHEDULES');
});
