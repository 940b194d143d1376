import timers from 'node:timers/promises';

/**
 * Lets time pass `speed` times as fast for the program in this process: the clock (`Date`) runs faster and waits through
 * `node:timers/promises` are shorter. Time limits of network calls (`AbortSignal.timeout`, the AWS SDK's own) stay
 * real, because the network and the processor are.
 */
export function compressTime(speed: number): void {
  const start = Date.now();
  const RealDate = Date;
  const now = () => start + (RealDate.now() - start) * speed;
  globalThis.Date = new Proxy(RealDate, {
    construct: (target, args, newTarget) => Reflect.construct(target, args.length === 0 ? [now()] : args, newTarget),
    apply: () => new RealDate(now()).toString(),
    get: (target, property) => (property === 'now' ? now : Reflect.get(target, property)),
  });
  const wait = timers.setTimeout;
  timers.setTimeout = (milliseconds = 1, ...rest) => wait(milliseconds / speed, ...rest);
}
