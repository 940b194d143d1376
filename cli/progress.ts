import type { Terminal } from './terminal';

/** Milliseconds before the first line, so that what is quick says nothing, and between two. */
interface Pauses {
  readonly first: number;
  readonly next: number;
}

/** Tells how far something is, once it has taken a while, and not at every step. */
export function progress(
  { report }: Pick<Terminal, 'report'>,
  { first, next }: Pauses = { first: 2000, next: 5000 },
): (text: string) => void {
  let due = performance.now() + first;
  return (text) => {
    if (performance.now() < due) return;
    due = performance.now() + next;
    report(text);
  };
}
