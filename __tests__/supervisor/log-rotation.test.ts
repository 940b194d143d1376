import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AgentLog } from '../../supervisor/agent-log';
import { rotateLog } from '../../supervisor/log-rotation';
import { eventually } from '../local/eventually';

let folder: string;
let log: string;
const children: ChildProcess[] = [];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'log-rotation-'));
  log = join(folder, 'agent-0.log');
});
afterEach(async () => {
  for (const child of children.splice(0)) {
    const gone = once(child, 'close');
    child.kill();
    await gone;
  }
  rmSync(folder, { recursive: true });
});

const text = (path: string) => readFileSync(path, 'utf8');
const lines = (from: number, to: number) =>
  Array.from({ length: to - from }, (_, index) => `line ${from + index}\n`).join('');
/** As if nothing had been written for a while. */
const later = () => statSync(log).mtimeMs + 2000;

/** A process that keeps its log open for as long as it runs, as agents do. */
function writer(): (written: string) => Promise<void> {
  const child = spawn('bash', ['-c', 'exec cat >>"$0"', log], { stdio: ['pipe', 'ignore', 'inherit'] });
  children.push(child);
  return async (written) => {
    child.stdin.write(written);
    await eventually(
      () => existsSync(log) && text(log),
      (content) => content !== false && content.endsWith(written),
    );
  };
}

/** Follows the file as the CloudWatch agent does: an emptied one is read from its beginning. */
function follower(): () => string {
  const child = spawn('tail', ['-F', '-n', '+1', '-s', '0.05', log], { stdio: ['ignore', 'pipe', 'ignore'] });
  children.push(child);
  let seen = '';
  child.stdout.setEncoding('utf8').on('data', (piece: string) => {
    seen += piece;
  });
  return () => seen;
}

test('a running process goes on in the emptied log, and who follows it misses nothing', async () => {
  const write = writer();
  const seen = follower();
  let written = '';
  // Each time less than before: a follower tells an emptied file by its size.
  for (const [from, to] of [
    [0, 100],
    [100, 150],
    [150, 170],
  ] as const) {
    await write(lines(from, to));
    // No gap where the process would have gone on writing.
    expect(text(log)).toBe(lines(from, to));
    written += lines(from, to);
    await eventually(seen, (content) => content === written);
    rotateLog(log, later(), 100);
    expect([text(`${log}.1`), text(log)]).toEqual([lines(from, to), '']);
  }
});

test('a log is left alone while it is small, missing, or written to', () => {
  rotateLog(log, Date.now(), 100);
  writeFileSync(log, 'x'.repeat(99));
  rotateLog(log, later(), 100);
  writeFileSync(log, 'x'.repeat(399));
  rotateLog(log, later() - 1, 100);
  expect([statSync(log).size, existsSync(`${log}.1`)]).toEqual([399, false]);
});

test('a log that is never quiet is bounded all the same', () => {
  writeFileSync(log, 'x'.repeat(400));
  chmodSync(log, 0o640);
  rotateLog(log, statSync(log).mtimeMs, 100);
  expect([statSync(log).size, statSync(`${log}.1`).size, statSync(`${log}.1`).mode & 0o777]).toEqual([0, 400, 0o640]);
});

test('why an agent ends is learned from a log that was begun anew', async () => {
  writeFileSync(log, `${'x'.repeat(1000)}\nStarting to poll for jobs\n`);
  const known = new AgentLog(log, 0);
  await known.read();
  expect(known.isRegistered).toBe(true);
  rotateLog(log, later(), 100);
  writeFileSync(log, 'Agent shutdown requested by Semaphore due to: idle\n');
  await Promise.all([known.read(), known.read()]);
  expect(known.reason).toBe('IDLE');
});
