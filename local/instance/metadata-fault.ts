import { setTimeout as delay } from 'node:timers/promises';

/** What can be wrong with a metadata service. */
export type MetadataFault =
  /** Every answer comes `delayMs` (real milliseconds) late. */
  | { readonly kind: 'slow'; readonly delayMs: number; readonly requests?: number }
  /** Every session token is refused with 401, as when the service has been restarted. */
  | { readonly kind: 'unauthorized'; readonly requests?: number }
  /** Connections are closed without an answer, as when a job blocks the address. */
  | { readonly kind: 'away'; readonly requests?: number };

/** The fault of one metadata service, for as many requests as it names; forever, if it names none. */
export class MetadataTrouble {
  private fault: MetadataFault | undefined;
  private left = 0;

  set(fault: MetadataFault | undefined): void {
    this.fault = fault;
    this.left = fault?.requests ?? Number.POSITIVE_INFINITY;
  }

  /** What hits this request; a slow answer has been waited for. */
  async strike(): Promise<'unauthorized' | 'away' | undefined> {
    const { fault } = this;
    if (fault === undefined || this.left <= 0) return undefined;
    this.left -= 1;
    if (fault.kind !== 'slow') return fault.kind;
    await delay(fault.delayMs, undefined, { ref: false });
    return undefined;
  }
}
