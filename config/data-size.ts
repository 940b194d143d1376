import { z } from 'zod';

const gibPer = { GiB: 1, TiB: 1024 } as const;

/** An amount of storage, written `64GiB` or `2TiB` in the fleet file. */
export class DataSize {
  private constructor(readonly gib: number) {}

  static gib(count: number): DataSize {
    return new DataSize(count);
  }

  /** Reads `64GiB`; undefined for text that is no size. */
  static parse(text: string): DataSize | undefined {
    const [, count, unit] = /^(\d{1,9})(GiB|TiB)$/.exec(text) ?? [];
    if (count === undefined) return undefined;
    if (unit === 'GiB' || unit === 'TiB') return new DataSize(Number(count) * gibPer[unit]);
    return undefined;
  }

  toString(): string {
    return this.gib > 0 && this.gib % gibPer.TiB === 0 ? `${this.gib / gibPer.TiB}TiB` : `${this.gib}GiB`;
  }
}

/** A size of at least `least` and at most `most`. */
export function dataSizeBetween(least: DataSize, most: DataSize) {
  const allowed = `a size from ${least} to ${most}, with its unit (GiB or TiB)`;
  return z
    .string()
    .regex(/^\d{1,9}(?:GiB|TiB)$/, { error: `must be ${allowed}`, abort: true })
    .meta({ allowed })
    .transform((text, context) => {
      const parsed = DataSize.parse(text);
      if (parsed && parsed.gib >= least.gib && parsed.gib <= most.gib) return parsed;
      context.addIssue({ code: 'custom', input: text, message: `must be ${allowed}` });
      return z.NEVER;
    });
}
