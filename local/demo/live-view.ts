import type { Colors } from 'picocolors/types';
import { screenLines } from './screen';
import type { PictureSource, Screen, View } from './view';

/** Real milliseconds between two pictures. */
const interval = 100;
/** What the picture keeps, however much is printed above it. */
const leastRows = 13;
const usual = { columns: 80, rows: 24 } as const;
const sequence = {
  hideCursor: '\x1b[?25l',
  showCursor: '\x1b[?25h',
  clearLine: '\x1b[2K',
  clearBelow: '\x1b[J',
} as const;

/** A picture that is drawn over itself, for a terminal. */
export class LiveView implements View {
  private drawn: readonly string[] = [];
  private printed = 0;
  private readonly timer: NodeJS.Timeout;

  constructor(
    private readonly screen: Screen,
    private readonly source: PictureSource,
    private readonly colors: Colors,
  ) {
    screen.write(sequence.hideCursor);
    process.once('exit', this.showCursor);
    this.timer = setInterval(() => this.draw(), interval);
    this.timer.unref();
  }

  phase(): void {}

  happening(): void {}

  /** Printed lines stand above the picture, which takes less room from then on. */
  print(lines: readonly string[]): void {
    this.screen.write(`${this.up()}${sequence.clearBelow}${lines.map((line) => `${line}\n`).join('')}`);
    this.drawn = [];
    this.printed += lines.length;
    this.draw();
  }

  /** Leaves the last picture where it is. */
  stop(): void {
    clearInterval(this.timer);
    this.draw();
    process.off('exit', this.showCursor);
    this.showCursor();
  }

  private readonly showCursor = () => void this.screen.write(sequence.showCursor);

  private draw(): void {
    const { columns = usual.columns, rows = usual.rows } = this.screen;
    const lines = screenLines(this.source(), { columns, rows: Math.max(leastRows, rows - this.printed) }, this.colors);
    // One write, so that no half a picture is seen.
    const changed = lines.length === this.drawn.length ? this.changes(lines) : this.whole(lines);
    if (changed !== '') this.screen.write(changed);
    this.drawn = lines;
  }

  private whole(lines: readonly string[]): string {
    return `${this.up()}${lines.map((line) => `${sequence.clearLine}${line}\n`).join('')}${sequence.clearBelow}`;
  }

  /** To where the picture begins. */
  private up(): string {
    return this.drawn.length === 0 ? '' : `\x1b[${this.drawn.length}A\r`;
  }

  /** Only the lines that differ: the rest can be selected and copied. */
  private changes(lines: readonly string[]): string {
    return lines
      .map((line, index) => {
        const distance = lines.length - index;
        if (line === this.drawn[index]) return '';
        return `\x1b[${distance}A\r${sequence.clearLine}${line}\x1b[${distance}B\r`;
      })
      .join('');
  }
}
