/** A request that the hub turns down: the status goes over the wire, the message into its body. */
export class Refusal extends Error {
  constructor(
    readonly status: 400 | 401 | 404 | 409 | 413 | 422,
    message: string,
  ) {
    super(message);
    this.name = 'Refusal';
  }
}
