import { bundledPrices, hourlyPrice, type PriceTable, type Purchase, parsePriceTable } from '../simulator/price-table';
import { readInputFile } from './input-file';
import type { ScenarioFlags } from './simulation-flags';
import type { Terminal } from './terminal';

/** Dollars an hour; a fleet's instance type that has no price costs nothing, which is said, rather than stopping here. */
export function simulationPrice(purchase: Purchase, flags: ScenarioFlags, terminal: Terminal): number {
  const prices = priceTable(flags.prices, terminal);
  const isNamed = flags.instanceType !== undefined || flags.fleet === undefined;
  if (isNamed || purchase.instanceType in prices.instanceTypes) return hourlyPrice(prices, purchase);
  terminal.report(`no price for ${purchase.instanceType}, so that costs are shown as 0; name a table with --prices`);
  return 0;
}

function priceTable(file: string | undefined, { cwd }: Terminal): PriceTable {
  return file === undefined ? bundledPrices : parsePriceTable(readInputFile(file, cwd), file);
}
