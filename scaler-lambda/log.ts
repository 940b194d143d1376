/** Log lines: a fixed sentence plus fields, one JSON object a line. */
export interface Log {
  info(message: string, fields?: Readonly<Record<string, unknown>>): void;
  error(message: string, fields?: Readonly<Record<string, unknown>>): void;
}

export const consoleLog: Log = {
  info: (message, fields) => console.log(line('info', message, fields)),
  error: (message, fields) => console.error(line('error', message, fields)),
};

function line(level: string, message: string, fields: Readonly<Record<string, unknown>> = {}): string {
  return JSON.stringify({ time: new Date().toISOString(), level, message, ...fields });
}

/** The messages of an error and of what caused it, outermost first. */
export function describeError(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const message = error.message === '' ? error.name : error.message;
  return error.cause === undefined ? message : `${message}: ${describeError(error.cause)}`;
}
