import { z } from 'zod';

const diagnosticLine = z.object({
  type: z.literal('diagnostic'),
  diagnostic: z.object({ severity: z.string(), summary: z.string(), detail: z.string().default('') }),
});

/** An error that `terraform ... -json` reported. */
export interface TerraformError {
  readonly summary: string;
  readonly detail: string;
}

/** Who holds the lock of a state. */
export interface StateLock {
  readonly id: string;
  readonly who: string;
  readonly created: string;
}

/** The errors in the output of `terraform ... -json`. */
export function terraformErrors(output: string): TerraformError[] {
  const lines = output.split('\n').filter((line) => line.startsWith('{'));
  return lines.flatMap((line) => {
    const { data } = diagnosticLine.safeParse(JSON.parse(line));
    return data?.diagnostic.severity === 'error' ? [data.diagnostic] : [];
  });
}

/** The lock that a run was refused by. */
export function stateLock(errors: readonly TerraformError[]): StateLock | undefined {
  const refused = errors.find(({ summary }) => summary === 'Error acquiring the state lock');
  if (refused === undefined) return undefined;
  const field = (name: string) => new RegExp(`^ *${name}: +(.*)$`, 'm').exec(refused.detail)?.[1]?.trim() ?? '';
  const id = field('ID');
  return id === '' ? undefined : { id, who: field('Who'), created: field('Created') };
}

/** Addresses whose import found nothing. */
export function missingImports(errors: readonly TerraformError[]): string[] {
  return errors
    .filter(({ summary }) => summary === 'Cannot import non-existent remote object')
    .flatMap(({ detail }) => /import an existing object to "([^"]+)"/.exec(detail)?.[1] ?? []);
}
