// Compares sizing rules on every made-up trace, for docs/scaling.md:
//   npx tsx scripts/compare-sizing-rules.ts [policies] [seeds] [days]
// prints, for each policy and trace, mean wait / p95 wait / instance-hours relative to agent-aws-stack.
import { agentAwsStack } from '../simulator/policies/agent-aws-stack';
import { furtherPolicies, policyList } from '../simulator/policies/policy-list';
import { average, type RuleFigures, ruleFigures, traceKinds } from './rule-figures';

const [
  names = 'agent-fleet,agent-fleet-economy,agent-fleet-fast,buildkite-best',
  seeds = '11,12,13,14,15,16',
  days = '7',
] = process.argv.slice(2);
const kinds = traceKinds(seeds.split(',').map(Number), Number(days));
const policies = [...policyList, ...furtherPolicies].filter(({ name }) => names.split(',').includes(name));
const theirs = kinds.map((kind) => ruleFigures(agentAwsStack, kind));
const heading = ['policy', ...kinds.map(({ name }) => name), 'hours'];

print(heading);
print(heading.map(() => '---'));
print(['agent-aws-stack, absolute', ...theirs.map(absolute), '']);
for (const policy of policies) {
  const ratios = kinds.map((kind, index) => ratio(ruleFigures(policy, kind), theirs[index]));
  const geometricMean = Math.exp(average(ratios.map(({ hours }) => Math.log(hours))));
  print([policy.name, ...ratios.map(relative), geometricMean.toFixed(3)]);
}

function ratio(ours: RuleFigures, { mean, p95, hours }: RuleFigures = ours): RuleFigures {
  return { mean: ours.mean / mean, p95: ours.p95 / p95, hours: ours.hours / hours };
}

function absolute({ mean, p95, hours }: RuleFigures): string {
  return `${mean.toFixed(1)} s / ${p95.toFixed(1)} s / ${hours.toFixed(0)} h`;
}

function relative({ mean, p95, hours }: RuleFigures): string {
  return [mean, p95, hours].map((value) => value.toFixed(2)).join(' / ');
}

function print(cells: readonly string[]): void {
  console.log(`| ${cells.join(' | ')} |`);
}
