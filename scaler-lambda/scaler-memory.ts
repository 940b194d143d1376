import type { GroupSizes } from './desired-capacity';
import { describeError, type Log } from './log';
import { noMemory, type SizingDecision, type SizingMemory } from './sizing';
import { formatRecollection, isWorthNoting, parseRecollection, type WantedNote } from './wanted-note';

/** A text that outlives the process, which instances read as well. */
export interface WantedStore {
  read(signal: AbortSignal): Promise<string>;
  write(text: string, signal: AbortSignal): Promise<void>;
}

/** What the scaler has learned: in this process, and in a store for instances and for the next cold start. */
export class ScalerMemory {
  private memory: SizingMemory | undefined;
  private note: WantedNote | undefined;
  private isRecalled = false;

  constructor(
    private readonly store: WantedStore,
    private readonly log: Log,
  ) {}

  get current(): SizingMemory {
    return this.memory ?? noMemory(0);
  }

  /** What is known so far. The store is read until it has been read once; without it the group grows all the same. */
  async recall(now: number, signal: AbortSignal): Promise<SizingMemory> {
    this.memory ??= noMemory(now);
    if (this.isRecalled) return this.memory;
    try {
      const recollection = parseRecollection(await this.store.read(signal), now);
      this.isRecalled = true;
      this.memory = recollection?.memory ?? this.memory;
      this.note = recollection?.note;
    } catch (error) {
      this.log.error('could not read what was learned', { error: describeError(error) });
    }
    return this.memory;
  }

  /** Remembers, and tells instances what is wanted when that is worth a request. */
  async keep(decision: SizingDecision & { readonly sizes: GroupSizes }, signal: AbortSignal): Promise<void> {
    const { memory, wanted, spare, sizes } = decision;
    this.memory = memory;
    const { at } = memory.demand;
    const note = { wanted, spare, min: sizes.min, max: sizes.max, at };
    if (!this.isRecalled || !isWorthNoting(this.note, note, at)) return;
    try {
      await this.store.write(formatRecollection({ note, memory }), signal);
      this.note = note;
    } catch (error) {
      // The old note holds, and the next attempt is due as if it were new.
      if (this.note) this.note = { ...this.note, at };
      this.log.error('could not write what is wanted', { error: describeError(error) });
    }
  }
}
