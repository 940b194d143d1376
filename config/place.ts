/** Keys and list positions that lead to a value. */
export type Path = readonly (string | number)[];

/** Where a value stands. */
export interface Place {
  /** File, or `environment`; undefined for neither. */
  readonly file: string | undefined;
  /** Line from 1; undefined where there are no lines. */
  readonly line: number | undefined;
  /** The value's name in that file: `defaults.size.min`, `SEMAPHORE_AGENT_AMI`. */
  readonly name: string;
  /** Whether it stands below `defaults`. */
  readonly isDefault: boolean;
}

/** Writes a path as people do: `agentTypes.s1-linux.instances.types[0]`, `tags["a b"]`. */
export function formatPath(path: Path): string {
  return path.reduce<string>((text, step) => {
    if (typeof step === 'number') return `${text}[${step}]`;
    if (!/^[A-Za-z_][A-Za-z0-9_:-]*$/.test(step)) return `${text}[${JSON.stringify(step)}]`;
    return text === '' ? step : `${text}.${step}`;
  }, '');
}
