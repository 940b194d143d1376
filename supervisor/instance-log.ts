/** Log lines of an instance: a fixed sentence plus fields, one JSON object a line. */
export type InstanceLog = (message: string, fields?: Readonly<Record<string, unknown>>) => void;

export function instanceLog(write: (line: string) => void): InstanceLog {
  return (message, fields = {}) => write(JSON.stringify({ time: new Date().toISOString(), message, ...fields }));
}
