import pc from 'picocolors';
import { LiveView } from '../../../local/demo/live-view';
import type { Picture } from '../../../local/demo/picture';

const empty: Picture = { title: 'demo', elapsedMs: 0, phases: [], agentTypes: [], happenings: [], advice: [] };

const escapeCharacter = String.fromCharCode(27);
/** The sequences that the view uses, line ends, and text. */
const part = new RegExp(`${escapeCharacter}\\[\\??(\\d*)([A-Za-z])|(\\n)|([^${escapeCharacter}\\n]+)`, 'g');

/** What a terminal shows after all that was written. */
function shown(written: string): string[] {
  const lines: string[] = [''];
  let row = 0;
  for (const [, count, kind, newline, text] of written.matchAll(part)) {
    if (kind === 'A') row -= Number(count);
    if (kind === 'B') row += Number(count);
    if (kind === 'K') lines[row] = '';
    if (kind === 'J') lines.length = row;
    if (newline !== undefined) row += 1;
    if (text !== undefined) lines[row] = `${lines[row] ?? ''}${text.replaceAll('\r', '')}`;
    lines[row] ??= '';
  }
  return lines;
}

test('the last picture stays, however the one before looked', () => {
  let written = '';
  let picture = { ...empty, advice: ['one', 'two', 'three'] };
  const screen = { columns: 80, rows: 24, write: (text: string) => (written += text) };
  const views = [new LiveView(screen, () => picture, pc.createColors(false))];
  views[0]?.stop();
  const before = shown(written);
  expect(before.slice(0, 5)).toEqual(['demo  0:00', '', 'one', 'two', 'three']);
  const view = new LiveView(screen, () => picture, pc.createColors(false));
  written = '';
  view.stop();
  picture = { ...empty, elapsedMs: 1000, advice: ['one', 'TWO', 'three'] };
  view.stop();
  expect(shown(written).slice(0, 5)).toEqual(['demo  0:01', '', 'one', 'TWO', 'three']);
  picture = { ...empty, advice: ['short'] };
  view.stop();
  expect(shown(written)).toEqual(['demo  0:00', '', 'short', '']);
});

test('the cursor is hidden while the picture is drawn, and shown again at the end', () => {
  let written = '';
  const view = new LiveView({ write: (text) => (written += text) }, () => empty, pc.createColors(false));
  expect(written).toContain('\x1b[?25l');
  expect(written).not.toContain('\x1b[?25h');
  view.stop();
  expect(written).toContain('\x1b[?25h');
});
