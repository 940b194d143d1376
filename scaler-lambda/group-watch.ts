import type { GroupInstance } from './boots';
import type { GroupSizes } from './desired-capacity';
import type { QueueFigures } from './job-source/job-source';

/** The group's sizes, and its instances. */
export interface GroupView extends GroupSizes {
  readonly instances: readonly GroupInstance[];
  /** Instance types that it may launch, as far as it says itself. */
  readonly instanceTypes: readonly string[];
  /** Somebody has told the group to launch nothing. @default false */
  readonly launchesSuspended?: boolean | undefined;
}

/** The group whose size follows the jobs. */
export interface AgentGroup {
  view(signal: AbortSignal): Promise<GroupView>;
  setDesiredCapacity(capacity: number, signal: AbortSignal): Promise<void>;
}

/** Seconds between two looks at the group: at least when the figures change, at most while jobs wait, and at most. */
const ages = { least: 10, whileWaiting: 30, most: 55 } as const;

/**
 * The group, looked at only when that could tell something new: no instance comes or goes without a change of the figures,
 * but for what people do by hand.
 */
export class GroupWatch {
  private seen: { readonly at: number; readonly view: GroupView } | undefined;
  private figures: string | undefined;
  private changedAt = Number.NEGATIVE_INFINITY;

  /** When a look is due, however quiet it is. */
  private due = Number.NEGATIVE_INFINITY;
  private looks = 0;

  /** @param spread share from 0 to 1 by which the second look is early, so that the looks of many scalers are */
  constructor(
    private readonly group: AgentGroup,
    private readonly spread: number,
  ) {}

  /** The group as it was when last looked at; undefined when that was before the last raise. */
  get latest(): GroupView | undefined {
    return this.seen?.view;
  }

  /** When the group was last looked at, in seconds; undefined when that was before the last raise. */
  get lookedAt(): number | undefined {
    return this.seen?.at;
  }

  /** The group as it was when last looked at, if that was lately. */
  async recent(now: number, signal: AbortSignal): Promise<GroupView> {
    return this.seen && now >= this.seen.at && now < this.due ? this.seen.view : this.look(now, signal);
  }

  /** Whether another look is due. Nothing is raised on an old one: somebody else may have raised it further. */
  isOutdated(now: number, figures: QueueFigures, wantsMore: boolean): boolean {
    const text = JSON.stringify(figures);
    // The first figures say nothing new to a look of the same moment, but to an older one, from when Semaphore was away.
    if (text !== this.figures && (this.figures !== undefined || this.seen?.at !== now)) this.changedAt = now;
    this.figures = text;
    if (!this.seen) return true;
    const age = now - this.seen.at;
    // An agent comes before its instance is in service, and goes before its instance leaves: hence a look after the change.
    const hasChanged = this.seen.at <= this.changedAt && age >= ages.least;
    const isWaiting = (figures.jobs['queued'] ?? 0) > 0 && age >= ages.whileWaiting;
    return age > 0 && (wantsMore || hasChanged || isWaiting);
  }

  async look(now: number, signal: AbortSignal): Promise<GroupView> {
    const view = await this.group.view(signal);
    this.seen = { at: now, view };
    this.looks += 1;
    this.due = now + ages.most * (this.looks === 1 ? 1 - this.spread : 1);
    return view;
  }

  async raise(desired: number, signal: AbortSignal): Promise<void> {
    await this.group.setDesiredCapacity(desired, signal);
    // What it launches is worth a look.
    this.seen = undefined;
  }
}
