import { z } from 'zod';
import { InputError, parseJson } from './input-error';
import bundled from './prices.json';

const price = z.number().min(0);

/** What instance types cost, in dollars an hour. */
const priceTable = z.strictObject({
  region: z.string(),
  source: z.string(),
  instanceTypes: z.record(z.string(), z.strictObject({ onDemand: price, spot: price.optional() })),
});

export type PriceTable = Readonly<z.output<typeof priceTable>>;

export interface Purchase {
  readonly instanceType: string;
  /** Share of the instance-hours that is On-Demand, from 0 to 1; the rest is Spot. */
  readonly onDemandShare: number;
}

/** Prices that come with the program. */
export const bundledPrices: PriceTable = priceTable.parse(bundled);

/** @throws InputError with what is wrong in the price table */
export function parsePriceTable(text: string, file: string): PriceTable {
  return parseJson(text, file, priceTable);
}

/** Dollars that an instance costs in an hour. @throws InputError when the table has no such price */
export function hourlyPrice(prices: PriceTable, { instanceType, onDemandShare }: Purchase): number {
  const found = prices.instanceTypes[instanceType];
  if (found === undefined) {
    const known = Object.keys(prices.instanceTypes).join(', ');
    throw new InputError(`there is no price for instance type ${instanceType}; the table has ${known}`);
  }
  if (onDemandShare === 1) return found.onDemand;
  if (found.spot === undefined) throw new InputError(`there is no Spot price for instance type ${instanceType}`);
  return onDemandShare * found.onDemand + (1 - onDemandShare) * found.spot;
}
