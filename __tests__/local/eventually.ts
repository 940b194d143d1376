import { setTimeout as delay } from 'node:timers/promises';

const pauseMs = 50;

/** What `read` gives once `holds` accepts it. @throws with the last value when that takes longer than `seconds` */
export async function eventually<T>(
  read: () => Promise<T> | T,
  holds: (value: T) => boolean,
  seconds = 90,
): Promise<T> {
  const deadline = Date.now() + seconds * 1000;
  for (;;) {
    const value = await read();
    if (holds(value)) return value;
    if (Date.now() > deadline) throw new Error(`not within ${seconds} s; last: ${JSON.stringify(value)}`);
    await delay(pauseMs);
  }
}
