import { Tokenization } from 'cdktf';

/**
 * Does `work`, which synthesizes, in half of the time. CDKTF takes a stack trace of every token that it makes, for messages
 * that show none of it, and searches each string and key of a stack for tokens several times over, with three expressions.
 */
export function withTokenShortcuts(work: () => void): void {
  const { captureStackTrace } = Error;
  const { resolve } = Tokenization;
  Error.captureStackTrace = () => undefined;
  Tokenization.resolve = (value, options) => resolveTokens(value, (part) => resolve(part, options));
  try {
    work();
  } finally {
    Error.captureStackTrace = captureStackTrace;
    Tokenization.resolve = resolve;
  }
}

/** `value` without what is undefined in it, where CDKTF resolves the parts that may hold tokens. */
function resolveTokens(value: unknown, resolve: (part: unknown) => unknown): unknown {
  if (value === null || value === undefined || typeof value === 'boolean' || isPlain(value)) return value;
  if (Array.isArray(value)) {
    return value.some(isListToken)
      ? resolve(value)
      : value.map((each) => resolveTokens(each, resolve)).filter((each) => each !== undefined);
  }
  if (typeof value !== 'object' || Object.getPrototypeOf(value) !== Object.prototype || 'resolve' in value) {
    return resolve(value);
  }
  const resolved: Record<string, unknown> = {};
  for (const [key, each] of Object.entries(value)) {
    if (!isPlain(key)) return resolve(value);
    const part = resolveTokens(each, resolve);
    if (part !== undefined) resolved[key] = part;
  }
  return resolved;
}

/**
 * Strings and numbers that surely hold no token. Tokens are `${TfToken[...]}` in strings, `#{...}` and `&{...}` as lists and
 * keys of maps, and as numbers below -1e287: source: cdktf/lib/tokens/private/encoding.js.
 */
function isPlain(value: unknown): boolean {
  if (typeof value === 'string') return !value.includes('TfToken[') && !value.includes('e+');
  return typeof value === 'number' && value > -1e100;
}

function isListToken(value: unknown): boolean {
  return typeof value === 'string' ? value.includes('#{TfToken[') : typeof value === 'number' && !isPlain(value);
}
