import fc from 'fast-check';
import { JobLog } from '../../../local/semaphore/job-log';

function line(output: string): string {
  return JSON.stringify({ event: 'cmd_output', timestamp: 1, output });
}

test('the text of a log is each command and what it printed', () => {
  const log = new JobLog(10_000);
  const started = JSON.stringify({ event: 'cmd_started', timestamp: 1, directive: 'ls' });
  log.append(0, `${started}\n${line('a\r\nb\n')}\n`);
  expect(log.text).toBe('ls\na\nb\n');
});

test('a log is the same however its batches are cut and repeated', () => {
  const batches = fc.array(fc.record({ size: fc.integer({ min: 1, max: 5 }), repeats: fc.nat(2) }), { maxLength: 20 });
  const isSame = (cuts: { size: number; repeats: number }[]) => {
    const log = new JobLog(1_000_000);
    let sent = 0;
    for (const { size, repeats } of cuts) {
      const lines = Array.from({ length: size }, (_, index) => line(`${sent + index};`));
      for (let time = 0; time <= repeats; time += 1) log.append(sent, `${lines.join('\n')}\n`);
      sent += size;
    }
    expect(log.text).toBe(Array.from({ length: sent }, (_, index) => `${index};`).join(''));
  };
  fc.assert(fc.property(batches, isSame));
});

test('a batch that leaves a gap, is no log or is too long is refused', () => {
  const log = new JobLog(1_000_000);
  expect(() => log.append(1, line('x'))).toThrow(expect.objectContaining({ status: 400 }));
  expect(() => log.append(0, 'nonsense')).toThrow(expect.objectContaining({ status: 400 }));
  const tooMany = Array.from({ length: 2001 }, () => line('x')).join('\n');
  expect(() => log.append(0, tooMany)).toThrow(expect.objectContaining({ status: 413 }));
});

test('a full log refuses everything that follows with 422', () => {
  const log = new JobLog(150);
  log.append(0, line('first'));
  expect(() => log.append(1, line('x'.repeat(200)))).toThrow(expect.objectContaining({ status: 422 }));
  expect(() => log.append(1, line('y'))).toThrow(expect.objectContaining({ status: 422 }));
  expect(log.text).toBe('first');
});
