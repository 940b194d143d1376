import { rateSeconds } from '../../local/schedule-expression';

test.each([
  ['rate(1 minute)', 60],
  ['rate(5 minutes)', 300],
  ['rate(1 hour)', 3600],
  ['rate(2 days)', 172_800],
  ['cron(0 12 * * ? *)', undefined],
  ['rate(1 fortnight)', undefined],
])('%s comes every %p seconds', (expression, seconds) => {
  expect(rateSeconds(expression)).toBe(seconds);
});
