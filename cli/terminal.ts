/** What a command sees of the process that it runs in. */
export interface Terminal {
  readonly env: NodeJS.ProcessEnv;
  readonly cwd: string;
  /** Writes to standard output: what the command was asked for. */
  print(text: string): void;
  /** Writes to standard error: everything about how it went. */
  report(text: string): void;
}

/** The terminal of this process. */
export const processTerminal: Terminal = {
  env: process.env,
  cwd: process.cwd(),
  print: (text) => void process.stdout.write(`${text}\n`),
  report: (text) => void process.stderr.write(`${text}\n`),
};
