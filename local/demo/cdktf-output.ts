import { stripVTControlCharacters } from 'node:util';

/** How far Terraform is, over all stacks. */
export interface Progress {
  /** What happens until there is a plan: `synthesizing`. */
  readonly step: string;
  readonly done: number;
  /** Resources that the plans name; 0 while no plan is made. */
  readonly planned: number;
}

/** What cdktf does before it changes anything, in this order, and the lines that tell. */
const steps = [
  ['synthesizing', /Synthesizing/],
  ['initializing', /Initializing /],
  ['planning', /: (Reading\.\.\.|Read complete|Refreshing state)/],
] as const;

/** A line that shows that cdktf is at work: its spinner turns. */
const spinner = /^[\u2800-\u28ff] /;

/** Reads what `cdktf` prints, line by line. */
export class CdktfOutput {
  private readonly lines: string[] = [];
  private done = 0;
  private planned = 0;
  private stepsBegun = 0;

  /** Takes one line; answers whether the progress has changed. */
  add(raw: string): boolean {
    const line = stripVTControlCharacters(raw).trimEnd();
    this.lines.push(line);
    const [, add, change, destroy] = /Plan: (\d+) to add, (\d+) to change, (\d+) to destroy/.exec(line) ?? [];
    if (add !== undefined) this.planned += Number(add) + Number(change) + Number(destroy);
    const completed = /: (Creation|Modifications|Destruction) complete after /.test(line);
    if (completed) this.done += 1;
    // Stacks are worked on side by side: the furthest one counts.
    const begun = steps.findIndex(([, sign]) => sign.test(line)) + 1;
    const isNext = begun > this.stepsBegun;
    this.stepsBegun = Math.max(this.stepsBegun, begun);
    return completed || add !== undefined || isNext;
  }

  get progress(): Progress {
    return { step: steps[this.stepsBegun - 1]?.[0] ?? 'starting', done: this.done, planned: this.planned };
  }

  /** Terraform found nothing to change. */
  get hasNoChanges(): boolean {
    return this.lines.some((line) => line.includes('No changes. Your infrastructure matches the configuration'));
  }

  /** What went wrong: Terraform's framed messages, or else the last lines. At most `most` lines. */
  failure(most = 30): string {
    const framed = this.lines.map((line) => /[│╷╵].*$/.exec(line)?.[0]).filter((line) => line !== undefined);
    const unique = framed.filter((line, index) => framed.indexOf(line) === index && line.length > 2);
    if (unique.length > 0) return unique.slice(0, most).join('\n');
    const said = this.lines.filter((line) => line !== '' && !spinner.test(line));
    return said.slice(-most).join('\n');
  }

  /** Lines that name what a plan would change. */
  get changes(): string[] {
    return this.lines.filter((line) => / (will|must) be /.test(line)).map((line) => line.trim());
  }
}

/** `planning`, or `12 of 64 resources`. */
export function describeProgress({ step, done, planned }: Progress): string {
  return planned === 0 ? step : `${done} of ${planned} resources`;
}
