const secondsPer = { minute: 60, hour: 3600, day: 86_400 } as const;

/** Seconds between two events of a `rate(...)` schedule; undefined for a `cron(...)`, which local mode does not run. */
export function rateSeconds(expression: string): number | undefined {
  const [, count, unit] = /^rate\((\d+) (minute|hour|day)s?\)$/.exec(expression) ?? [];
  if (unit !== 'minute' && unit !== 'hour' && unit !== 'day') return undefined;
  return Number(count) * secondsPer[unit];
}
