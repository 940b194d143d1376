import type { z } from 'zod';

/** Something that the simulator was given is wrong; the message says what, in words for the person who gave it. */
export class InputError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'InputError';
  }
}

/** Reads JSON that has to fit `schema`. @throws InputError with everything that is wrong with it */
export function parseJson<Schema extends z.ZodType>(text: string, file: string, schema: Schema): z.output<Schema> {
  return parseShape(jsonOf(text, file), file, schema);
}

/** Reads a value that has to fit `schema`. @throws InputError with everything that is wrong with it */
export function parseShape<Schema extends z.ZodType>(value: unknown, file: string, schema: Schema): z.output<Schema> {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const problems = result.error.issues.map(
    ({ path, message }) => `${file}: ${path.join('.') || 'all of it'}: ${message}`,
  );
  throw new InputError(problems.join('\n'));
}

function jsonOf(text: string, file: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    // It quotes the file, with its line breaks.
    throw new InputError(`${file} is not JSON: ${reason.replace(/\s+/g, ' ')}`, { cause });
  }
}
