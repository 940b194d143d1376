/** Log lines: a fixed sentence plus fields, one JSON object a line. */
export interface Log {
  info(message: string, fields?: Readonly<Record<string, unknown>>): void;
  error(message: string, fields?: Readonly<Record<string, unknown>>): void;
}

/** Log lines on standard output. */
export const lineLog: Log = {
  info: (message, fields) => writeEvent('info', message, fields),
  error: (message, fields) => writeEvent('error', message, fields),
};

/**
 * Writes a line as it is. The console of the Lambda runtime would put time and request id in front, or the line into
 * a JSON object of its own, where CloudWatch finds no metrics: https://github.com/awslabs/aws-embedded-metrics-node/pull/158
 */
export function writeLine(line: string): void {
  process.stdout.write(`${line}\n`);
}

function writeEvent(level: string, message: string, fields: Readonly<Record<string, unknown>> = {}): void {
  writeLine(JSON.stringify({ time: new Date().toISOString(), level, message, ...fields }));
}

/** The messages of an error and of what caused it, outermost first. */
export function describeError(error: unknown): string {
  // Not instanceof: an error may come from another realm, such as that of Node's fetch under a test runner.
  if (typeof error !== 'object' || error === null || !('message' in error)) return String(error);
  // A connection that was refused on each of several addresses has a code but no message.
  const message = [error.message, 'code' in error && error.code, 'name' in error && error.name].find(Boolean);
  return 'cause' in error ? `${message}: ${describeError(error.cause)}` : String(message);
}
