/** Log lines of an instance: a fixed sentence plus fields, one JSON object a line. */
export type InstanceLog = (message: string, fields?: Readonly<Record<string, unknown>>) => void;

/** `context` is asked for each line: what every line tells. */
export function instanceLog(
  write: (line: string) => void,
  context: () => Readonly<Record<string, unknown>> = () => ({}),
): InstanceLog {
  return (message, fields = {}) =>
    write(JSON.stringify({ time: new Date().toISOString(), message, ...context(), ...fields }));
}

/** An error in words. */
export function describeError(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
