import type { Terminal } from '../../cli/terminal';

/** A terminal that keeps what is written to it. */
export class CapturedTerminal implements Terminal {
  readonly printed: string[] = [];
  readonly reported: string[] = [];

  constructor(
    readonly cwd: string,
    readonly env: NodeJS.ProcessEnv = {},
  ) {}

  print(text: string): void {
    this.printed.push(text);
  }

  report(text: string): void {
    this.reported.push(text);
  }

  get output(): string {
    return this.printed.join('\n');
  }

  get errors(): string {
    return this.reported.join('\n');
  }
}
