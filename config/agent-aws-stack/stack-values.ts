import { Duration } from '../duration';
import type { Problem } from '../fleet-file-error';
import type { PlacedMapping, PlacedScalar, PlacedValue } from '../placed-value';
import { plainValue } from '../placed-value';
import type { StackKeyName } from './stack-keys';

/** What is worth telling about a key of agent-aws-stack's configuration. */
export interface Remark {
  readonly key: string;
  readonly text: string;
}

/** Ways to spell a boolean; agent-aws-stack takes all but `true` for false. */
const spellings: Readonly<Record<string, boolean>> = {
  true: true,
  yes: true,
  on: true,
  '1': true,
  false: false,
  no: false,
  off: false,
  '0': false,
};

/** The values of an agent-aws-stack configuration, read as people meant them. */
export class StackValues {
  readonly problems: Problem[] = [];
  readonly remarks: Remark[] = [];

  constructor(private readonly root: PlacedMapping) {}

  /** Whether the key has a value; an empty one counts as none, as there. */
  has(key: StackKeyName): boolean {
    return this.scalar(key) !== undefined || this.structure(key) !== undefined;
  }

  text(key: StackKeyName): string | undefined {
    const placed = this.scalar(key);
    if (placed) return String(placed.value).trim();
    if (this.structure(key)) this.wrong(key, 'must be text');
    return undefined;
  }

  /** A list: separated by commas there; a JSON list is meant the same. */
  list(key: StackKeyName): string[] | undefined {
    const value = plainValue(this.structure(key) ?? this.scalar(key) ?? nothing(this.root));
    if (value === undefined) return undefined;
    const items = (Array.isArray(value) ? value.map(String) : String(value).split(','))
      .map((item) => item.trim())
      .filter((item) => item !== '');
    if (Array.isArray(value)) this.remark(key, 'was a JSON list, which agent-aws-stack cannot read');
    return items.length === 0 ? undefined : items;
  }

  count(key: StackKeyName): number | undefined {
    const text = this.text(key);
    if (text === undefined) return undefined;
    if (/^\d{1,9}$/.test(text)) return Number(text);
    this.wrong(key, 'must be a whole number');
    return undefined;
  }

  /** Seconds from `least` to `most`, or 0. */
  seconds(key: StackKeyName, least: Duration, most: Duration): Duration | undefined {
    const count = this.count(key);
    if (count === undefined) return undefined;
    if (count === 0 || (count >= least.seconds && count <= most.seconds)) return Duration.seconds(count);
    this.wrong(key, `must be a number of seconds from ${least.seconds} to ${most.seconds}, or 0`);
    return undefined;
  }

  /** `missing` is what agent-aws-stack takes JSON false for. */
  flag(key: StackKeyName, missing: boolean): boolean | undefined {
    const placed = this.scalar(key, true);
    if (!placed) return undefined;
    const text = String(placed.value).trim().toLowerCase();
    const meant = spellings[text];
    if (meant === undefined) {
      this.wrong(key, 'must be true or false');
      return undefined;
    }
    const taken = placed.value === false || placed.value === 0 ? missing : placed.value === 'true';
    if (taken !== meant) {
      this.remark(
        key,
        `was ${JSON.stringify(placed.value)}, which agent-aws-stack takes for ${taken}; ${meant} was meant`,
      );
    }
    return meant;
  }

  /** An object given as JSON text or, in the JSON file, as it is. */
  json(key: StackKeyName): unknown {
    const structure = this.structure(key);
    if (structure) return plainValue(structure);
    const text = this.text(key);
    if (text === undefined) return undefined;
    try {
      return JSON.parse(text);
    } catch {
      this.wrong(key, 'must be a JSON object');
      return undefined;
    }
  }

  place(key: string) {
    return this.root.entries.get(key)?.value.place ?? { ...this.root.place, name: key };
  }

  wrong(key: string, message: string): void {
    const placed = this.root.entries.get(key)?.value;
    const { file, line } = this.place(key);
    const value = placed ? `is ${JSON.stringify(plainValue(placed))}` : 'is missing';
    this.problems.push({ file, line, path: key, message: `${value}; ${message}` });
  }

  remark(key: string, text: string): void {
    this.remarks.push({ key, text });
  }

  private scalar(key: StackKeyName, keepFalse = false): PlacedScalar | undefined {
    const placed = this.root.entries.get(key)?.value;
    if (placed?.kind !== 'scalar' || placed.value === null || placed.value === '') return undefined;
    if (placed.value === false && !keepFalse) return undefined;
    return placed;
  }

  private structure(key: StackKeyName): PlacedValue | undefined {
    const placed = this.root.entries.get(key)?.value;
    return placed && placed.kind !== 'scalar' ? placed : undefined;
  }
}

function nothing({ place }: PlacedMapping): PlacedScalar {
  return { kind: 'scalar', place, value: undefined };
}
