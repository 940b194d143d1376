import type { ReportedPolicy } from '../report';

/** A list to choose a policy from; calls `show` with its index. */
export function policyChoice(policies: readonly ReportedPolicy[], show: (index: number) => void): HTMLElement {
  const label = document.createElement('label');
  const select = document.createElement('select');
  for (const { name } of policies) select.append(new Option(name));
  select.addEventListener('change', () => show(select.selectedIndex));
  label.append('Policy ', select);
  return label;
}
