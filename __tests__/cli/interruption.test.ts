import { interruptible } from '../../cli/interruption';
import { CapturedTerminal } from './captured-terminal';

test.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)(
  '%s asks the work to stop, and is no longer listened to afterwards',
  async (name) => {
    const before = process.listenerCount(name);
    const terminal = new CapturedTerminal('/');
    const aborted = await interruptible(terminal, async (signal) => {
      process.emit(name);
      return signal.aborted;
    });
    expect(aborted).toBe(true);
    expect(terminal.errors).toBe('Stopping; what is being made is finished first');
    expect(process.listenerCount(name)).toBe(before);
  },
);
