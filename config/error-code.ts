/** Code of a Node.js error, such as ENOENT: https://nodejs.org/api/errors.html#nodejs-error-codes */
export function errorCode(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null || !('code' in error)) return undefined;
  return typeof error.code === 'string' ? error.code : undefined;
}
