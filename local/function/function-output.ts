import { EventEmitter, once } from 'node:events';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';

/**
 * The runtime writes it to both streams before each report. A report comes over a channel of its own and can overtake
 * what was written before it. End of transmission: no function writes that in its log.
 */
export const outputMark = '\u0004';

/** What a function writes, line by line. */
export class FunctionOutput {
  private readonly streams: readonly MarkedStream[];

  constructor(inputs: readonly (Readable | null)[], onLine: (line: string) => void) {
    this.streams = inputs.flatMap((input) => (input ? [new MarkedStream(input, onLine)] : []));
  }

  /** Resolves when every line before the report with this number (from 1) has been handed over, or none can come. */
  async upTo(report: number): Promise<void> {
    await Promise.all(this.streams.map((stream) => stream.upTo(report)));
  }

  /** Resolves when no line can come any more. */
  async ended(): Promise<void> {
    await this.upTo(Number.POSITIVE_INFINITY);
  }
}

class MarkedStream {
  private readonly progress = new EventEmitter();
  private marks = 0;

  constructor(input: Readable, onLine: (line: string) => void) {
    const lines = createInterface({ input });
    lines.on('line', (line) => {
      const isMarked = line.endsWith(outputMark);
      const written = isMarked ? line.slice(0, -outputMark.length) : line;
      if (written !== '' || !isMarked) onLine(written);
      if (isMarked) this.reach(this.marks + 1);
    });
    lines.once('close', () => this.reach(Number.POSITIVE_INFINITY));
  }

  async upTo(mark: number): Promise<void> {
    while (this.marks < mark) await once(this.progress, 'mark');
  }

  private reach(mark: number): void {
    this.marks = mark;
    this.progress.emit('mark');
  }
}
