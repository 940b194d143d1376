import { progress } from '../../cli/progress';

function told(first: number, next: number): string[] {
  const lines: string[] = [];
  const tell = progress({ report: (line) => lines.push(line) }, { first, next });
  for (const step of ['one', 'two', 'three']) tell(step);
  return lines;
}

test('what is quick says nothing', () => {
  expect(told(3_600_000, 0)).toEqual([]);
});

test('what takes a while tells how far it is, now and then', () => {
  expect(told(0, 3_600_000)).toEqual(['one']);
  expect(told(0, 0)).toEqual(['one', 'two', 'three']);
});
