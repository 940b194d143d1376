/** Loaded into a program, it makes the program's clock wrong by WRONG_CLOCK_SECONDS. */
const RealDate = Date;
const offset = Number(process.env.WRONG_CLOCK_SECONDS) * 1000;
const now = () => RealDate.now() + offset;
globalThis.Date = new Proxy(RealDate, {
  construct: (target, args, newTarget) => Reflect.construct(target, args.length === 0 ? [now()] : args, newTarget),
  apply: () => new RealDate(now()).toString(),
  get: (target, property) => (property === 'now' ? now : Reflect.get(target, property)),
});
