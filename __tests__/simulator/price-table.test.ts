import { bundledPrices, hourlyPrice, parsePriceTable } from '../../simulator/price-table';

const table = parsePriceTable(
  '{"region":"here","source":"test","instanceTypes":{"a.large":{"onDemand":0.1,"spot":0.04},"mac":{"onDemand":1}}}',
  'prices.json',
);

test('instances are paid On-Demand, as Spot, or as a mix of both', () => {
  expect(hourlyPrice(table, { instanceType: 'a.large', onDemandShare: 1 })).toBe(0.1);
  expect(hourlyPrice(table, { instanceType: 'a.large', onDemandShare: 0 })).toBe(0.04);
  expect(hourlyPrice(table, { instanceType: 'a.large', onDemandShare: 0.5 })).toBeCloseTo(0.07);
});

test('an instance type that has no price is named, with those that have one', () => {
  expect(() => hourlyPrice(table, { instanceType: 'b.large', onDemandShare: 1 })).toThrow(
    'there is no price for instance type b.large; the table has a.large, mac',
  );
});

test('an instance type without a Spot price cannot be paid as Spot', () => {
  expect(() => hourlyPrice(table, { instanceType: 'mac', onDemandShare: 0.5 })).toThrow('no Spot price');
});

test('a price table that is wrong is refused with what is wrong', () => {
  const text = '{"region":"here","source":"test","instanceTypes":{"a.large":{"onDemand":-1}}}';
  expect(() => parsePriceTable(text, 'prices.json')).toThrow(/^prices\.json: instanceTypes\.a\.large\.onDemand: /);
});

test('the prices that come with the program cost less as Spot', () => {
  for (const { onDemand, spot } of Object.values(bundledPrices.instanceTypes)) {
    expect(onDemand).toBeGreaterThan(0);
    if (spot !== undefined) expect(spot).toBeLessThan(onDemand);
  }
});
