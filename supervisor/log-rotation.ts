import { copyFileSync, statSync, truncateSync } from 'node:fs';
import { errorCode } from './error-code';

/** A log is begun anew from this size on, in bytes; an agent that does nothing writes 5 MB a day. */
const defaultLimit = 16 * 1024 * 1024;
/** A log that is never quiet is begun anew at this many times the limit. */
const patience = 4;
/**
 * Milliseconds without a new line after which everybody has read the log: the CloudWatch agent looks four times a second.
 * Source: https://github.com/aws/amazon-cloudwatch-agent/blob/main/plugins/inputs/logfile/tail/watch/polling.go
 */
const quietMs = 2000;

/**
 * Keeps a log from filling the disk of an instance that lives long: what is in it becomes `<path>.1`, and the file is
 * emptied, not renamed, because agents go on writing to it. The CloudWatch agent reads an emptied file from its beginning.
 * A line that is written between copy and cut would be lost, so the log waits for a quiet moment.
 */
export function rotateLog(path: string, now: number, limit = defaultLimit): void {
  const before = sizeOf(path);
  if (!before || before.size < limit) return;
  const mayWait = before.size < limit * patience;
  if (mayWait && now - before.mtimeMs < quietMs) return;
  copyFileSync(path, `${path}.1`);
  if (mayWait && statSync(path).size !== statSync(`${path}.1`).size) return;
  truncateSync(path);
}

function sizeOf(path: string) {
  try {
    return statSync(path);
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined;
    throw error;
  }
}
