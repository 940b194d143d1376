import { permitted } from '../../refresh-lambda/permission';
import { SkippingClock } from './skipping-clock';

function denied(message: string): Error {
  return Object.assign(new Error(message), { name: 'AccessDenied' });
}

test('what a new role may not do yet is tried again until it may', async () => {
  const clock = new SkippingClock();
  const work = async () => {
    if (clock.now() < 9000) throw denied('not yet');
    return 'done';
  };
  expect(await permitted(work, clock)).toBe('done');
});

test('what is denied for good is told within half a minute', async () => {
  const clock = new SkippingClock();
  const work = () => Promise.reject(denied('You are not authorized to use launch template: lt-1'));
  await expect(permitted(work, clock)).rejects.toThrow('You are not authorized to use launch template: lt-1');
  expect(clock.now()).toBeLessThan(30_000);
});

test('any other error is told at once', async () => {
  const clock = new SkippingClock();
  await expect(permitted(() => Promise.reject(new Error('no such group')), clock)).rejects.toThrow('no such group');
  expect(clock.now()).toBe(0);
});
