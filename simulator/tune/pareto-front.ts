/** What a choice costs, in two figures of which less is better. */
export interface Tradeoff {
  /** Seconds. */
  readonly wait: number;
  readonly instanceHours: number;
}

/** A wait that is shorter by less than this share is no shorter: another seed would have it the other way round. */
const chance = 0.01;

/** The choices that no other one beats on both figures, from the cheapest to the one that waits least. */
export function paretoFront<Choice extends Tradeoff>(choices: readonly Choice[]): Choice[] {
  const cheapestFirst = choices.toSorted(
    (left, right) => left.instanceHours - right.instanceHours || left.wait - right.wait,
  );
  const front: Choice[] = [];
  for (const choice of cheapestFirst) {
    const best = front.at(-1);
    if (best === undefined || choice.wait < best.wait * (1 - chance)) front.push(choice);
  }
  return front;
}
