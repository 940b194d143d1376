/** A failure that the user can mend: shown as one line (or a list of lines), without a stack trace. */
export class UserError extends Error {
  constructor(
    message: string,
    /** Exit code of the program. */
    readonly exitCode = 1,
    options?: ErrorOptions,
  ) {
    super(message, options);
    this.name = 'UserError';
  }
}
