import type { FailedLaunch } from '../../scaler-lambda/failed-launches';
import { GrowthWatch } from '../../scaler-lambda/growth-watch';

const never = new AbortController().signal;
const types = ['c7g.large'];

/** A group that wants 3 and has `states`. */
function group(...states: readonly ('pending' | 'in-service' | 'leaving')[]) {
  const instances = states.map((state, index) => ({ id: `i-${index}`, state }));
  return { min: 0, max: 9, desired: 3, instances, instanceTypes: types };
}

class ListedActivities {
  readonly launches: FailedLaunch[] = [];
  asked = 0;

  async failedLaunches(): Promise<readonly FailedLaunch[]> {
    this.asked += 1;
    return this.launches;
  }
}

let activities: ListedActivities;
let watch: GrowthWatch;
beforeEach(() => {
  activities = new ListedActivities();
  watch = new GrowthWatch(activities);
});

test('a group that has what it wants is not asked, however its instances are', async () => {
  for (const now of [0, 60, 120]) {
    expect(await watch.check(group('pending', 'pending', 'in-service'), now, never)).toBeUndefined();
  }
  expect(activities.asked).toBe(0);
});

test('instances that are missing for a moment are no reason to ask', async () => {
  await watch.check(group('pending'), 0, never);
  await watch.check(group('pending'), 29, never);
  await watch.check(group('pending', 'pending', 'pending'), 35, never);
  await watch.check(group('pending', 'pending'), 60, never);
  expect(activities.asked).toBe(0);
});

test('where instances stay away the group is asked why, and each failure is told once', async () => {
  activities.launches.push({ at: 5, message: 'no capacity' });
  await watch.check(group('in-service', 'leaving'), 10, never);
  expect(await watch.check(group('in-service'), 40, never)).toEqual({
    count: 1,
    instanceTypes: types,
    message: 'no capacity',
  });
  activities.launches.unshift({ at: 90, message: 'still none' });
  expect(await watch.check(group('in-service'), 160, never)).toMatchObject({ count: 1, message: 'still none' });
  expect(await watch.check(group('in-service'), 280, never)).toBeUndefined();
});

test('a group that stays short is asked once in two minutes', async () => {
  for (let now = 0; now <= 600; now += 5) await watch.check(group(), now, never);
  expect(activities.asked).toBe(5);
});

test('failures of another day are not told', async () => {
  activities.launches.push({ at: 1000, message: 'yesterday' });
  await watch.check(group(), 90_000, never);
  expect(await watch.check(group(), 90_030, never)).toBeUndefined();
});

test('a question that fails is asked again later', async () => {
  activities.launches.push({ at: 0, message: 'no capacity' });
  await watch.check(group(), 0, never);
  const broken = new GrowthWatch({ failedLaunches: async () => Promise.reject(new Error('Rate exceeded')) });
  await broken.check(group(), 0, never);
  await expect(broken.check(group(), 30, never)).rejects.toThrow('Rate exceeded');
  expect(await broken.check(group(), 35, never)).toBeUndefined();
});

test('a group that was told to launch nothing is not asked why it does not', async () => {
  const told = { ...group('in-service'), launchesSuspended: true };
  await watch.check(told, 10, never);
  expect(await watch.check(told, 40, never)).toMatchObject({ count: 0, message: expect.stringContaining('suspended') });
  expect(activities.asked).toBe(0);
});
