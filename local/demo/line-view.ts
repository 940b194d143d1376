import type { Happening, PhasePicture } from './picture';
import type { Screen, View } from './view';

/** Real milliseconds between two lines about the same phase. */
const progressInterval = 5_000;

/** One line for each thing that happens, for logs. */
export class LineView implements View {
  private lastProgress = 0;

  constructor(
    private readonly screen: Screen,
    /** Real milliseconds since the start. */
    private readonly elapsedMs: () => number,
  ) {}

  phase({ name, state, detail, elapsedMs }: PhasePicture): void {
    if (state === 'to come') return;
    const begins = state === 'running' && elapsedMs === 0;
    if (state === 'running' && !begins && this.elapsedMs() - this.lastProgress < progressInterval) return;
    this.lastProgress = this.elapsedMs();
    const what =
      state === 'running' ? detail : `${state} in ${(elapsedMs / 1000).toFixed(1)} s${detail && `: ${detail}`}`;
    this.line(name, what);
  }

  happening({ source, text }: Happening): void {
    this.line(source, text);
  }

  print(lines: readonly string[]): void {
    for (const line of lines) this.screen.write(`${line}\n`);
  }

  stop(): void {}

  private line(source: string, text: string): void {
    this.screen.write(`${(this.elapsedMs() / 1000).toFixed(1).padStart(6)} s  ${source.padEnd(10)}  ${text}\n`);
  }
}
