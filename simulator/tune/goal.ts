import type { Tradeoff } from './pareto-front';

/** What tuning is for. */
export type Goal =
  | { readonly kind: 'wait'; readonly seconds: number }
  | { readonly kind: 'hours'; readonly hours: number }
  /** To wait less, but pay no more than now. */
  | { readonly kind: 'better' };

export interface Advice<Choice> {
  readonly choice: Choice;
  readonly isReached: boolean;
}

/**
 * The choice of the front (from the cheapest to the one that waits least) that serves the goal, or the one that comes
 * nearest to it.
 */
export function advice<Choice extends Tradeoff>(goal: Goal, front: readonly Choice[], current: Choice): Advice<Choice> {
  const cheapest = front[0] ?? current;
  const fastest = front.at(-1) ?? current;
  if (goal.kind === 'wait') {
    const choice = front.find(({ wait }) => wait <= goal.seconds);
    return { choice: choice ?? fastest, isReached: choice !== undefined };
  }
  const budget = goal.kind === 'hours' ? goal.hours : current.instanceHours;
  const choice = front.findLast(({ instanceHours }) => instanceHours <= budget);
  return { choice: choice ?? cheapest, isReached: choice !== undefined };
}
