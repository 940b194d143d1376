/** One thing that is wrong with the configuration. */
export interface Problem {
  /** File that holds the value; undefined for environment variables. */
  readonly file: string | undefined;
  /** Line of the value, from 1; undefined where the file has no lines to speak of. */
  readonly line: number | undefined;
  /** Where the value stands: `agentTypes.s1-linux.size.min`. Empty for the file as a whole. */
  readonly path: string;
  /** The value and what is allowed: `is 4; must be at most size.max (3)`. */
  readonly message: string;
}

/** All that is wrong with a configuration, one problem a line. */
export class FleetFileError extends Error {
  constructor(readonly problems: readonly Problem[]) {
    super(problems.map(describeProblem).join('\n'));
    this.name = 'FleetFileError';
  }
}

/** `fleet.yaml:12: agentTypes.s1-linux.size.min is 4; must be ...` */
export function describeProblem({ file, line, path, message }: Problem): string {
  const place = [file, line].filter((part) => part !== undefined).join(':');
  const sentence = path === '' ? message : `${path} ${message}`;
  return place === '' ? sentence : `${place}: ${sentence}`;
}
