import type { z } from 'zod';
import type { agentType } from '../agent-type';
import type { Finding } from '../finding';
import { formatPath, type Path } from '../place';
import { type PlacedMapping, valueAt } from '../placed-value';

export type AgentTypeSettings = z.output<typeof agentType>;

/** The agent type that rules look at, with every default filled in, and where they say what they find. */
export class RuleSubject {
  readonly findings: Finding[] = [];
  readonly warnings: Finding[] = [];

  constructor(
    readonly settings: AgentTypeSettings,
    /** Undefined when it is wrong: then nothing can be judged by it. */
    readonly region: string | undefined,
    private readonly written: PlacedMapping,
  ) {}

  /** Whether the file says something there; otherwise the default holds. */
  isGiven(path: string): boolean {
    return valueAt(this.written, steps(path)) !== undefined;
  }

  /** `path (value)` for messages, saying so when the value is the default. */
  named(path: string, value: unknown): string {
    return `${path} (${String(value)}${this.isGiven(path) ? '' : ', the default'})`;
  }

  /** The value at `path` is wrong, because of those at `others`. */
  wrong(path: string | Path, message: string, ...others: string[]): void {
    this.findings.push({ at: typeof path === 'string' ? steps(path) : path, others: others.map(steps), message });
  }

  warn(path: string | Path, message: string): void {
    this.warnings.push({ at: typeof path === 'string' ? steps(path) : path, others: [], message });
  }

  /** Each item of the list at `path` that was there before. */
  wrongIfRepeated(path: string, items: readonly string[]): void {
    items.forEach((item, index) => {
      const first = items.indexOf(item);
      if (first < index) this.wrong([...steps(path), index], `must not repeat ${formatPath([...steps(path), first])}`);
    });
  }
}

export type Rule = (subject: RuleSubject) => void;

function steps(path: string): Path {
  return path.split('.');
}
