import pc from 'picocolors';
import { LiveView } from '../../../local/demo/live-view';
import type { Picture } from '../../../local/demo/picture';

const empty: Picture = { title: 'demo', elapsedMs: 0, phases: [], agentTypes: [], happenings: [], compact: true };

function tells(...texts: readonly string[]): Picture {
  return { ...empty, happenings: texts.map((text) => ({ atMs: 0, source: 's', text })) };
}

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

/** A view whose every picture can be looked at. */
function viewed() {
  const terminal = { written: '', picture: empty };
  const screen = {
    columns: 80,
    rows: 24,
    write: (text: string) => {
      terminal.written += text;
    },
  };
  const view = new LiveView(screen, () => terminal.picture, pc.createColors(false));
  const look = (picture: Picture) => {
    terminal.picture = picture;
    view.stop();
    return shown(terminal.written).map((line) => line.trim());
  };
  return { view, look };
}

test('a picture is drawn over the one before, longer or shorter', () => {
  const { look } = viewed();
  expect(look(tells('one', 'two'))).toEqual(['demo  0:00', '0:00  s           one', '0:00  s           two', '']);
  expect(look(tells('one', 'TWO'))[2]).toContain('TWO');
  expect(look(tells())).toEqual(['demo  0:00', '']);
  expect(look(tells('three'))).toEqual(['demo  0:00', '0:00  s           three', '']);
});

test('what is printed stays above the picture', () => {
  const { view, look } = viewed();
  look(tells('one'));
  view.print(['first', 'second']);
  expect(look(tells('two'))).toEqual(['first', 'second', 'demo  0:00', '0:00  s           two', '']);
});

test('the cursor is hidden while the picture is drawn, and shown again at the end', () => {
  let written = '';
  const view = new LiveView({ write: (text) => (written += text) }, () => empty, pc.createColors(false));
  expect(written).toContain('\x1b[?25l');
  expect(written).not.toContain('\x1b[?25h');
  view.stop();
  expect(written).toContain('\x1b[?25h');
});
