import { launchFailures } from '../../scaler-lambda/failed-launches';

const noCapacity = (type: string) =>
  `We currently do not have sufficient ${type} capacity in the Availability Zone you requested (us-east-1a). ` +
  `You can currently get ${type} capacity by choosing us-east-1b. Launching EC2 instance failed.`;
const noSpot =
  'Could not launch Spot Instances. InsufficientInstanceCapacity - There is no Spot capacity available that matches your ' +
  'request. Launching EC2 instance failed.';

test.each([
  ['c7g.large'],
  ['m7i-flex.xlarge'],
  ['u7in-16tb.224xlarge'],
  ['mac2-m2pro.metal'],
  ['c7i.metal-24xl'],
  ['t3.micro'],
])('a type that AWS names is found: %s', (type) => {
  expect(launchFailures([{ at: 1, message: noCapacity(type) }], ['x1.large'])?.instanceTypes).toEqual([type]);
});

test('where AWS names no type it may be any of the group', () => {
  const failures = launchFailures([{ at: 1, message: noSpot }], ['m7g.large', 'c7g.large']);
  expect(failures?.instanceTypes).toEqual(['c7g.large', 'm7g.large']);
});

test('several failures are summed up, with the last reason', () => {
  const launches = [
    { at: 2, message: noCapacity('c7g.large') },
    { at: 3, message: noCapacity('m7g.large') },
    { at: 1, message: noCapacity('c7g.large') },
  ];
  const message = noCapacity('m7g.large');
  expect(launchFailures(launches, [])).toEqual({ count: 3, instanceTypes: ['c7g.large', 'm7g.large'], message });
});

test('no failure is nothing to tell', () => {
  expect(launchFailures([], ['c7g.large'])).toBeUndefined();
});
