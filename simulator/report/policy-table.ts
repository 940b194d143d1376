import type { PolicyResult } from '../comparison';
import { htmlText } from './html-text';
import { policyColor } from './policy-color';
import type { ReportedPolicy } from './report';

interface Column {
  readonly heading: string;
  /** Path of the figure in `fleet simulate --json`. */
  readonly figure: string;
  readonly value: (result: PolicyResult) => number;
  readonly text: (value: number) => string;
}

const seconds = (value: number) => `${value.toFixed(1)} s`;

/** Figures of a policy, in the order of the table. */
const columns: readonly Column[] = [
  { heading: 'mean', figure: 'wait.mean', value: ({ wait }) => wait.mean, text: seconds },
  { heading: 'p50', figure: 'wait.p50', value: ({ wait }) => wait.p50, text: seconds },
  { heading: 'p95', figure: 'wait.p95', value: ({ wait }) => wait.p95, text: seconds },
  { heading: 'p99', figure: 'wait.p99', value: ({ wait }) => wait.p99, text: seconds },
  { heading: 'max', figure: 'wait.max', value: ({ wait }) => wait.max, text: seconds },
  {
    heading: 'instance-hours',
    figure: 'instanceHours',
    value: ({ instanceHours }) => instanceHours,
    text: (hours) => hours.toFixed(1),
  },
  { heading: 'boots', figure: 'boots', value: ({ boots }) => boots, text: String },
  { heading: 'cost', figure: 'cost', value: ({ cost }) => cost, text: (dollars) => `$${dollars.toFixed(2)}` },
  {
    heading: 'used',
    figure: 'utilization',
    value: ({ utilization }) => utilization,
    text: (share) => `${Math.round(share * 100)} %`,
  },
  { heading: 'lost', figure: 'lost', value: ({ lost }) => lost, text: String },
];

/** The table of policies; each cell holds its exact figure as well. */
export function policyTable(policies: readonly ReportedPolicy[]): string {
  const headings = columns.map(({ heading }) => `<th scope="col">${heading}</th>`).join('');
  const rows = policies.map(({ name, source, result }, index) => {
    const cells = columns.map(({ figure, value, text }) => {
      const exact = value(result);
      return `<td data-figure="${figure}"><data value="${exact}">${text(exact)}</data></td>`;
    });
    const heading = `<th scope="row" style="--policy: ${policyColor(index)}" title="${htmlText(source)}">${htmlText(name)}</th>`;
    return `<tr data-policy="${htmlText(name)}">${heading}${cells.join('')}</tr>`;
  });
  return `<div class="scroll"><table>
<thead>
<tr><th rowspan="2" scope="col">policy</th><th colspan="5" scope="colgroup">wait</th><th colspan="5"></th></tr>
<tr>${headings}</tr>
</thead>
<tbody>
${rows.join('\n')}
</tbody>
</table></div>`;
}
